namespace NetGen.Generator.Tests.Declaration;

/// <summary>What may be named in [Recompute].</summary>
public sealed class RecomputeDiagnosticTests
{
    private const string Layers = """

        public partial class Net
        {
            [Linear(4), Relu, Linear(4)] private partial Tensor First(Tensor x);
            [Pair, Pair] private partial Tensor Stack(Tensor x);
            [Linear(2)] private partial Tensor Head(Tensor x);
        }

        [Block]
        public partial class Pair
        {
            [Linear(4), Tanh] private partial Tensor One(Tensor x);
            [Linear(4), Tanh] private partial Tensor Two(Tensor x);
        }
        """;

    [Theory]
    [InlineData("[Network(3), Recompute([|\"first\"|])]", "No layer is called \"first\"; there are First, Stack, Head")]
    [InlineData("[Network(3), Recompute(\"First\", [|\"Stack.2\"|])]", "No layer is called \"Stack.2\"; there are Stack.0, Stack.1")]
    [InlineData("[Network(3), Recompute([|\"Stack.1.Six\"|])]", "No layer is called \"Stack.1.Six\"; there are Stack.1.One, Stack.1.Two")]
    public void NamesOfNothingAreRefused(string head, string message) => Underlined.Reports(head + Layers, "NG0135", message);
}
