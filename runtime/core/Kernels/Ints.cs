using System.Runtime.CompilerServices;

namespace NetGen.Kernels;

/// <summary>A place in memory that holds 32-bit integers and does not move; see <see cref="Floats"/>.</summary>
public readonly unsafe struct Ints
{
    private readonly int* _start;

    /// <summary>Points at <paramref name="start"/>, which must stay where it is.</summary>
    public Ints(int* start) => _start = start;

    /// <summary>The address.</summary>
    public int* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _start;
    }

    /// <summary>Element <paramref name="i"/>.</summary>
    public ref int this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _start[i];
    }

    /// <summary>Element <paramref name="i"/>.</summary>
    public ref int this[long i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _start[i];
    }

    /// <summary>The place <paramref name="offset"/> integers further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Ints From(long offset) => new(_start + offset);

    /// <summary>The next <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public Span<int> Span(int length) => new(_start, length);

    /// <summary>The same place for kernels that move elements without looking at them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Floats AsFloats() => new((float*)_start);
}
