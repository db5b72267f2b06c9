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
    [InlineData("L1Loss", 4)]
    [InlineData("SmoothL1Loss", 2, 3)]
    [InlineData("HuberLoss", 5)]
    [InlineData("FocalLoss", 5)]
    [InlineData("NllLoss", 4)]
    [InlineData("NllLoss", 4, 3)]
    public void Gradients_are_those_of_finite_differences(string name, params int[] prediction)
    {
        var type = TensorType.Sample(prediction);
        Gradients(Layer(name), 3, type, Layer(name).TargetFor(type)!);
    }

    [Theory]
    [InlineData("MeanSquaredErrorLoss", "", 0)]
    [InlineData("L1Loss", "", 0)]
    [InlineData("SmoothL1Loss", "Beta", 0)]
    [InlineData("SmoothL1Loss", "Beta", 0.5)]
    [InlineData("HuberLoss", "Delta", 0.3)]
    [InlineData("KLDivLoss", "LogTarget", 1)]
    [InlineData("FocalLoss", "Gamma", 0)]
    [InlineData("FocalLoss", "Gamma", 1)]
    [InlineData("FocalLoss", "Gamma", 1.5)]
    [InlineData("FocalLoss", "Alpha", -1)]
    [InlineData("BinaryCrossEntropyLoss", "PosWeight", 3)]
    [InlineData("BinaryCrossEntropyLoss", "Weight", 0.5)]
    public void Targets_that_are_computed_have_gradients(string name, string setting, double value)
    {
        object given = setting is "PosWeight" or "Weight" ? new[] { value } : setting == "LogTarget" ? value > 0 : value;
        var layer = setting.Length > 0 ? Layer(name, (setting, given)) : Layer(name);
        Gradients(
            (b, inputs) => layer.Build(b, [inputs[0], b.Apply(new Sigmoid(), inputs[1])]), 3, [TensorType.Sample(4), TensorType.Sample(4)]);
    }

    [Theory]
    [InlineData("Weight")]
    [InlineData("LabelSmoothing")]
    [InlineData("IgnoreIndex")]
    [InlineData("SoftLabels")]
    public void Cross_entropy_with_settings_has_gradients(string setting)
    {
        var layer = Layer("CrossEntropyLoss", (setting, setting switch
        {
            "Weight" => new[] { 1, 0.5, 2, 1, 3 },
            "IgnoreIndex" => 1,
            "SoftLabels" => true,
            _ => (object)0.2,
        }));
        Gradients(layer, 3, TensorType.Sample(4, 5), layer.TargetFor(TensorType.Sample(4, 5))!);
    }

    [Fact]
    public void Ignored_labels_leave_the_mean_to_the_others()
    {
        Assert.Equal(Loss([2, 0], null), Loss([2, -7, -7, 0], -7), 1e-12);
        Assert.True(double.IsNaN(Loss([-7, -7], -7)));

        static double Loss(double[] labels, int? ignored)
        {
            var tape = new Tape(training: true, labels.Length);
            var layer = ignored is { } label ? Layer("CrossEntropyLoss", ("IgnoreIndex", label)) : Layer("CrossEntropyLoss");
            double[] x = [.. labels.SelectMany((_, i) => new double[] { 1, i == 0 ? 2 : 3, 0.5 })];
            return ((TapeValue)layer.Build(tape, [tape.Input(TensorType.Sample(3), x), tape.Input(Labels(), labels)])).Data[0];
        }
    }

    [Theory]
    [InlineData((int)LossReduction.Mean, 2.5)]
    [InlineData((int)LossReduction.Sum, 10)]
    [InlineData((int)LossReduction.BatchMean, 5)]
    public void Reductions_divide_by_what_they_say(int reduction, double expected)
    {
        var tape = new Tape(training: true, batch: 2);
        Value[] values = [tape.Input(TensorType.Sample(2), [1, 2, 3, 4]), tape.Input(TensorType.Sample(2), [0, 0, 0, 0])];
        Assert.Equal(expected, ((TapeValue)Layer("L1Loss", ("Reduction", reduction)).Build(tape, values)).Data[0]);
    }

    [Fact]
    public void Without_a_reduction_there_is_a_term_for_each_element_or_label()
    {
        var tape = new Tape(training: true, batch: 2);
        Assert.Equal(TensorType.Sample(3), Terms("L1Loss", TensorType.Sample(3), TensorType.Sample(3)));
        Assert.Equal(TensorType.Sample(6), Terms("CrossEntropyLoss", TensorType.Sample(6, 3), Labels(6)));

        TensorType Terms(string name, params TensorType[] inputs) =>
            Layer(name, ("Reduction", (int)LossReduction.None)).Build(tape, [.. inputs.Select(i => tape.Input(i))]).Type;
    }

    [Theory]
    [InlineData("CrossEntropyLoss", "LabelSmoothing", 1.5, "LabelSmoothing must be at least 0 and at most 1, but is 1.5")]
    [InlineData("HuberLoss", "Delta", 0, "Delta must be greater than 0, but is 0")]
    [InlineData("SmoothL1Loss", "Beta", -1, "Beta must be at least 0, but is -1")]
    [InlineData("FocalLoss", "Gamma", -1, "Gamma must be at least 0, but is -1")]
    [InlineData("L1Loss", "Reduction", 7, "there is no Reduction 7")]
    [InlineData("CrossEntropyLoss", "Weight", -1, "Weight must hold finite numbers of at least 0, but holds -1")]
    [InlineData("CrossEntropyLoss", "Weight", 1, "Weight has 1 number, but there are 3 classes")]
    [InlineData("NllLoss", "Weight", 2, "Weight has 1 number, but there are 3 classes")]
    public void Settings_out_of_range_are_refused(string name, string setting, double value, string message)
    {
        object given = setting == "Weight" ? new[] { value } : setting == "Reduction" ? (int)value : value;
        var tape = new Tape(training: true, batch: 2);
        var refusal = Assert.Throws<ShapeException>(() => Layer(name, (setting, given)) is var layer
            && layer.Build(tape, [tape.Input(TensorType.Sample(3)), tape.Input(layer.TargetFor(TensorType.Sample(3))!)]) is null);
        Assert.Equal(("NG0202", setting, $"{name}: {message}."), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void Soft_labels_have_no_label_to_ignore() => Assert.Equal(
        "IgnoreIndex",
        Assert.Throws<ShapeException>(() => Layer("CrossEntropyLoss", ("SoftLabels", true), ("IgnoreIndex", 3))).Argument);

    [Fact]
    public void Weights_of_channels_must_be_one_for_each()
    {
        var (tape, layer) = (new Tape(true, 1), Layer("BinaryCrossEntropyLoss", ("PosWeight", new[] { 1.0, 2 })));
        Value[] inputs = [tape.Input(TensorType.Sample(3)), tape.Input(TensorType.Sample(3))];
        Assert.Equal(
            "BinaryCrossEntropyLoss: PosWeight has 2 numbers, but there are 3 classes.",
            Assert.Throws<ShapeException>(() => layer.Build(tape, inputs)).Message);
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
        new ClassLabels(3, 1), ClassLabels.Both(ClassLabels.Both(null, new ClassLabels(5, 1, Ignored: 9)), new ClassLabels(3, 0)));

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
