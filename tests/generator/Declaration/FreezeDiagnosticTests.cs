namespace NetGen.Generator.Tests.Declaration;

/// <summary>What may be named in [Freeze], and what a loss attribute may be reduced to.</summary>
public sealed class FreezeDiagnosticTests
{
    private const string Layers = """

        public partial class Net
        {
            [Linear(4), Relu] private partial Tensor First(Tensor x);
            [Linear(2)] private partial Tensor Head(Tensor x);
        }
        """;

    [Theory]
    [InlineData("[Network(3), Freeze([|\"conv\"|])]", "No layer with parameters is called \"conv\"; there are First, Head")]
    [InlineData("[Network(3), Freeze(\"first\", [|\"first.1\"|])]", "No layer with parameters is called \"first.1\"; there are First, Head")]
    [InlineData("[Network(3), Freeze([|\"Fir\"|])]", "No layer with parameters is called \"Fir\"; there are First, Head")]
    [InlineData("[Network(3), Freeze([|\"first\"|], \"head\")]", "All parameters of Net are frozen, so that there is nothing to train")]
    public void NamesOfNothingAreRefused(string head, string message) => Underlined.Reports(head + Layers, "NG0134", message);

    [Fact]
    public void ALossAttributeIsOneNumber() => Underlined.Reports(
        "[Network(3), L1Loss([|Reduction = Reduction.None|])]" + Layers,
        "NG0202",
        "L1Loss: the loss of a network is one number, so its Reduction cannot be None; a method Loss can go on with single terms.");

    [Fact]
    public void WeightsAreUnderlined() => Underlined.Reports(
        "[Network(3), CrossEntropyLoss([|Weight = new[] { 1.0, 2, 3 }|])]" + Layers,
        "NG0202",
        "CrossEntropyLoss: Weight has 3 numbers, but there are 2 classes: Head gives 2");
}
