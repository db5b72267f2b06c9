using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ZeroPadTests
{
    [Theory]
    [InlineData(0, 1, 2, "5×3×4")]
    [InlineData(1, 2, 0, "2×5×4")]
    [InlineData(-1, 0, 3, "2×3×7")]
    [InlineData(2, 0, 0, "2×3×4")]
    public void ZeroPad_makes_one_axis_longer(int axis, int before, int after, string shape)
    {
        var layer = Layer("ZeroPad", ("axis", axis), ("before", before), ("after", after));
        Assert.Equal(shape, Shape(layer, 2, 3, 4).ToString());
        Gradients(layer, 2, TensorType.Sample(2, 3, 4));
    }

    [Fact]
    public void What_was_there_lies_between_zeros()
    {
        var tape = new Tape(training: false, batch: 2);
        var x = tape.Input(TensorType.Sample(2, 2));

        var y = (TapeValue)Layer("ZeroPad", ("axis", 0), ("before", 1), ("after", 1)).Build(tape, [x]);

        var d = x.Data;
        Assert.Equal([0, 0, d[0], d[1], d[2], d[3], 0, 0, 0, 0, d[4], d[5], d[6], d[7], 0, 0], y.Data);
    }

    [Theory]
    [InlineData(3, 1, 1, "axis", "ZeroPad: axis must be between -3 and 2 for 2×3×4, but is 3.")]
    [InlineData(0, -1, 1, "before", "ZeroPad: before must be at least 0, but is -1.")]
    [InlineData(0, 1, -2, "after", "ZeroPad: after must be at least 0, but is -2.")]
    public void Settings_out_of_range_are_refused(int axis, int before, int after, string argument, string message)
    {
        var refusal = Refused(() => Layer("ZeroPad", ("axis", axis), ("before", before), ("after", after)), 2, 3, 4);

        Assert.Equal(("NG0202", argument, message), (refusal.Id, refusal.Argument, refusal.Message));
    }
}
