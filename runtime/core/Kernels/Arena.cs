namespace NetGen.Kernels;

/// <summary>
/// One block of floats for everything that a program keeps: an array that the collector owns but never moves, so that
/// nothing has to be freed. Starts on a cache line (64 bytes). Keep the arena alive while its places are in use.
/// </summary>
public sealed unsafe class Arena
{
    private const int Alignment = 64;

    private readonly float[] _memory;
    private readonly int _first;

    /// <summary>Takes memory for <paramref name="length"/> floats.</summary>
    /// <param name="length">How many floats.</param>
    /// <param name="zeroed">Whether they are zero at first; otherwise they hold anything.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or more than one array can hold (about 2³¹ floats).</exception>
    public Arena(long length, bool zeroed = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Array.MaxLength - Alignment);
        _memory = Take((int)length + (Alignment / sizeof(float)), zeroed);
        Length = length;
        fixed (float* first = _memory)
        {
            Start = new((float*)(((nuint)first + Alignment - 1) & ~(nuint)(Alignment - 1)));
            _first = (int)(Start.Pointer - first);
        }
    }

    /// <summary>How many floats there are.</summary>
    public long Length { get; }

    /// <summary>The first float.</summary>
    public Floats Start { get; }

    /// <summary>All floats; unlike <see cref="Start"/>, a span keeps the memory alive.</summary>
    public Span<float> Span() => _memory.AsSpan(_first, (int)Length);

    /// <summary>Some of the floats; unlike <see cref="Start"/>, a span keeps the memory alive.</summary>
    /// <param name="offset">The first one.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not all lie in the arena.</exception>
    public Span<float> Span(long offset, int length) => Span().Slice((int)offset, length);

    /// <summary>Sets every float to zero.</summary>
    public void Clear() => Array.Clear(_memory);

    private static float[] Take(int size, bool zeroed)
    {
        if (size < HugePages.LeastFloats)
        {
            return zeroed ? GC.AllocateArray<float>(size, pinned: true) : GC.AllocateUninitializedArray<float>(size, pinned: true);
        }

        // Zeroed by hand, since pages are what they are once they have been touched.
        var memory = GC.AllocateUninitializedArray<float>(size, pinned: true);
        fixed (float* first = memory)
        {
            HugePages.AskFor(first, size);
        }

        if (zeroed)
        {
            Array.Clear(memory);
        }

        return memory;
    }
}
