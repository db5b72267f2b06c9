using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>What users may write though few do: the generated code must compile around it, and without a warning.</summary>
public sealed class OddDeclarationTests
{
    private const string Usings = "using NetGen;\n\nnamespace User;\n\n";

    private const string Block = "partial class Twice { const int Width = 3; [Linear(Width)] private partial Tensor A(Tensor x); }\n";

    private const string Body =
        """
        {
            [Linear(3), Relu] private partial Tensor A(Tensor x);
            [Linear(2)] private partial Tensor B(Tensor x);
        }
        """;

    [Theory]
    [InlineData("internal partial class Net")]
    [InlineData("sealed partial class Net")]
    [InlineData("public partial class Net : System.IDisposable", "public partial class Net { public void Dispose() { } }")]
    [InlineData("public partial class @class")]
    [InlineData("public partial class Größe")]
    [InlineData("public partial class Netz\u0308")]
    [InlineData("public partial class Softmax")]
    [InlineData("public partial class Network")]
    [InlineData("public partial class Tensors")]
    [InlineData("public partial class System")]
    public void Classes(string head, string rest = "") => Silent(
        Usings + "[Network(4), CrossEntropyLoss]\n" + head + "\n" + Body + "\n" + rest);

    [Theory]
    [InlineData("public partial class Outer {", "}")]
    [InlineData("public static partial class Outer {", "}")]
    [InlineData("public partial struct Outer {", "}")]
    [InlineData("public partial record Outer {", "}")]
    [InlineData("public partial record struct Outer {", "}")]
    [InlineData("public partial interface IOuter {", "}")]
    [InlineData("internal partial class @event { public partial class Inner {", "} }")]
    public void Nested(string before, string after) => Silent(
        Usings + before + "\n[Network(4), CrossEntropyLoss]\npublic partial class Net\n" + Body + "\n"
        + "[Block] internal " + Block + after);

    [Theory]
    [InlineData("private")]
    [InlineData("protected")]
    [InlineData("private protected")]
    [InlineData("protected internal")]
    public void NestedAccessibility(string accessibility) => Silent(
        Usings + "public partial class Outer {\n[Network(4), CrossEntropyLoss]\n" + accessibility + " partial class Net\n" + Body
        + "\n[Block] " + accessibility + " " + Block + "}");

    [Theory]
    [InlineData("target", "[CrossEntropyLoss]", "")]
    [InlineData("expected", "[MeanSquaredErrorLoss]", "")]
    [InlineData("label", "", "private Tensor Loss(Tensor y, Tensor label) => y.CrossEntropyLoss(label);")]
    [InlineData("label", "", "private Tensor Loss(Tensor y, Tensor output) => y.CrossEntropyLoss(output);")]
    public void TargetsCalledLikeInputs(string input, string attribute, string loss) => Silent(
        Usings + "[Network(4)]\n" + attribute + "\npublic partial class Net {\n" + loss
        + "\n[Linear(2)] private partial Tensor A(Tensor x);\nprivate Tensor Forward(Tensor "
        + input + ") => A(" + input + ");\n}");

    [Fact]
    public void WithoutNamespaces() => Silent("using NetGen;\n\n[Network(4)]\npublic partial class Net\n" + Body);

    [Fact]
    public void OneNameInTwoNamespaces() => Silent(
        "namespace User.@new\n{\n    using NetGen;\n[Network(4)]\npublic partial class Net\n" + Body + "\n}\n"
        + "namespace User.Other\n{\n    using NetGen;\n[Network(5)]\npublic partial class Net\n" + Body + "\n}\n");

    [Fact]
    public void InTwoFiles() => Silent(
        Usings + "[Network(4)]\npublic partial class Net\n{\n    private Tensor Forward(Tensor x) => B(A(x));\n}",
        Usings + "partial class Net\n" + Body);

    [Fact]
    public void NamesOfTheRuntimeAreTheUsersOwn() => Silent(
        """
        namespace User
        {
            public class Network;
            public class Trainer;
            public class Frame;
            public class Floats;
            public class Optimizer;
            public class Math;
            public class String;

            [NetGen.Network(4), NetGen.CrossEntropyLoss]
            public partial class Net
            {
                [NetGen.Linear(3), NetGen.Relu] private partial NetGen.Tensor Linear(NetGen.Tensor x);
                [NetGen.Linear(3), NetGen.Relu] private partial NetGen.Tensor Frame(NetGen.Tensor x);
                [NetGen.Linear(2)] private partial NetGen.Tensor Store(NetGen.Tensor x);
            }
        }
        """);

    [Theory]
    [InlineData("Run")]
    [InlineData("Apply")]
    [InlineData("Save")]
    [InlineData("Step")]
    [InlineData("Launch")]
    [InlineData("Loss")]
    [InlineData("Kernels")]
    [InlineData("ToString")]
    [InlineData("GetHashCode")]
    [InlineData("Equals")]
    [InlineData("GetType")]
    [InlineData("Initialize")]
    [InlineData("Prepare")]
    [InlineData("Rent")]
    [InlineData("V")]
    [InlineData("@new")]
    [InlineData("system")]
    [InlineData("x")]
    [InlineData("Ω")]
    public void LayersCalledAsMembersOfOthers(string name) => Silent(
        $$"""
        using NetGen;

        namespace User;

        [Block]
        public partial class Part
        {
            const int Width = 3;
            [Linear(Width)] private partial Tensor {{name}}(Tensor x);
        }

        [Network(4), CrossEntropyLoss]
        public partial class Net
        {
            [Linear(3), Relu] private partial Tensor {{name}}(Tensor x);
            [Part(Width = 5)] private partial Tensor C(Tensor x);
            [Linear(2)] private partial Tensor B(Tensor x);
        }
        """);

    [Fact]
    public void ConstantsCalledAsKeywords() => Silent(
        """
        using NetGen;

        namespace User;

        [Block]
        public partial class Part
        {
            private const int @int = 3;
            private const bool @bool = true;

            [Linear(@int, Bias = @bool)] private partial Tensor A(Tensor x);
        }

        [Network(4)]
        public partial class Net
        {
            [Part(@int = 5), Part(@bool = false)] private partial Tensor A(Tensor @class);
        }
        """);

    [Fact]
    public void ConstantsThatDifferInCase() => Silent(
        """
        using NetGen;

        namespace User;

        [Block]
        public partial class Part
        {
            private const int n = 3, N = 4;

            [Linear(n, In = N)] private partial Tensor A(Tensor x);
        }

        [Network(5)]
        public partial class Net
        {
            [Part(n = 4, N = 5), Part(N = 4)] private partial Tensor A(Tensor x);
        }
        """);

    [Fact]
    public void OlderLanguageAndNoNullability() => Assert.Empty(UserProject.Say(
        new CSharpParseOptions(LanguageVersion.CSharp12, DocumentationMode.Diagnose),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, checkOverflow: true, warningLevel: 9999),
        """
        using NetGen;

        namespace User
        {
            [Block]
            public partial class Part
            {
                const int Width = 3;
                [Linear(Width), BatchNorm] private partial Tensor A(Tensor x);
            }

            [Network(4)]
            [CrossEntropyLoss]
            public partial class Net
            {
                [Part(Width = 5), Part] private partial Tensor C(Tensor x);
                [Linear(2)] private partial Tensor B(Tensor x);
            }
        }
        """));

    [Fact]
    public void ConstructorsThatHandOn() => Silent(
        """
        using NetGen;

        namespace User;

        [Network(4)]
        public partial class Net
        {
            public Net(string name) : this(1, Initialization.Xavier) => Name = name;

            public Net() : this("none")
            {
            }

            static Net()
            {
            }

            public string Name { get; } = "";

            [Linear(2)] private partial Tensor B(Tensor x);
        }
        """);

    [Fact]
    public void TheGeneratedConstructorOfOnesOwn() => Silent(
        """
        using NetGen;

        namespace User;

        [Network(4)]
        public partial class Net
        {
            private Net(ulong seed, Initialization initialization) : base(Definition, seed, initialization)
            {
            }

            public static Net Make() => new(1, Initialization.He);

            [Linear(2)] private partial Tensor B(Tensor x);
        }
        """);

    private static void Silent(params string[] sources)
    {
        var said = UserProject.Say(
            UserProject.Options,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable),
            sources);
        Assert.True(said.Length == 0, string.Join("\n", said));
    }
}
