using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NetGen.Kernels;

/// <summary>
/// A place in memory that holds 32-bit floats and does not move: what kernels read and write. Not checked against any
/// length; whoever plans the memory answers for it.
/// </summary>
public readonly unsafe struct Floats
{
    private readonly float* _start;

    /// <summary>Points at <paramref name="start"/>, which must stay where it is (pinned, native or on the stack).</summary>
    public Floats(float* start) => _start = start;

    /// <summary>The address.</summary>
    public float* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _start;
    }

    /// <summary>Element <paramref name="i"/>.</summary>
    public ref float this[int i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _start[i];
    }

    /// <summary>Element <paramref name="i"/>.</summary>
    public ref float this[long i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _start[i];
    }

    /// <summary>The place <paramref name="offset"/> floats further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Floats From(long offset) => new(_start + offset);

    /// <summary>Has the cache line of element <paramref name="i"/> brought to the second cache, where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Fetch(int i)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(_start + i);
        }
    }

    /// <summary>The next <paramref name="length"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative.</exception>
    public Span<float> Span(int length) => new(_start, length);

    /// <summary>The same place, read as 32-bit integers (labels and token ids share the arena with floats).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Ints AsInts() => new((int*)_start);
}
