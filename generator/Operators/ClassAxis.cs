using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>Along which axis of a prediction its classes lie.</summary>
internal static class ClassAxis
{
    private const int Sequence = 2;

    /// <summary>
    /// The axis from the front: the one given; else the last of a sequence, steps × classes, and the first of anything else
    /// (classes, or classes × height × width), as in PyTorch.
    /// </summary>
    /// <exception cref="ShapeException">The prediction has no such axis, or none at all.</exception>
    public static int Of(string loss, Shape prediction, int? given)
    {
        if (prediction.Rank == 0)
        {
            throw new ShapeException("NG0209", $"{loss} expects one number for each class, but receives a single number per sample.");
        }

        return given is { } axis ? Axes.Index(loss, axis, prediction, "Axis") : prediction.Rank == Sequence ? 1 : 0;
    }

    /// <summary>The type of the labels: one for each place that has a number for each class.</summary>
    public static TensorType Labels(string loss, Shape prediction, int? given)
    {
        var axis = Of(loss, prediction, given);
        return new(new Shape([.. prediction.Sizes.Where((_, i) => i != axis)]), Batched: true, ElementKind.Int32);
    }
}
