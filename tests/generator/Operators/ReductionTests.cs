using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ReductionTests
{
    [Theory]
    [InlineData("Sum")]
    [InlineData("Mean")]
    [InlineData("Max")]
    [InlineData("Min")]
    [InlineData("Variance")]
    public void Axes_go_or_stay_with_size_1(string word)
    {
        Assert.Equal("3×4", Shape(Layer(word, ("axes", new[] { 0 })), 2, 3, 4).ToString());
        Assert.Equal("3", Shape(Layer(word, ("axes", new[] { -1, 0 })), 2, 3, 4).ToString());
        Assert.Equal("2×1×1", Shape(Layer(word, ("axes", new[] { 1, 2 }), ("keepDims", true)), 2, 3, 4).ToString());
        Assert.Equal("scalar", Shape(Layer(word), 2, 3, 4).ToString());
        int[][] some = [[0], [1], [-1], [0, 2], [1, 2], [0, 1, 2], []];
        foreach (var axes in some)
        {
            Gradients(Layer(word, ("axes", axes)), 2, TensorType.Sample(2, 3, 4));
            Gradients(Layer(word, ("axes", axes)), 2, TensorType.Once(2, 3, 4));
        }
    }

    [Fact]
    public void The_gradient_goes_to_the_first_of_equals()
    {
        var tape = new Tape(training: true, batch: 1);
        var x = tape.Input(TensorType.Sample(2, 3), [1, 5, 5, 5, 2, 5]);
        tape.Backward(Layer("Max", ("axes", new[] { 0, 1 })).Build(tape, [x]), [1]);

        Assert.Equal([0, 1, 0, 0, 0, 0], x.Gradient!);
    }

    [Theory]
    [InlineData(new[] { 0, -2 }, "axes", "Max: an axis of 3×4 is named twice: 0, -2.")]
    [InlineData(new[] { 2 }, "axis", "Max: axis must be between -2 and 1 for 3×4, but is 2.")]
    [InlineData(new[] { 0, 2 }, "axes", "Max: axes must be between -2 and 1 for 3×4, but is 2.")]
    public void Axes_that_are_not_there_are_refused(int[] axes, string argument, string message)
    {
        var refusal = Refused(() => Layer("Max", ("axes", axes)), 3, 4);

        Assert.Equal(("NG0202", argument, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void A_variance_needs_more_elements_than_its_correction() => Assert.Equal(
        "Variance: correction must be less than the 1 elements, but is 1.",
        Refused(() => Layer("Variance", ("axes", new[] { 0 })), 1, 4).Message);

    [Theory]
    [InlineData("Maximum")]
    [InlineData("Minimum")]
    public void The_greater_and_the_lesser_broadcast(string word)
    {
        Gradients(Layer(word), 2, TensorType.Sample(3, 4), TensorType.Sample(3, 4));
        Gradients(Layer(word), 2, TensorType.Sample(3, 4), TensorType.Once(3, 1));
        Same([0.5, 0.5], Evaluate(new MaximumGradient(true), 1, Equal(1, 1), Equal(3, 3), Equal(3, 3)), 0);
        Assert.All(Evaluate(new Maximum(true), 1, Equal(double.NaN, 1), Equal(1, double.NaN)), y => Assert.Equal(double.NaN, y));

        static Operand Equal(params double[] data) => new(TensorType.Sample(2), data);
    }

    [Theory]
    [InlineData(-0.5, 0.4)]
    [InlineData(double.NegativeInfinity, 0.4)]
    [InlineData(-0.5, double.PositiveInfinity)]
    public void Clamp_gradients_are_those_of_finite_differences(double min, double max) =>
        Gradients(Layer("Clamp", ("min", min), ("max", max)), 2, TensorType.Sample(9));

    [Fact]
    public void Clamp_refuses_limits_that_cross() => Assert.Equal(
        "Clamp: min must be a number that is at most max, 1, but is 2.",
        Refused(() => Layer("Clamp", ("min", 2.0), ("max", 1.0)), 4).Message);
}
