using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class PermuteTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 0 }, "3×4×2")]
    [InlineData(new[] { -1, 0, 1 }, "4×2×3")]
    [InlineData(new[] { 0, 1, 2 }, "2×3×4")]
    [InlineData(new[] { 2, 1, 0 }, "4×3×2")]
    public void Permute_orders_the_axes(int[] axes, string shape)
    {
        Assert.Equal(shape, Shape(Layer("Permute", ("axes", axes)), 2, 3, 4).ToString());
        Gradients(Layer("Permute", ("axes", axes)), 2, TensorType.Sample(2, 3, 4));
    }

    [Theory]
    [InlineData(0, 1, "3×2×4")]
    [InlineData(-1, 0, "4×3×2")]
    [InlineData(1, 1, "2×3×4")]
    public void Transpose_exchanges_two_axes(int axis0, int axis1, string shape)
    {
        Assert.Equal(shape, Shape(Layer("Transpose", ("axis0", axis0), ("axis1", axis1)), 2, 3, 4).ToString());
        Gradients(Layer("Transpose", ("axis0", axis0), ("axis1", axis1)), 2, TensorType.Sample(2, 3, 4));
    }

    [Fact]
    public void Elements_go_where_their_axes_go()
    {
        Operand rows = new(TensorType.Sample(2, 3), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

        Same([1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12], Evaluate(new Permute(new([1, 0])), 2, rows), 0);
    }

    [Fact]
    public void Where_no_element_moves_it_is_a_view()
    {
        var tape = new Tape(training: true, batch: 2);
        var x = tape.Input(TensorType.Sample(3, 1, 4));

        var y = (TapeValue)Layer("Permute", ("axes", new[] { 1, 0, 2 })).Build(tape, [x]);

        Assert.Equal((new Shape(1, 3, 4), true), (y.Shape, x.Data.SequenceEqual(y.Data)));
        Assert.Empty(new Permute(new([0, 1])).Runs(new Shape(1, 1)).Sizes);
        Assert.Equal([6, 4], new Permute(new([1, 2, 0])).Runs(new Shape(4, 2, 3)).Sizes);
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, "Permute: axes must name each of the 3 axes of 2×3×4 once, but they are 0, 1.")]
    [InlineData(new[] { 0, 1, 1 }, "Permute: axes must name each of the 3 axes of 2×3×4 once, but they are 0, 1, 1.")]
    [InlineData(new[] { 0, 1, -2 }, "Permute: axes must name each of the 3 axes of 2×3×4 once, but they are 0, 1, -2.")]
    [InlineData(new[] { 0, 1, 3 }, "Permute: axes must be between -3 and 2 for 2×3×4, but is 3.")]
    public void Axes_that_are_not_those_of_the_sample_are_refused(int[] axes, string message)
    {
        var refusal = Refused(() => Layer("Permute", ("axes", axes)), 2, 3, 4);

        Assert.Equal(("NG0202", "axes", message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void Transpose_refuses_an_axis_that_is_not_there()
    {
        var refusal = Refused(() => Layer("Transpose", ("axis0", 0), ("axis1", 2)), 2, 3);

        Assert.Equal("Transpose: axis1 must be between -2 and 1 for 2×3, but is 2.", refusal.Message);
        Assert.Equal("axis1", refusal.Argument);
    }
}
