namespace NetGen.Generator.Tests.Declaration;

/// <summary>What a class and its members must be.</summary>
public sealed class ClassDiagnosticTests
{
    [Fact]
    public void NotPartial() => Underlined.Raises(
        """
        [Network(3)]
        public class [|Net|]
        {
            [Linear(2)] private partial Tensor F(Tensor x);
        }
        """,
        "NG0101",
        "Net must be declared partial: the rest of a network is generated");

    [Fact]
    public void OuterClassNotPartial() => Underlined.Raises(
        """
        public class Outer
        {
            [Block]
            public partial class [|Net|]
            {
                [Linear(2)] private partial Tensor F(Tensor x);
            }
        }
        """,
        "NG0102",
        "Net lies in Outer, which must be declared partial too: the rest of a block is generated");

    [Theory]
    [InlineData("public partial class [|Net|]<T>", "it is generic")]
    [InlineData("public abstract partial class [|Net|]", "it is abstract")]
    [InlineData("public static partial class [|Net|]", "it is static")]
    [InlineData("public partial record [|Net|]", "it is no ordinary class")]
    [InlineData("public partial class [|Net|] : Exception", "it derives from Exception, and its base class is generated")]
    [InlineData("file partial class [|Net|]", "it is a file-local class")]
    [InlineData("public partial class [|Net|](int n)", "it has a primary constructor, and its constructor is generated")]
    [InlineData("[Block] public partial class [|Net|]", "it is marked as a block too")]
    public void NotExtensible(string head, string reason) => Underlined.Raises(
        "[Network(3)]\n" + head + "\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n}",
        "NG0103",
        "Net cannot be a network: " + reason);

    [Fact]
    public void LayerWithABody() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private Tensor [|F|](Tensor x) => x;
        }
        """,
        "NG0104",
        "F carries layers, so its body is generated: declare it as a partial method without one");

    [Fact]
    public void PartialMethodWithoutLayers() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);
            private partial Tensor [|G|](Tensor x);
        }
        """,
        "NG0105",
        "G has no layer: put one before it, such as [Linear(10)], or give it a body");

    [Fact]
    public void NoLayers() => Underlined.Reports(
        """
        [Network(3)]
        public partial class [|Net|];
        """,
        "NG0106",
        "Net has neither layers nor a Forward");

    [Theory]
    [InlineData("private partial [|int|] F(Tensor x);")]
    [InlineData("private partial Tensor F(int [|x|]);")]
    [InlineData("private partial Tensor F(ref Tensor [|x|]);")]
    [InlineData("private static partial Tensor [|F|](Tensor x);")]
    public void WrongLayer(string method) => Underlined.Raises(
        "[Network(3)]\npublic partial class Net\n{\n    [Linear(2)] " + method + "\n}",
        "NG0107",
        "F must have the form 'private partial Tensor F(Tensor x);': a layer takes tensors and returns a Tensor, or a tuple of them");

    [Fact]
    public void NoShape() => Underlined.Reports(
        """
        [Network]
        public partial class [|Net|]
        {
            [Linear(2)] private partial Tensor F(Tensor x);
        }
        """,
        "NG0108",
        "The input x has no shape: write it as [Network(3, 32, 32)], or as [Shape(3, 32, 32)] before the parameter");

    [Fact]
    public void NoShapeOfOneInput() => Underlined.Reports(
        """
        [Network]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);

            private Tensor Forward([Shape(2)] Tensor a, Tensor [|b|]) => F(a) + b;
        }
        """,
        "NG0108",
        "The input b has no shape: write it as [Network(3, 32, 32)], or as [Shape(3, 32, 32)] before the parameter");

    [Theory]
    [InlineData("private [|int|] Forward(Tensor x) => 1;", "Forward must return a Tensor or a tuple of tensors")]
    [InlineData("private Tensor Forward(Tensor x, int [|n|]) => F(x);", "Forward takes tensors only")]
    [InlineData("private Tensor [|Forward|]() => null!;", "Forward needs at least one Tensor to start from")]
    [InlineData("private static Tensor [|Forward|](Tensor x) => x;", "Forward must be an ordinary instance method")]
    public void WrongForward(string method, string message) => Underlined.Reports(
        "[Network(3)]\npublic partial class Net\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n\n    " + method + "\n}",
        "NG0109",
        message);

    [Fact]
    public void TwoForwards() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);

            private Tensor Forward(Tensor x) => F(x);

            private Tensor [|Forward|](Tensor x, Tensor y) => F(x + y);
        }
        """,
        "NG0110",
        "Net has more than one Forward: which one is to be compiled?");

    [Theory]
    [InlineData("3, [|0|], 4", "0")]
    [InlineData("[|-1|]", "-1")]
    public void ImpossibleSize(string sizes, string shown) => Underlined.Reports(
        $"[Network({sizes})]\npublic partial class Net\n{{\n    [Relu] private partial Tensor F(Tensor x);\n}}",
        "NG0111",
        "Sizes must be at least 1 and a sample at most 2147483647 numbers, but this is " + shown);

    [Fact]
    public void TooLarge() => Underlined.Reports(
        """
        [[|Network(65536, 65536)|]]
        public partial class Net
        {
            [Relu] private partial Tensor F(Tensor x);
        }
        """,
        "NG0111",
        "Sizes must be at least 1 and a sample at most 2147483647 numbers, but this is 65536×65536");

    [Fact]
    public void TwoLayersWithOneName() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor Fc(Tensor x);
            [WeightName("fc"), Linear(2)] private partial Tensor [|Head|](Tensor x);
        }
        """,
        "NG0114",
        "Fc and Head would both save fc.weight: rename one of them or give it a [WeightName]");

    [Theory]
    [InlineData("[WeightName(\"\")]", "\"\" is no name: letters, digits, '_' and '.' between them")]
    [InlineData("[WeightName(\"a b\")]", "\"a b\" is no name: letters, digits, '_' and '.' between them")]
    [InlineData("[WeightName(\"a{b}\")]", "\"a{b}\" is no name: letters, digits, '_' and '.' between them")]
    [InlineData("[WeightName(\"a{0}{1}\")]", "\"a{0}{1}\" is no name: letters, digits, '_' and '.' between them")]
    [InlineData("[WeightName(\"a}0{\")]", "\"a}0{\" is no name: letters, digits, '_' and '.' between them")]
    public void WrongWeightName(string attribute, string message) => Underlined.Reports(
        "[Network(3)]\npublic partial class Net\n{\n    " + attribute.Replace("[", "[[|").Replace("]", "|]]")
        + "\n    [Linear(2)] private partial Tensor F(Tensor x);\n}",
        "NG0117",
        message);

    [Fact]
    public void WeightNameOfNoLayer() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);

            [[|WeightName("f")|]] private Tensor Forward(Tensor x) => F(x);
        }
        """,
        "NG0117",
        "Forward is not a layer, so there is nothing to name");

    [Fact]
    public void Repetitions() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2, [|Repeat = 0|])] private partial Tensor F(Tensor x);
        }
        """,
        "NG0118",
        "Linear: Repeat must be from 1 to 1000, but is 0");

    [Theory]
    [InlineData("public string [|Summary|] => \"mine\";", "Summary")]
    [InlineData("public class [|Trainer|];", "Trainer")]
    [InlineData("public void [|Predict|]() { }", "Predict")]
    public void GeneratedName(string member, string name) => Underlined.Reports(
        "[Network(3)]\npublic partial class Net\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n\n    " + member + "\n}",
        "NG0119",
        name + " is the name of a member that is generated for Net: rename it");

    [Theory]
    [InlineData("Trainer")]
    [InlineData("Predict")]
    [InlineData("Forward")]
    [InlineData("Summary")]
    public void ClassCalledAsAMember(string name) => Underlined.Raises(
        "[Network(3)]\npublic partial class [|" + name + "|]\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n}",
        "NG0119",
        $"{name} is the name of a member that is generated for {name}: rename it");

    [Fact]
    public void BlockCalledAsAMember() => Underlined.Raises(
        "[Block]\npublic partial class [|Run|]\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n}",
        "NG0119",
        "Run is the name of a member that is generated for Run: rename it");

    [Theory]
    [InlineData("Forward")]
    [InlineData("Training")]
    public void LayerOfABlockCalledAsAMember(string name) => Underlined.Raises(
        "[Block]\npublic partial class Part\n{\n    [Linear(2)] private partial Tensor [|" + name + "|](Tensor x);\n}",
        "NG0119",
        $"{name} is the name of a member that is generated for Part: rename it");

    [Theory]
    [InlineData("public [|Net|]() { }", "this(seed)")]
    [InlineData("public [|Net|](ulong seed, Initialization initialization) { }", "base(Definition, seed, initialization)")]
    public void ConstructorThatHandsOnToNoOther(string constructor, string call) => Underlined.Raises(
        "[Network(3)]\npublic partial class Net\n{\n    [Linear(2)] private partial Tensor F(Tensor x);\n\n    " + constructor + "\n}",
        "NG0133",
        $"A constructor of Net must hand on to the one that is generated: write ': {call}' after its parameters");

    [Fact]
    public void BlockThatTakesArguments() => Underlined.Raises(
        """
        [Block]
        public partial class [|Part|]
        {
            public Part(int n) { }

            [Linear(2)] private partial Tensor F(Tensor x);
        }
        """,
        "NG0103",
        "Part cannot be a block: it cannot be made without arguments");

    [Theory]
    [InlineData(
        "[Network(3)]", "[Relu] private partial Tensor E(Tensor x); [Linear(2)] private partial Tensor F([[|Shape(3)|]] Tensor x);")]
    [InlineData(
        "[Network(3)]", "[Linear(2)] private partial Tensor F([[|Shape(3)|]] Tensor x); private Tensor Forward(Tensor x) => F(x);")]
    [InlineData("[Block]", "[Linear(2)] private partial Tensor F(Tensor x); private Tensor Forward([[|Shape(3)|]] Tensor x) => F(x);")]
    public void ShapeWithoutEffect(string kind, string members) => Underlined.Reports(
        kind + "\npublic partial class Net\n{\n    " + members + "\n}",
        "NG0504",
        "This shape has no effect: only the inputs of a network and the targets of its loss are given shapes");

    [Theory]
    [InlineData("Buffers")]
    [InlineData("Definition")]
    [InlineData("Info")]
    [InlineData("InferencePlan")]
    [InlineData("Parameters")]
    [InlineData("Training")]
    [InlineData("Forward")]
    public void GeneratedOrInheritedName(string name) => Underlined.Raises(
        "[Network(3)]\npublic partial class Net\n{\n    [Linear(2)] private partial Tensor [|" + name + "|](Tensor x);\n}",
        "NG0119",
        name + " is the name of a member that is generated for Net: rename it");

    [Theory]
    [InlineData("B([|Repeat = -1|])", "-1")]
    [InlineData("B(N = 4, [|Repeat = -1|])", "-1")]
    [InlineData("B(N = 4, [|Repeat = 1001|])", "1001")]
    public void RepetitionsOfABlock(string use, string shown) => Underlined.Reports(
        $$"""
        [Block]
        public partial class B
        {
            const int N = 3;
            [Linear(N)] private partial Tensor F(Tensor x);
        }

        [Network(3)]
        public partial class Net
        {
            [{{use}}] private partial Tensor F(Tensor x);
        }
        """,
        "NG0118",
        "B: Repeat must be from 1 to 1000, but is " + shown);

    [Theory]
    [InlineData("[|12 / N|]", "")]
    [InlineData("M", " private const int M = [|12 / N|];")]
    public void DivisionByZeroWithTheConstantsOfAUse(string size, string constant) => Underlined.Reports(
        $$"""
        [Block]
        public partial class B
        {
            const int N = 3;{{constant}}
            [Linear({{size}})] private partial Tensor F(Tensor x);
        }

        [Network(3)]
        public partial class Net
        {
            [B(N = 0)] private partial Tensor L(Tensor x);
        }
        """,
        "NG0125",
        "12 / N divides by zero");

    [Fact]
    public void ShapeWithoutSizes() => Underlined.Reports(
        """
        [Network]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);

            private Tensor Forward([[|Shape|]] Tensor a) => F(a);
        }
        """,
        "NG0108",
        "The input a has no shape: write it as [Network(3, 32, 32)], or as [Shape(3, 32, 32)] before the parameter");

    [Fact]
    public void UnusedLayer() => Underlined.Reports(
        """
        [Network(3)]
        public partial class Net
        {
            [Linear(2)] private partial Tensor F(Tensor x);
            [Linear(2)] private partial Tensor [|G|](Tensor x);

            private Tensor Forward(Tensor x) => F(x);
        }
        """,
        "NG0503",
        "G is never used");
}
