using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class LossTests
{
    [Theory]
    [InlineData("CrossEntropyLoss", 3)]
    [InlineData("CrossEntropyLoss", 3, 2, 4)]
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
        Assert.Equal(21, Layer("CrossEntropyLoss").ClassesFor(TensorType.Sample(21, 4, 5)));
        Assert.Equal(0, Layer("MeanSquaredErrorLoss").ClassesFor(TensorType.Sample(4)));
        Assert.Equal(0, Layer("Relu").ClassesFor(TensorType.Sample(4)));
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
