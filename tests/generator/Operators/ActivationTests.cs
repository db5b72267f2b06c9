using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ActivationTests
{
    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("Elu")]
    [InlineData("Gelu")]
    [InlineData("Silu")]
    [InlineData("HardSwish")]
    [InlineData("Relu6")]
    [InlineData("Softplus")]
    [InlineData("Exp")]
    [InlineData("Abs")]
    [InlineData("Pow")]
    [InlineData("Softmax")]
    [InlineData("LogSoftmax")]
    [InlineData("LayerNorm")]
    [InlineData("LayerNorm", "axes", 2)]
    [InlineData("GroupNorm", "groups", 3)]
    [InlineData("GroupNorm", "Affine", false)]
    [InlineData("Dropout")]
    public void Gradients_are_those_of_finite_differences(string name, string setting = "none", object? value = null) =>
        Gradients(Layer(name, (setting, value ?? 0)), 3, TensorType.Sample(3, 4));

    [Theory]
    [InlineData("LayerNorm", "axes", 3, "LayerNorm: axes must be at most 2 for 3×4, but is 3.")]
    [InlineData("GroupNorm", "groups", 2, "GroupNorm: groups = 2 does not divide 3 channels.")]
    public void Norms_that_do_not_fit_are_refused(string name, string setting, int value, string message)
    {
        var refusal = Refused(() => Layer(name, (setting, value)), 3, 4);

        Assert.Equal(("NG0202", setting, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Softmax_gradients_hold_along_any_axis(int axis) =>
        Gradients(Layer("Softmax", ("axis", axis)), 2, TensorType.Sample(3, 2, 4));

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    public void Leaky_relu_gradients_hold_for_any_slope(double slope) =>
        Gradients(Layer("LeakyRelu", ("negativeSlope", slope)), 2, TensorType.Sample(8));

    [Theory]
    [InlineData("Log")]
    [InlineData("Sqrt")]
    [InlineData("Pow", "exponent", 0.5)]
    [InlineData("Pow", "exponent", -1.5)]
    [InlineData("Pow", "exponent", -9.0)]
    [InlineData("Softplus", "beta", 3.0)]
    [InlineData("Elu", "alpha", 0.5)]
    [InlineData("Gelu", "approximate", true)]
    [InlineData("Divide", "left", 2.5)]
    [InlineData("Divide", "right", -2.5)]
    public void Gradients_hold_for_positive_numbers(string name, string setting = "none", object? value = null) => Gradients(
        Layer(name, (setting, value ?? 0)), 2, new Operand(TensorType.Sample(4), [0.4, 1, 2.5, 30, 0.7, 1.1, 1.9, 6.5]));

    [Fact]
    public void Special_functions_are_exact_where_they_are_hard()
    {
        Same([1e-20, 0.6931471805599453, 1e-9], [Log1p(1e-20), Log1p(1), Log1p(1e-9 + 5e-19)], 1e-15);
        Same(
            [0.1124629160182849, 0.8427007929497149, 0.9999779095030014, -0.9953222650189527, 1],
            [Erf(0.1), Erf(1), Erf(3), Erf(-2), Erf(7)], 1e-15);
        Assert.Equal(double.NaN, Erf(double.NaN));

        static double Log1p(double x) => SpecialFunctions.Log1p(x);
        static double Erf(double x) => SpecialFunctions.Erf(x);
    }

    [Theory]
    [InlineData("Softplus", "beta", 0.0, "Softplus: beta must be greater than 0, but is 0.")]
    [InlineData("Pow", "exponent", double.PositiveInfinity, "Pow: exponent must be a finite number, but is Infinity.")]
    public void Settings_out_of_range_are_refused(string name, string setting, double value, string message)
    {
        var refusal = Refused(() => Layer(name, (setting, value)), 4);

        Assert.Equal(("NG0202", setting, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void Softmax_does_not_overflow() => Same(
        [0.5, 0.5, 0], Evaluate(new Softmax(-1), 1, new Operand(TensorType.Sample(3), [2000, 2000, -2000])), 1e-15);

    [Fact]
    public void Softmax_names_the_axes_that_there_are()
    {
        var refusal = Refused(() => Layer("Softmax", ("axis", 3)), 3, 4);

        Assert.Equal(("NG0202", "axis"), (refusal.Id, refusal.Argument));
        Assert.Equal("Softmax: axis must be between -2 and 1 for 3×4, but is 3.", refusal.Message);
    }

    [Theory]
    [InlineData("Tanh")]
    [InlineData("Softmax")]
    [InlineData("Dropout")]
    public void Integers_are_refused(string name)
    {
        var tape = new Tape(training: true, batch: 2);
        var ids = tape.Input(new TensorType(new Shape(64), Kind: ElementKind.Int32));

        var refusal = Assert.Throws<ShapeException>(() => Layer(name).Build(tape, [ids]));
        Assert.Equal(("NG0208", $"{name} expects floating-point numbers but receives integers: 64."), (refusal.Id, refusal.Message));
    }

    [Fact]
    public void Dropout_is_nothing_in_inference_or_at_zero()
    {
        var (inference, training) = (new Tape(training: false, batch: 2), new Tape(training: true, batch: 2));
        var (x, y) = (inference.Input(TensorType.Sample(5)), training.Input(TensorType.Sample(5)));

        Assert.Same(x, Layer("Dropout").Build(inference, [x]));
        Assert.Same(y, Layer("Dropout", ("p", 0.0)).Build(training, [y]));
    }

    [Fact]
    public void Dropout_keeps_the_mean()
    {
        var tape = new Tape(training: true, batch: 100);
        var ones = tape.Input(TensorType.Sample(1000), [.. Enumerable.Repeat(1.0, 100_000)]);
        var y = ((TapeValue)Layer("Dropout", ("p", 0.2)).Build(tape, [ones])).Data;

        Assert.Equal([0, 1.25], y.Distinct().Order());
        Assert.Equal(1, y.Average(), 0.01);
    }

    [Fact]
    public void Two_dropouts_draw_different_numbers()
    {
        var tape = new Tape(training: true, batch: 1);
        var ones = tape.Input(TensorType.Sample(100), [.. Enumerable.Repeat(1.0, 100)]);

        Assert.NotEqual(Drawn(), Drawn());
        double[] Drawn() => ((TapeValue)Layer("Dropout").Build(tape, [ones])).Data;
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Dropout_refuses_a_probability_out_of_range(double p)
    {
        var refusal = Refused(() => Layer("Dropout", ("p", p)), 4);

        Assert.Equal(("NG0202", "p"), (refusal.Id, refusal.Argument));
        Assert.StartsWith("Dropout: p must be at least 0 and less than 1, but is ", refusal.Message);
    }
}
