namespace NetGen.Generator.Tests.Declaration;

/// <summary>Where C# itself reports, nothing is added; where nothing is wrong, nothing is reported.</summary>
public sealed class SilenceTests
{
    [Theory]
    [InlineData("[Conv3d(4)] private partial Tensor G(Tensor x);", "CS0246", "CS0246")]
    [InlineData("[Linear(Size)] private partial Tensor G(Tensor x);", "CS0182")]
    [InlineData("[Linear(\"4\")] private partial Tensor G(Tensor x);", "CS1503")]
    [InlineData("[Linear(4, Bais = true)] private partial Tensor G(Tensor x);", "CS0246")]
    [InlineData("[Linear(4), Linear()] private partial Tensor G(Tensor x);", "CS7036")]
    [InlineData("[Linear(4)] private partial Tensr G(Tensor x);", "CS0246", "CS8795")]
    [InlineData("[B(Chanels = 5)] private partial Tensor G(Tensor x);", "CS0246")]
    [InlineData("[B(Channels = \"5\")] private partial Tensor G(Tensor x);", "CS0029")]
    [InlineData("[Net] private partial Tensor G(Tensor x);", "CS0616")]
    [InlineData("[System.ComponentModel.Description(\"no\"), Linear(4)] private partial Tensor G(Tensor x);")]
    [InlineData("[B(5)] private partial Tensor G(Tensor x);", "CS1729")]
    [InlineData("[B(Channels = 5, Channels = 6)] private partial Tensor G(Tensor x);", "CS0643")]
    public void LayersThatCSharpRefuses(string layer, params string[] ids) => Underlined.Silent(
        $$"""
        [Block]
        public partial class B
        {
            const int Channels = 4;
            [Linear(Channels)] private partial Tensor F(Tensor x);
        }

        [Network(4)]
        public partial class Net
        {
            public static int Size;
            [Linear(4)] private partial Tensor F(Tensor x);
            {{layer}}
        }
        """,
        ids);

    [Theory]
    [InlineData("return H(x);", "CS0103")]
    [InlineData("return F(x, x);", "CS1501")]
    [InlineData("return F(1);", "CS1503")]
    [InlineData("var y = F(x) return y;", "CS1002")]
    [InlineData("return F(x).Foo();", "CS1061")]
    [InlineData("int n = \"a\"; return F(x * n);", "CS0029")]
    [InlineData("return x + \"a\";", "CS0029")]
    [InlineData("if (x) { } return F(x);", "CS0029")]
    [InlineData("return", "CS1525", "CS1002")]
    [InlineData("F(x).", "CS1001", "CS1002", "CS0161")]
    public void ForwardThatCSharpRefuses(string body, params string[] ids) => Underlined.Silent(
        $$"""
        [Network(4)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Forward(Tensor x) { {{body}} }
        }
        """,
        ids);

    [Fact]
    public void OneBrokenNetworkDoesNotHideAnother()
    {
        var (ours, compilers, _) = UserProject.Generate(UserProject.File(
            """
            [Network(4)]
            public partial class A
            {
                [Linear(4, In = 3)] private partial Tensor F(Tensor x);
            }

            [Network(4)]
            public partial class B
            {
                [Linear(4, In = 5)] private partial Tensor F(Tensor x);
            }

            [Network(4)]
            public partial class C
            {
                [Linear(4)] private partial Tensor F(Tensor x);
            }
            """));

        Assert.Equal(
            [
                "F expects 3 inputs (In = 3) but receives 4: the input is 4",
                "F expects 5 inputs (In = 5) but receives 4: the input is 4",
            ],
            ours.Select(d => d.GetMessage()));
        Assert.Empty(compilers);
    }

    [Fact]
    public void InputsNamedAsEmittedMethodsNameTheirOwnThings() => Underlined.Silent(
        """
        [Network(4)]
        [MeanSquaredErrorLoss]
        public partial class Net
        {
            [Linear(2)] private partial Tensor _(Tensor x);

            private Tensor Forward(Tensor batch, Tensor frame, Tensor session, Tensor count, Tensor first, Tensor loss) =>
                _(batch + frame) + _(session * count) + _(first - loss);
        }
        """);

    [Fact]
    public void AClassCopiedAndNotYetRenamed() => Underlined.Silent(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);
        }

        [Network(4)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor G(Tensor x);
        }
        """,
        "CS0579");

    [Fact]
    public void PragmasAreHonoured() => Underlined.Silent(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);
        #pragma warning disable NG0503
            [Linear(2)] private partial Tensor G(Tensor x);
        #pragma warning restore NG0503

            private Tensor Forward(Tensor x) => F(x);
        }
        """);
}
