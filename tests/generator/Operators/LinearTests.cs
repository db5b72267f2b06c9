using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class LinearTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(3, 4)]
    [InlineData(2, 3, 4)]
    public void Gradients_are_those_of_finite_differences(params int[] input) =>
        Gradients(Layer("Linear", ("outFeatures", 3)), 2, TensorType.Sample(input));

    [Fact]
    public void Works_on_the_last_axis() => Assert.Equal(new Shape(7, 4, 10), Shape(Layer("Linear", ("outFeatures", 10)), 7, 4, 6));

    [Fact]
    public void Has_a_bias_unless_told_otherwise()
    {
        Assert.Equal(["weight", "bias"], ParametersOf(("outFeatures", 3)));
        Assert.Equal(["weight"], ParametersOf(("outFeatures", 3), ("Bias", false)));
    }

    [Fact]
    public void Names_both_counts_where_the_inputs_do_not_match()
    {
        var refusal = Refused(() => Layer("Linear", ("outFeatures", 120), ("In", 2304)), 4096);

        Assert.Equal(("NG0201", "In"), (refusal.Id, refusal.Argument));
        Assert.Equal("Linear expects 2304 inputs (In = 2304) but receives 4096", refusal.Message);
    }

    [Fact]
    public void Refuses_a_single_number() => Assert.Equal("NG0203", Refused(() => Layer("Linear", ("outFeatures", 2))).Id);

    [Fact]
    public void Refuses_no_features()
    {
        var refusal = Refused(() => Layer("Linear", ("outFeatures", 0)), 4);

        Assert.Equal(("NG0202", "outFeatures"), (refusal.Id, refusal.Argument));
    }

    private static IEnumerable<string> ParametersOf(params (string, object)[] settings)
    {
        var tape = new Tape(training: true, batch: 1);
        Layer("Linear", settings).Build(tape, [tape.Input(TensorType.Sample(4))]);
        return tape.Parameters.Keys;
    }
}
