using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class BatchNormTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(3, 2)]
    [InlineData(2, 3, 2)]
    public void Gradients_are_those_of_finite_differences(params int[] input)
    {
        Gradients(Layer("BatchNorm"), 4, TensorType.Sample(input));
        Gradients(Layer("BatchNorm", ("Affine", false)), 4, TensorType.Sample(input));
    }

    [Fact]
    public void Gradients_hold_where_the_input_is_used_elsewhere_too() => Gradients(
        (b, inputs) => b.Apply(new Product(), Layer("BatchNorm").Build(b, inputs), inputs[0]), 3, [TensorType.Sample(2, 2, 2)]);

    [Fact]
    public void Gives_only_the_gradients_that_are_asked_for()
    {
        var tape = new Tape(training: true, batch: 3) { Frozen = { "weight" } };
        var x = tape.Input(TensorType.Sample(2, 2, 2), needed: false);
        var y = Layer("BatchNorm").Build(tape, [x]);
        tape.Backward(y, tape.Draw(y.Type));

        Assert.Null(x.Gradient);
        Assert.Null(tape.Parameters["weight"].Gradient);
        Assert.NotNull(tape.Parameters["bias"].Gradient);
    }

    [Fact]
    public void Moves_the_running_statistics_with_the_unbiased_variance()
    {
        var tape = new Tape(training: true, batch: 2)
        {
            Given = { ["running_mean"] = [1], ["running_var"] = [2], ["num_batches_tracked"] = [7] },
        };
        Layer("BatchNorm", ("Momentum", 0.25)).Build(tape, [tape.Input(TensorType.Sample(1, 1, 2), [0, 2, 4, 6])]);

        Same([(0.75 * 1) + (0.25 * 3)], tape.Updates["running_mean"], 1e-12);
        Same([(0.75 * 2) + (0.25 * 20 / 3)], tape.Updates["running_var"], 1e-12);
        Assert.Equal([8], tape.Updates["num_batches_tracked"]);
    }

    [Fact]
    public void Uses_the_running_statistics_in_inference()
    {
        var tape = new Tape(training: false, batch: 1)
        {
            Given = { ["running_mean"] = [1], ["running_var"] = [4], ["weight"] = [3], ["bias"] = [5] },
        };
        var y = (TapeValue)Layer("BatchNorm", ("Eps", 0.0)).Build(tape, [tape.Input(TensorType.Sample(1, 1, 2), [1, 3])]);

        Same([5, 8], y.Data, 1e-12);
        Assert.Empty(tape.Updates);
    }

    [Fact]
    public void Says_so_where_a_channel_has_only_one_value()
    {
        var tape = new Tape(training: true, batch: 1);
        var error = Assert.Throws<InvalidOperationException>(() => Layer("BatchNorm").Build(tape, [tape.Input(TensorType.Sample(4))]));

        Assert.Contains("more than one value per channel", error.Message);
    }

    [Theory]
    [InlineData("Eps", -1.0)]
    [InlineData("Momentum", 1.5)]
    public void Refuses_settings_out_of_range(string name, double value)
    {
        var refusal = Refused(() => Layer("BatchNorm", (name, value)), 4);

        Assert.Equal(("NG0202", name), (refusal.Id, refusal.Argument));
    }

    [Fact]
    public void Folds_into_the_weights_before_it()
    {
        var tape = new Tape(training: false, batch: 2);
        var (x, weight) = (tape.Input(TensorType.Sample(3)), tape.Input(TensorType.Once(2, 3)));
        var (bias, scale, shift) = (tape.Input(TensorType.Once(2)), tape.Input(TensorType.Once(2)), tape.Input(TensorType.Once(2)));

        var apart = tape.Apply(new ScaleShift(-1), tape.Apply(new AddBias(-1), tape.Apply(new Linear(), x, weight), bias), scale, shift);
        var folded = tape.Apply(
            new AddBias(-1),
            tape.Apply(new Linear(), x, tape.Apply(new ScaleRows(), weight, scale)),
            tape.Apply(new FoldBias(), bias, scale, shift));

        Same(((TapeValue)apart).Data, ((TapeValue)folded).Data, 1e-12);
    }

    /// <summary>y = a · b, to use a value a second time.</summary>
    private sealed record Product : ElementwiseOperator
    {
        public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] * x[1];

        public override void Differentiate(Gradient g)
        {
            g.Add(0, g.Apply(new Product(), g.OutputGradient, g.Inputs[1]));
            g.Add(1, g.Apply(new Product(), g.OutputGradient, g.Inputs[0]));
        }
    }
}
