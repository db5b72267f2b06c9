using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A loss that looks up each label in a row of numbers, one for each class. Classes may have weights, and one label may stand
/// for places that do not count; then the mean is Σ terms / Σ weights, as in PyTorch.
/// </summary>
internal abstract record LabelLossLayer(
    string Word, LossReduction Reduction, int? Axis, EquatableArray<double> Weight, int? IgnoreIndex) : LossLayer(Word, Reduction)
{
    public override TensorType TargetFor(TensorType prediction) => ClassAxis.Labels(Name, base.TargetFor(prediction).Shape, Axis);

    public override ClassLabels? LabelsFor(TensorType prediction)
    {
        var axis = ClassAxis.Of(Name, prediction.Shape, Axis);
        return new(prediction.Shape[axis], axis, IgnoreIndex);
    }

    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        CheckTarget(inputs[0], inputs[1]);
        var axis = ClassAxis.Of(Name, inputs[0].Shape, Axis);
        Value[] weights = [];
        if (Weight.Count > 0)
        {
            ClassWeights.Require(this, Weight, inputs[0].Shape[axis], "Weight");
            weights = [b.Apply(new NumberList(Weight))];
        }

        var terms = b.Apply(Terms(axis), [.. inputs, .. weights]);
        if (Reduction != LossReduction.Mean || (Weight.Count == 0 && IgnoreIndex is null))
        {
            return Reduce(b, terms);
        }

        var sum = b.Apply(new BatchReduction(LossReduction.Sum), terms);
        var counted = b.Apply(new LabelWeights(IgnoreIndex), [inputs[1], .. weights]);
        return b.Apply(new Divide(), sum, b.Apply(new BatchReduction(LossReduction.Sum), counted));
    }

    /// <summary>The operator that makes the terms, of prediction, labels and, if there are any, weights.</summary>
    protected abstract Operator Terms(int axis);

    /// <summary>The settings that all of them have.</summary>
    protected static (LossReduction Reduction, int? Axis, EquatableArray<double> Weight, int? IgnoreIndex) Settings(Arguments a) => (
        ReductionOf(a),
        a.Has("Axis") ? a.Int("Axis", 0) : null,
        a.Weights("Weight"),
        a.Has("IgnoreIndex") ? a.Int("IgnoreIndex", 0) : null);
}

/// <summary>How much each label counts: the weight of its class, or 1; 0 for one that is ignored. Inputs: labels[, weight[C]].</summary>
internal sealed record LabelWeights(int? Ignored) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Kind = ElementKind.Float32 };

    public override KernelCall Kernel(CallSite call) => new(
        "CrossEntropy.Weights", call.Inputs[0], KernelCall.Times(call.Count, call.OutputType.Shape.Count),
        Rule(call, weight: 1, smoothing: 0, Ignored), call.Output);

    public override void Evaluate(Evaluation e)
    {
        var labels = e.Input(0);
        for (var i = 0; i < labels.Length; i++)
        {
            e.Output[i] = labels[i] == Ignored ? 0 : e.Types.Count > 1 ? e.Input(1)[(int)labels[i]] : 1;
        }
    }

    /// <summary>The argument that tells a kernel of weights, smoothing and the ignored label.</summary>
    internal static string Rule(CallSite call, int weight, double smoothing, int? ignored) =>
        $"new({(call.Inputs.Count > weight ? call.Inputs[weight] : "default")}, {KernelCall.Number((float)smoothing)}f, "
        + (ignored is { } label ? FormattableString.Invariant($"{label}") : "ClassRule.NoLabel") + ")";

    /// <summary>The weight of each class in the definition, at input <paramref name="weight"/> if there is one.</summary>
    internal static double[] Of(Evaluation e, int weight, int classes) =>
        e.Types.Count > weight ? e.Input(weight) : [.. Enumerable.Repeat(1.0, classes)];
}
