using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Cache lines that a tile has fetched with each step of its sums.</summary>
internal interface ILines
{
    /// <summary>Fetches those of step <paramref name="k"/>.</summary>
    void Fetch(int k);
}

/// <summary>None.</summary>
internal readonly struct NoLines : ILines
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k)
    {
    }
}

/// <summary>One with each step.</summary>
internal readonly struct Lines1(Floats start) : ILines
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k) => start.Fetch(k * CacheLine.Length);
}

/// <summary>Two with each step.</summary>
internal readonly struct Lines2(Floats start) : ILines
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k)
    {
        start.Fetch(2 * k * CacheLine.Length);
        start.Fetch(((2 * k) + 1) * CacheLine.Length);
    }
}

/// <summary>Three with each step.</summary>
internal readonly struct Lines3(Floats start) : ILines
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k)
    {
        start.Fetch(3 * k * CacheLine.Length);
        start.Fetch(((3 * k) + 1) * CacheLine.Length);
        start.Fetch(((3 * k) + 2) * CacheLine.Length);
    }
}

/// <summary>Four with each step.</summary>
internal readonly struct Lines4(Floats start) : ILines
{
    [MethodImpl(AggressiveInlining)]
    public void Fetch(int k)
    {
        start.Fetch(4 * k * CacheLine.Length);
        start.Fetch(((4 * k) + 1) * CacheLine.Length);
        start.Fetch(((4 * k) + 2) * CacheLine.Length);
        start.Fetch(((4 * k) + 3) * CacheLine.Length);
    }
}

/// <summary>What the cache fetches at once.</summary>
internal static class CacheLine
{
    /// <summary>Floats of it.</summary>
    public const int Length = 16;
}
