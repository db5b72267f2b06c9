using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen.Ilgpu;

/// <summary>
/// Division of numbers that are not negative by one that is known when a kernel is launched: a product and a shift, where a device's
/// division takes twenty instructions. With s bits in the divisor, the factor is 2³¹⁺ˢ / divisor, rounded up; it is too large by less
/// than 1, so that the quotient of a number below 2³¹ is too large by less than 1 / divisor, and its whole part is right.
/// </summary>
internal readonly struct Divisor
{
    private readonly uint _factor;
    private readonly int _shift;

    /// <param name="value">The divisor, at least 1.</param>
    public Divisor(int value)
    {
        Value = value;
        _shift = 31 + (32 - BitOperations.LeadingZeroCount((uint)value - 1));
        _factor = (uint)(((1UL << _shift) + (uint)value - 1) / (uint)value);
    }

    public int Value { get; }

    /// <summary>How often it goes into <paramref name="n"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(int n) => (int)(((ulong)(uint)n * _factor) >> _shift);
}
