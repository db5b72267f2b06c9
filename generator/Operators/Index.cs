using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>One bound of an index or range: from the front, or as <c>^1</c> from the end.</summary>
internal readonly record struct AxisPlace(int Value, bool IsFromEnd)
{
    public int In(int size) => IsFromEnd ? size - Value : Value;

    public override string ToString() => FormattableString.Invariant($"{(IsFromEnd ? "^" : "")}{Value}");
}

/// <summary>What stands for one axis between the brackets of <c>x[.., 1..^1, 0]</c>.</summary>
/// <param name="Start">The index, or the first of a range.</param>
/// <param name="End">For a range, the index after its last; null for one index, which takes the axis away.</param>
internal sealed record AxisRange(AxisPlace Start, AxisPlace? End)
{
    public override string ToString() => $"{Start}{(End is { } end ? $"..{end}" : "")}";
}

/// <summary>The indexer of Tensor: an index or a range for each axis from the first on, as the settings "0", "1" and so on.</summary>
internal sealed record IndexLayer(EquatableArray<AxisRange> Ranges) : Layer
{
    public override string Name => "Index";

    public static Layer From(Arguments a) => new IndexLayer(a.Values<AxisRange>().ToEquatableArray());

    /// <summary>The setting that holds what stands for an axis.</summary>
    public static string Setting(int axis) => FormattableString.Invariant($"{axis}");

    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        var (value, shape) = (inputs[0], inputs[0].Shape);
        if (Ranges.Count > shape.Rank)
        {
            throw new ShapeException(
                "NG0213",
                FormattableString.Invariant($"Index {Ranges[shape.Rank]} is one too many: {shape} has {shape.Rank} axes."),
                Setting(shape.Rank));
        }

        var sizes = shape.Sizes.ToList();
        for (var axis = Ranges.Count - 1; axis >= 0; axis--)
        {
            var (start, count) = Resolve(Ranges[axis], axis, shape);
            value = Slice.Apply(b, value, axis, start, count);
            sizes[axis] = count;
            if (Ranges[axis].End is null)
            {
                sizes.RemoveAt(axis);
            }
        }

        return sizes.Count == shape.Rank ? value : b.Apply(Reshape.To(new Shape([.. sizes])), value);
    }

    private static (int Start, int Count) Resolve(AxisRange range, int axis, Shape shape)
    {
        var size = shape[axis];
        var start = range.Start.In(size);
        if (range.End is not { } given)
        {
            return start >= 0 && start < size
                ? (start, 1)
                : throw new ShapeException(
                    "NG0213",
                    FormattableString.Invariant(
                        $"Index {range} is outside axis {axis} of {shape}: it must be from 0 to {size - 1}, or from ^{size} to ^1."),
                    Setting(axis));
        }

        var end = given.In(size);
        return start >= 0 && start < end && end <= size
            ? (start, end - start)
            : throw new ShapeException(
                "NG0213",
                FormattableString.Invariant(
                    $"Range {range} is no part of axis {axis} of {shape}: it must lie from 0 to {size} and hold an index."),
                Setting(axis));
    }
}
