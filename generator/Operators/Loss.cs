using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// A loss as a word of the language: an attribute of the class, or a method of Tensor. Its terms, one for each element or
/// label, are ordinary nodes; the reduction adds them up.
/// </summary>
internal abstract record LossLayer(string Word, LossReduction Reduction) : Layer
{
    public override string Name => Word;

    /// <summary>The reduction that is asked for.</summary>
    public static LossReduction ReductionOf(Arguments a)
    {
        var value = a.Int("Reduction", 0);
        return value is >= 0 and <= (int)LossReduction.BatchMean
            ? (LossReduction)value
            : throw new ShapeException("NG0202", $"{a.Layer}: there is no Reduction {value}.", "Reduction");
    }

    public override TensorType TargetFor(TensorType prediction) => prediction.Batched
        ? Kinds.Floats(Name, prediction)
        : throw new ShapeException("NG0209", $"{Name} compares one prediction for each sample, but receives one for the whole batch.");

    /// <summary>Refuses a target of another type than the loss compares with.</summary>
    protected void CheckTarget(Value prediction, Value target)
    {
        var expected = TargetFor(prediction.Type);
        if (target.Type != expected)
        {
            throw new ShapeException(
                "NG0209",
                $"{Name}: for a prediction of {prediction.Shape} the target must be {Words(expected)}, but it is {Words(target.Type)}.");
        }
    }

    /// <summary>The terms, or their sum or unweighted mean.</summary>
    protected Value Reduce(Builder b, Value terms) =>
        Reduction == LossReduction.None ? terms : b.Apply(new BatchReduction(Reduction), terms);

    private static string Words(TensorType type) =>
        (type.Shape.Rank == 0 ? "one number" : $"{type.Shape}")
        + (type.Kind == ElementKind.Int32 ? " (int32 labels)" : "")
        + (type.Batched ? " per sample" : " for the whole batch");
}
