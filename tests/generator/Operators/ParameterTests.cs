using NetGen.Generator.Tests.Declaration;
using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ParameterTests
{
    [Fact]
    public void It_exists_once_and_has_no_name_of_its_own()
    {
        var tape = new Tape(training: true, batch: 2);

        var value = Layer("Parameter", ("sizes", new[] { 17, 64 })).Build(tape, []);

        Assert.Equal((TensorType.Once(17, 64), ""), (value.Type, Assert.Single(tape.Parameters).Key));
        Assert.Equal(TensorType.Once(), Layer("Parameter").Build(new Tape(training: true, batch: 2), []).Type);
    }

    [Theory]
    [InlineData("sizes", new[] { 3, 0 }, "Parameter: sizes must be at least 1, but one is 0.")]
    [InlineData("Std", -0.5, "Parameter: Std must be at least 0, but is -0.5.")]
    [InlineData("Mean", double.NaN, "Parameter: Mean must be a finite number, but is NaN.")]
    public void Settings_that_mean_nothing_are_refused(string setting, object value, string message)
    {
        var refusal = Assert.Throws<ShapeException>(() => Layer("Parameter", (setting, value)));

        Assert.Equal(("NG0202", setting, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void It_takes_no_input() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [[|Parameter(4)|]] private partial Tensor Scale(Tensor x);
        }
        """,
        "NG0128",
        "Parameter takes 0 inputs, but receives 1 input");

    [Fact]
    public void A_network_returns_what_each_sample_has() => Underlined.Reports(
        """
        [Network(4)]
        public partial class Net
        {
            [Parameter(4)] private partial Tensor Scale();

            private [|Tensor|] Forward(Tensor x) => Scale();
        }
        """,
        "NG0109",
        "Forward must return a tensor of each sample, but this one exists once for all");
}
