using NetGen.Operators;

namespace NetGen;

/// <summary>
/// What stands for one axis in the brackets of <see cref="Tensor"/>: an index (<c>2</c>, <c>^1</c>) or a range (<c>1..3</c>,
/// <c>..^1</c>, <c>..</c>), each of which converts to it.
/// </summary>
public readonly struct TensorIndex
{
    private readonly AxisRange? _range;

    private TensorIndex(AxisRange range) => _range = range;

    internal AxisRange Range => _range ?? new(default, null);

    /// <summary>One index, counted from 0; takes the axis away.</summary>
    public static implicit operator TensorIndex(int index) => new(new(new(index, IsFromEnd: false), null));

    /// <summary>One index, which <c>^1</c> counts from the end; takes the axis away.</summary>
    public static implicit operator TensorIndex(Index index) => new(new(Place(index), null));

    /// <summary>The indices of a range; keeps the axis.</summary>
    public static implicit operator TensorIndex(Range range) => new(new(Place(range.Start), Place(range.End)));

    /// <summary>As it is written in C#.</summary>
    public override string ToString() => Range.ToString();

    private static AxisPlace Place(Index index) => new(index.Value, index.IsFromEnd);
}

/// <content>Parts of a tensor.</content>
public sealed partial class Tensor
{
    /// <summary>
    /// A part of each sample: an index or a range for each axis from the first on, the batch not counted; axes without one stay
    /// whole. <c>x[^1]</c> is the last index of the first axis, which it takes away; <c>x[1..3]</c> keeps the axis with two indices;
    /// <c>x[.., 0]</c> is the first of the second axis (PyTorch, x[:, -1], x[:, 1:3], x[:, :, 0]).
    /// </summary>
    /// <param name="indices">The indices and ranges.</param>
    /// <exception cref="ArgumentException">There is no such index, a range is empty, or there are more of them than axes.</exception>
    public Tensor this[params TensorIndex[] indices]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(indices);
            return Apply(new OperatorCall("Index", [.. indices.Select((index, axis) => (IndexLayer.Setting(axis), (object)index.Range))]));
        }
    }
}
