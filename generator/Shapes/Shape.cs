using System.Globalization;

namespace NetGen.Shapes;

/// <summary>The sizes of one sample, channels first; the batch is never part of it. Rank 0 is a single number.</summary>
internal sealed class Shape : IEquatable<Shape>
{
    private readonly int[] _sizes;

    public Shape(params int[] sizes) => _sizes = sizes;

    /// <summary>The shape of a single number.</summary>
    public static Shape Scalar { get; } = new();

    public int Rank => _sizes.Length;

    public int this[int axis] => _sizes[axis];

    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>How many elements one sample has.</summary>
    public long Count => _sizes.Aggregate(1L, (product, size) => product * size);

    /// <summary>The size of the first axis (channels of an image, features of a vector).</summary>
    public int Channels => _sizes[0];

    /// <summary>How many elements follow one another for each index of the first axis.</summary>
    public int Inner => (int)(Count / _sizes[0]);

    /// <summary>The size of the last axis.</summary>
    public int Last => _sizes[_sizes.Length - 1];

    public bool Equals(Shape? other) => other is not null && _sizes.SequenceEqual(other._sizes);

    public override bool Equals(object? obj) => Equals(obj as Shape);

    public override int GetHashCode() => _sizes.Aggregate(17, (hash, size) => unchecked((hash * 31) + size));

    /// <summary>As it is written everywhere, in docs and diagnostics alike: <c>16×32×32</c>.</summary>
    public override string ToString() =>
        Rank == 0 ? "scalar" : string.Join("×", _sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)));
}
