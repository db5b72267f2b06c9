using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>A place in a device's memory that holds 32-bit floats: what kernels read and write.</summary>
public readonly struct Floats
{
    private readonly ArrayView<float> _view;

    internal Floats(ArrayView<float> view) => _view = view;

    /// <summary>Element <paramref name="i"/>, in a kernel.</summary>
    public ref float this[int i] => ref _view[i];

    /// <summary>No place, but long: for work that is measured and not done.</summary>
    internal static Floats Nowhere => new(new ArrayView<float>(null!, 0, long.MaxValue / (4 * sizeof(float))));

    internal ArrayView<float> View => _view;

    /// <summary>Whether it is a place at all: the default is none.</summary>
    internal bool Exists => _view.IsValid;

    /// <summary>The place <paramref name="offset"/> floats further on.</summary>
    public Floats From(long offset) => new(_view.SubView(offset, _view.Length - offset));

    /// <summary>The same place, read as 32-bit integers.</summary>
    public Ints AsInts() => new(_view.Cast<int>());

    /// <summary>This place, or another where it is none: a kernel must be given some.</summary>
    internal Floats Or(Floats other) => Exists ? this : other;
}

/// <summary>A place in a device's memory that holds 32-bit integers; see <see cref="Floats"/>.</summary>
public readonly struct Ints
{
    private readonly ArrayView<int> _view;

    internal Ints(ArrayView<int> view) => _view = view;

    /// <summary>Element <paramref name="i"/>, in a kernel.</summary>
    public ref int this[int i] => ref _view[i];

    internal ArrayView<int> View => _view;

    /// <summary>The place <paramref name="offset"/> integers further on.</summary>
    public Ints From(long offset) => new(_view.SubView(offset, _view.Length - offset));

    /// <summary>The same place for kernels that move elements without looking at them.</summary>
    public Floats AsFloats() => new(_view.Cast<float>());
}
