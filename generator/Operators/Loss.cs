using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A mean over everything that two tensors, prediction and target, say of each other. Inputs: prediction, target; the
/// output is one number for the whole batch. The kernel adds the terms of a run of samples.
/// </summary>
internal abstract record Loss : ReductionOperator
{
    /// <summary>The type that the target must have.</summary>
    /// <exception cref="ShapeException">There is no such loss of such a prediction.</exception>
    public virtual TensorType TargetFor(TensorType prediction) => prediction.Batched
        ? Kinds.Floats(Name, prediction)
        : throw new ShapeException("NG0209", $"{Name} compares one prediction for each sample, but receives one for the whole batch.");

    /// <summary>What is asked of the target if it holds class labels, else null.</summary>
    public virtual ClassLabels? LabelsFor(TensorType prediction) => null;

    /// <summary>How many terms of the mean each sample has.</summary>
    public virtual long TermsPerSample(TensorType prediction) => prediction.Shape.Count;

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var (expected, target) = (TargetFor(inputs[0]), inputs[1]);
        return target == expected
            ? TensorType.Once()
            : throw new ShapeException(
                "NG0209",
                $"{Name}: for a prediction of {inputs[0].Shape} the target must be {Words(expected)}, but it is {Words(target)}.");
    }

    public sealed override string Combine => "Losses.Mean";

    public sealed override IReadOnlyList<string> CombineArguments(CallSite call) => [call.Batch, $"{TermsPerSample(call.Types[0])}"];

    /// <summary>The factor of each term's gradient, in the definition.</summary>
    internal double Share(Evaluation e, double lossGradient) => lossGradient / (e.Batch * TermsPerSample(e.Types[0]));

    private static string Words(TensorType type) =>
        (type.Shape.Rank == 0 ? "one number" : $"{type.Shape}")
        + (type.Kind == ElementKind.Int32 ? " (int32 labels)" : "")
        + (type.Batched ? " per sample" : " for the whole batch");
}

/// <summary>A loss as a word of the language: an attribute of the class, or a method of Tensor.</summary>
internal sealed record LossLayer(Loss Loss) : Layer
{
    public override string Name => Loss.Name;

    public override Value Build(Builder b, IReadOnlyList<Value> inputs) => b.Apply(Loss, [.. inputs]);

    public override TensorType? TargetFor(TensorType prediction) => Loss.TargetFor(prediction);

    public override ClassLabels? LabelsFor(TensorType prediction) => Loss.LabelsFor(prediction);
}
