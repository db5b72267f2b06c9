using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>Axes of one sample, counted from 0, or from the end if negative.</summary>
internal static class Axes
{
    /// <summary>The axis from the front.</summary>
    /// <exception cref="ShapeException">The shape has no such axis.</exception>
    public static int Index(string layer, int axis, Shape shape, string argument = "axis") => axis >= -shape.Rank && axis < shape.Rank
        ? axis < 0 ? axis + shape.Rank : axis
        : throw new ShapeException(
            "NG0202",
            shape.Rank == 0
                ? FormattableString.Invariant($"{layer}: a single number has no axis {axis}.")
                : FormattableString.Invariant($"{layer}: {argument} must be between {-shape.Rank} and {shape.Rank - 1} for {shape}, but is {axis}."),
            argument);
}
