namespace NetGen.Generator.Tests.Declaration;

/// <summary>What Forward and Loss cannot do, at exactly the expression that does it.</summary>
public sealed class ForwardDiagnosticTests
{
    [Theory]
    [InlineData("var n = [|x.ToArray()|]; return F(x);", "ToArray is no operator that a network can be made of")]
    [InlineData("return F(x * [|x.Batch|]);", "x.Batch: of a tensor, only the shape of one sample is known at compile time")]
    [InlineData("[|Console.WriteLine(x)|]; return F(x);", "Console.WriteLine(x): WriteLine cannot be compiled")]
    [InlineData("[|try { return F(x); } finally { }|]", "this try cannot be compiled")]
    [InlineData("Func<Tensor, Tensor> f = [|y => F(y)|]; return f(x);", "y => F(y): this lambda cannot be compiled")]
    [InlineData("var r = [|new Random()|]; return F(x);", "new Random(): this expression cannot be compiled")]
    [InlineData("return F(x * [|Factor|]);", "Factor is neither constant nor readonly with a value")]
    [InlineData("return [|new Net().F(x)|];", "new Net().F(x) calls another object")]
    public void CannotBeCompiled(string body, string message) => In(body, "NG0120", message);

    [Theory]
    [InlineData("if ([|x == F(x)|]) { return x; } return F(x);", "x == F(x)")]
    [InlineData("return [|x != F(x)|] ? x : F(x);", "x != F(x)")]
    public void DependsOnATensor(string body, string expression) => In(
        body, "NG0121", $"'{expression}' depends on the values of a tensor, which are known only when the network runs");

    [Theory]
    [InlineData("var n = 0; while ([|n >= 0|]) { n = 1; } return F(x);")]
    [InlineData("for (var i = 0; [|i < 1000000000|]; i++) { } return F(x);")]
    public void Endless(string body) => In(
        body, "NG0122", "This does not end: more than a million steps or a hundred thousand operators have been counted");

    [Fact]
    public void EndlessRecursion() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Forward(Tensor x) => Again(x);

            private Tensor [|Again|](Tensor x) => Again(F(x));
        }
        """,
        "NG0123",
        "Calls are nested more than 64 deep here");

    [Fact]
    public void Null() => In("Tensor? y = null; return F([|y|]!);", "NG0124", "'y' is null here, where a tensor is needed");

    [Theory]
    [InlineData("var t = new[] { x }; return F([|t[1]|]);", "t[1] is out of range: there are 1 elements")]
    [InlineData("var n = 0; return F(x * ([|1 / n|]));", "1 / n divides by zero")]
    [InlineData("return x.Channels == 4 ? [|throw new Exception(\"four\")|] : F(x);", "throw new Exception(\"four\") is reached")]
    [InlineData("return F(x * [|x.Height|]);", "x.Height: a tensor of shape 4 has none")]
    public void Fails(string body, string message) => In(body, "NG0125", message);

    [Theory]
    [InlineData("return F(x)[[|4|]];", "Index 4 is outside axis 0 of 4: it must be from 0 to 3, or from ^4 to ^1: F gives 4")]
    [InlineData(
        "var i = 4; return F(x)[[|^(i + 1)|]];",
        "Index ^5 is outside axis 0 of 4: it must be from 0 to 3, or from ^4 to ^1: F gives 4")]
    [InlineData("return F(x)[.., [|0|]];", "Index 0 is one too many: 4 has 1 axes: F gives 4")]
    [InlineData("return F(x)[[|3..5|]];", "Range 3..5 is no part of axis 0 of 4: it must lie from 0 to 4 and hold an index: F gives 4")]
    [InlineData(
        "return F(x).Slice(0, start: 1, [|end: 5|]);",
        "Slice: end must be from 2, after the start, to 4 for axis 0 of 4, but is 5: F gives 4")]
    public void IndexOutOfRange(string body, string message) => In(body, "NG0213", message);

    [Fact]
    public void IndicesMadeElsewhere() => In(
        "TensorIndex[] i = [0]; return F([|x[i]|]);", "NG0120", "x[i]: indices are written one by one");

    [Fact]
    public void TargetWithoutAShape() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Loss(Tensor y, Tensor target) => (y - [|target|]).MeanSquaredErrorLoss(y);
        }
        """,
        "NG0127",
        "The shape of the target target does not follow from its use: write it before the parameter of Loss, as [Shape(10)]");

    [Fact]
    public void BlockWithAnotherNumberOfInputs() => Underlined.Reports(
        """
        [Block]
        public partial class Join
        {
            private Tensor Forward(Tensor a, Tensor b) => a + b;
        }

        [Network(4)]
        public partial class Net
        {
            [[|Join|]] private partial Tensor F(Tensor x);
        }
        """,
        "NG0128",
        "Join takes 2 inputs, but receives 1 input");

    [Fact]
    public void BlockWithAnotherNumberOfOutputs() => Underlined.Reports(
        """
        [Block]
        public partial class Fork
        {
            private (Tensor, Tensor) Forward(Tensor a) => (a, a + 1);
        }

        [Network(4)]
        public partial class Net
        {
            [Fork] private partial Tensor [|F|](Tensor x);
        }
        """,
        "NG0129",
        "F is declared to return 1 tensor, but its layers give 2 tensors");

    [Fact]
    public void LossAttributeAndMethod() => Underlined.Reports(
        """
        [Network(4)]
        [[|CrossEntropyLoss|]]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Loss(Tensor y, Tensor target) => y.CrossEntropyLoss(target);
        }
        """,
        "NG0115",
        "Net has more than one loss: keep one loss attribute or the method Loss");

    private const string LossForm = "Loss takes the outputs and then the targets, all of them Tensor, and returns a Tensor";

    [Theory]
    [InlineData("private [|float|] Loss(Tensor y, Tensor target) => 1;", LossForm)]
    [InlineData("private Tensor Loss(Tensor y, int [|target|]) => y;", LossForm)]
    [InlineData("private Tensor [|Loss|](Tensor y) => y;", "Loss takes the 1 outputs and then the targets: there is no target")]
    [InlineData("private Tensor [|Loss|](Tensor y, [Shape(4)] Tensor target) => y - target;", "Loss must return one number, but returns 4")]
    public void WrongLoss(string method, string message) => Underlined.Reports(
        "[Network(4)]\npublic partial class Net\n{\n    [Linear(4)] private partial Tensor F(Tensor x);\n\n    " + method + "\n}",
        "NG0116",
        message);

    [Fact]
    public void LossAttributeWithTwoOutputs() => Underlined.Reports(
        """
        [Network(4)]
        [[|CrossEntropyLoss|]]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private (Tensor, Tensor) Forward(Tensor x) => (F(x), x);
        }
        """,
        "NG0131",
        "[CrossEntropyLoss] compares one output with one target, but there are 2 outputs: "
        + "declare a method 'Tensor Loss(...)' over outputs and targets");

    [Fact]
    public void OutputOfInferenceOnly() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(3)] private partial Tensor F(Tensor x);

            private [|(Tensor Main, Tensor? Extra)|] Forward(Tensor x) => (F(x), Training ? null : x);
        }
        """,
        "NG0132",
        "The output extra is null in training and 4 in inference: they may differ only in that an output is null in inference");

    [Fact]
    public void BlockWithinItself() => Underlined.Reports(
        """
        [Block]
        public partial class A
        {
            [B] private partial Tensor Inner(Tensor x);
        }

        [Block]
        public partial class B
        {
            [[|A|]] private partial Tensor Inner(Tensor x);
        }

        [Network(4)]
        public partial class Net
        {
            [A] private partial Tensor F(Tensor x);
        }
        """,
        "NG0112",
        "A block cannot contain itself: A → B → A");

    [Fact]
    public void AttributeNameTaken() => Underlined.Raises(
        """
        public sealed class MyAttribute : Attribute;

        [Block]
        public partial class [|My|]
        {
            [Relu] private partial Tensor F(Tensor x);
        }
        """,
        "NG0113",
        "The attribute of the block My is to be called MyAttribute, but there is such a class already: rename one of them");

    [Fact]
    public void SoftmaxBeforeCrossEntropy() => Underlined.Reports(
        """
        [Network(4)]
        [CrossEntropyLoss]
        public partial class Net
        {
            [Linear(4), [|Softmax|]] private partial Tensor F(Tensor x);
        }
        """,
        "NG0501",
        "CrossEntropyLoss takes logits and applies its own Softmax: leave this one out");

    [Fact]
    public void SigmoidBeforeBinaryCrossEntropy() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Forward(Tensor x) => [|F(x).Sigmoid()|];

            private Tensor Loss(Tensor y, Tensor target) => y.BinaryCrossEntropyLoss(target);
        }
        """,
        "NG0501",
        "BinaryCrossEntropyLoss takes logits and applies its own Sigmoid: leave this one out");

    [Fact]
    public void LinearOnAnImage() => Underlined.Reports(
        """
        [Network(3, 9, 8)]
        public partial class Net
        {
            [Conv2d(4, Kernel = 3), BatchNorm, Relu] private partial Tensor C(Tensor x);
            [[|Linear(5)|]] private partial Tensor F(Tensor x);
        }
        """,
        "NG0502",
        "F works on the last axis of 4×7×6, 6 numbers at a time: put [Flatten] before it to let it see all 168");

    [Fact]
    public void LayerThatNoUseOfABlockReaches() => Underlined.Reports(
        """
        [Block]
        public partial class B
        {
            const bool Wide = false;
            [Linear(4)] private partial Tensor F(Tensor x);
            [Linear(4)] private partial Tensor [|G|](Tensor x);

            private Tensor Forward(Tensor x) => Wide ? G(x) : F(x);
        }

        [Network(4)]
        public partial class Net
        {
            [B, B] private partial Tensor F(Tensor x);
        }
        """,
        "NG0503",
        "G is never used");

    private static void In(string body, string id, string message) => Underlined.Reports(
        $$"""
        [Network(4)]
        public partial class Net
        {
            private double Factor;

            [Linear(4)] private partial Tensor F(Tensor x);

            private Tensor Forward(Tensor x) { {{body}} }

            public void Set(double value) => Factor = value;
        }
        """,
        id,
        message);
}
