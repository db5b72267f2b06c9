using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class LossTests
{
    [Theory]
    [InlineData("CrossEntropyLoss", 3)]
    [InlineData("CrossEntropyLoss", 3, 2, 4)]
    [InlineData("CrossEntropyLoss", 5, 3)]
    [InlineData("MeanSquaredErrorLoss", 5)]
    [InlineData("MeanSquaredErrorLoss", 2, 3)]
    [InlineData("BinaryCrossEntropyLoss", 5)]
    [InlineData("BinaryCrossEntropyLoss")]
    public void Gradients_are_those_of_finite_differences(string name, params int[] prediction)
    {
        var type = TensorType.Sample(prediction);
        Gradients(Layer(name), 3, type, Layer(name).TargetFor(type)!);
    }

    [Fact]
    public void A_loss_is_one_number_for_the_batch()
    {
        var tape = new Tape(training: true, batch: 3);
        var loss = Layer("CrossEntropyLoss").Build(tape, [tape.Input(TensorType.Sample(3)), tape.Input(Labels())]);
        Assert.Equal(TensorType.Once(), loss.Type);
    }

    [Fact]
    public void A_loss_knows_its_target()
    {
        Assert.Equal(Labels(), Layer("CrossEntropyLoss").TargetFor(TensorType.Sample(10)));
        Assert.Equal(Labels(4, 5), Layer("CrossEntropyLoss").TargetFor(TensorType.Sample(21, 4, 5)));
        Assert.Equal(TensorType.Sample(4), Layer("MeanSquaredErrorLoss").TargetFor(TensorType.Sample(4)));
        Assert.Equal(TensorType.Sample(4), Layer("BinaryCrossEntropyLoss").TargetFor(TensorType.Sample(4)));
        Assert.Null(Layer("Relu").TargetFor(TensorType.Sample(4)));
    }

    [Fact]
    public void Labels_have_a_range()
    {
        Assert.Equal(new ClassLabels(21, 0), Layer("CrossEntropyLoss").LabelsFor(TensorType.Sample(21, 4, 5)));
        Assert.Null(Layer("MeanSquaredErrorLoss").LabelsFor(TensorType.Sample(4)));
        Assert.Null(Layer("Relu").LabelsFor(TensorType.Sample(4)));
    }

    [Fact]
    public void Labels_of_two_losses_must_suit_both() => Assert.Equal(
        new ClassLabels(3, 1), ClassLabels.Both(ClassLabels.Both(null, new ClassLabels(5, 1)), new ClassLabels(3, 0)));

    [Fact]
    public void Classes_lie_along_the_first_axis_but_along_the_last_of_a_sequence()
    {
        Assert.Equal((Labels(6), new ClassLabels(4, 1)), Rule(6, 4));
        Assert.Equal((Labels(4), new ClassLabels(6, 0)), Rule(6, 4, ("Axis", 0)));
        Assert.Equal((Labels(4, 5), new ClassLabels(3, 0)), Rule(3, 4, 5));
        Assert.Equal((Labels(3, 4), new ClassLabels(5, 2)), Rule(3, 4, 5, ("Axis", -1)));
        Assert.Equal((Labels(), new ClassLabels(3, 0)), Rule(3));

        static (TensorType?, ClassLabels?) Rule(params object[] sizesAndAxis)
        {
            var type = TensorType.Sample([.. sizesAndAxis.OfType<int>()]);
            var layer = Layer("CrossEntropyLoss", [.. sizesAndAxis.OfType<(string, int)>().Select(s => (s.Item1, (object)s.Item2))]);
            return (layer.TargetFor(type), layer.LabelsFor(type));
        }
    }

    [Fact]
    public void An_axis_that_the_prediction_lacks_is_refused()
    {
        var refusal = Assert.Throws<ShapeException>(() => Layer("CrossEntropyLoss", ("Axis", 2)).TargetFor(TensorType.Sample(6, 4)));
        Assert.Equal("CrossEntropyLoss: Axis must be between -2 and 1 for 6×4, but is 2.", refusal.Message);
        Assert.Equal("Axis", refusal.Argument);
    }

    [Theory]
    [InlineData("CrossEntropyLoss", "one number (int32 labels)")]
    [InlineData("MeanSquaredErrorLoss", "10")]
    public void A_wrong_target_is_named(string name, string expected)
    {
        var refusal = RefusedFor(name, TensorType.Sample(10), TensorType.Sample(3));

        Assert.Equal("NG0209", refusal.Id);
        Assert.Equal($"{name}: for a prediction of 10 the target must be {expected} per sample, but it is 3 per sample.", refusal.Message);
    }

    [Fact]
    public void Cross_entropy_needs_classes() => Assert.Equal("NG0209", RefusedFor("CrossEntropyLoss", TensorType.Sample(), Labels()).Id);

    [Fact]
    public void A_loss_of_a_loss_is_refused() =>
        Assert.Equal("NG0209", RefusedFor("MeanSquaredErrorLoss", TensorType.Once(), TensorType.Once()).Id);

    [Fact]
    public void A_loss_of_labels_is_refused() => Assert.Equal("NG0208", RefusedFor("MeanSquaredErrorLoss", Labels(), Labels()).Id);

    private static TensorType Labels(params int[] sizes) => new(new Shape(sizes), Batched: true, ElementKind.Int32);

    private static ShapeException RefusedFor(string layer, params TensorType[] inputs)
    {
        var tape = new Tape(training: true, batch: 2);
        return Assert.Throws<ShapeException>(() => Layer(layer).Build(tape, [.. inputs.Select(i => tape.Input(i))]));
    }
}
