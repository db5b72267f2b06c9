using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Exponential, logarithm and their kin, once for all widths and devices. Range reductions and polynomials are those of the Cephes
/// library (Moshier, expf, logf and tanhf).
/// </summary>
internal static class VectorMath
{
    /// <summary>1.5 · 2²³: added and taken away again, it rounds to the nearest whole number.</summary>
    public const float Magic = 12582912f;

    /// <summary>The bits of 1f.</summary>
    public const int One = 0x3F800000;

    /// <summary>The bits of a float that are its fraction.</summary>
    public const int Fraction = 0x007FFFFF;

    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>eᵃ = 2ⁿ · eʳ with |r| ≤ ½ ln 2 and n from −150 to 128.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Exp<V>(V a)
        where V : struct, INumbers<V>
    {
        var x = V.Min(V.Max(a, V.Broadcast(-104f)), V.Broadcast(89f));
        var n = Round(x * V.Broadcast(1.44269504088896341f));
        var r = V.MultiplyAdd(n, V.Broadcast(-Ln2Low), V.MultiplyAdd(n, V.Broadcast(-Ln2High), x));
        var p = V.Broadcast(1.9875691500e-4f);
        p = V.MultiplyAdd(p, r, V.Broadcast(1.3981999507e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(8.3334519073e-3f));
        p = V.MultiplyAdd(p, r, V.Broadcast(4.1665795894e-2f));
        p = V.MultiplyAdd(p, r, V.Broadcast(1.6666665459e-1f));
        p = V.MultiplyAdd(p, r, V.Broadcast(5.0000001201e-1f));
        p = V.MultiplyAdd(p, r * r, r) + V.Broadcast(1f);
        return V.Scale(p, n);
    }

    /// <summary>a · 2ⁿ in two factors, since 2ⁿ alone may be out of range; the first product is exact.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Scale<V>(V a, V n)
        where V : struct, INumbers<V>
    {
        var half = Round(n * V.Broadcast(0.5f));
        return a * V.PowerOfTwo(half) * V.PowerOfTwo(n - half);
    }

    /// <summary>ln a = e · ln 2 + ln m with m from √½ to √2.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Log<V>(V a)
        where V : struct, INumbers<V>
    {
        var (zero, one) = (V.Zero, V.Broadcast(1f));
        var normal = V.Broadcast(1.17549435e-38f);
        var x = V.WhereGreater(normal, a, a * V.Broadcast(8388608f), a);
        var e = V.Exponent(x) - V.WhereGreater(normal, a, V.Broadcast(23f), zero);
        var m = V.Mantissa(x);
        var root = V.Broadcast(1.41421356f);
        e += V.WhereGreater(m, root, one, zero);
        m = V.WhereGreater(m, root, m * V.Broadcast(0.5f), m) - one;
        var square = m * m;
        var p = V.Broadcast(7.0376836292e-2f);
        p = V.MultiplyAdd(p, m, V.Broadcast(-1.1514610310e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(1.1676998740e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(-1.2420140846e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(1.4249322787e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(-1.6668057665e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(2.0000714765e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(-2.4999993993e-1f));
        p = V.MultiplyAdd(p, m, V.Broadcast(3.3333331174e-1f));
        var y = p * m * square;
        y = V.MultiplyAdd(e, V.Broadcast(Ln2Low), y);
        y = V.MultiplyAdd(square, V.Broadcast(-0.5f), y);
        y = V.MultiplyAdd(e, V.Broadcast(Ln2High), m + y);

        // +∞ and NaN stay what they are; 0 gives −∞, negative numbers NaN.
        y = V.WhereGreater(V.Broadcast(float.PositiveInfinity), a, y, a);
        return V.WhereGreater(a, zero, y, V.WhereGreater(zero, a, V.Broadcast(float.NaN), a - V.Broadcast(float.PositiveInfinity)));
    }

    /// <summary>An odd polynomial near zero, else 1 − 2 / (e²ᵃ + 1) with the sign of a.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Tanh<V>(V a)
        where V : struct, INumbers<V>
    {
        var (size, one, two) = (V.Abs(a), V.Broadcast(1f), V.Broadcast(2f));
        var square = a * a;
        var p = V.Broadcast(-5.70498872745e-3f);
        p = V.MultiplyAdd(p, square, V.Broadcast(2.06390887954e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-5.37397155531e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.33314422036e-1f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-3.33332819422e-1f));
        var small = V.MultiplyAdd(p * square, a, a);
        var large = one - (two / (Exp(size + size) + one));
        large = V.WhereGreater(V.Zero, a, -large, large);
        return V.WhereGreater(size, V.Broadcast(0.625f), large, small);
    }

    /// <summary>With e = e^−|a| ≤ 1: 1 / (1 + e), or e / (1 + e) for negative a; neither overflows nor cancels.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Sigmoid<V>(V a)
        where V : struct, INumbers<V>
    {
        var (e, one) = (Exp(-V.Abs(a)), V.Broadcast(1f));
        return V.WhereGreater(V.Zero, a, e, one) / (one + e);
    }

    /// <summary>
    /// tanh a as a quotient of polynomials (a minimax fit of its relative error, 2·10⁻⁸): within 6 units in the last place and
    /// 4·10⁻⁷, and within ±1. Half the work of <see cref="Tanh{V}"/>: for gates, which are most of what a recurrent layer
    /// computes besides its products.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    public static V GateTanh<V>(V a)
        where V : struct, INumbers<V>
    {
        var (one, most) = (V.Broadcast(1f), V.Broadcast(9.02f));
        var x = V.Min(V.Max(a, -most), most);
        var square = x * x;
        var p = V.MultiplyAdd(V.Broadcast(1.33190730e-8f), square, V.Broadcast(2.05834822e-5f));
        var q = V.MultiplyAdd(V.Broadcast(7.76202000e-7f), square, V.Broadcast(3.28309310e-4f));
        p = V.MultiplyAdd(p, square, V.Broadcast(3.49403475e-3f));
        q = V.MultiplyAdd(q, square, V.Broadcast(2.58710738e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.33797184e-1f));
        q = V.MultiplyAdd(q, square, V.Broadcast(4.67130333e-1f));
        p = V.MultiplyAdd(p, square, one);
        q = V.MultiplyAdd(q, square, one);
        return V.Min(V.Max(x * p / q, -one), one);
    }

    /// <summary>1 / (1 + e⁻ᵃ) = ½ + ½ tanh ½a, within 2·10⁻⁷ and from 0 to 1: for gates, as <see cref="GateTanh{V}"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V GateSigmoid<V>(V a)
        where V : struct, INumbers<V>
    {
        var half = V.Broadcast(0.5f);
        return V.MultiplyAdd(GateTanh(a * half), half, half);
    }

    /// <summary>1 + a loses the digits of a small a; log(s) · a / (s − 1), with s the rounded sum, gets them back.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Log1p<V>(V a)
        where V : struct, INumbers<V>
    {
        var one = V.Broadcast(1f);
        var sum = one + a;
        var rounded = sum - one;
        var y = V.WhereGreater(V.Abs(rounded), V.Zero, Log(sum) * (a / rounded), a);
        return V.WhereGreater(V.Broadcast(float.PositiveInfinity), a, y, a);
    }

    /// <summary>An odd polynomial near zero, else 1 − eᵖ with a polynomial p, and the sign of a (minimax fits by N. Juffa).</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Erf<V>(V a)
        where V : struct, INumbers<V>
    {
        var (size, square) = (V.Abs(a), a * a);
        var p = V.Broadcast(-5.96761703e-4f);
        p = V.MultiplyAdd(p, square, V.Broadcast(4.99119423e-3f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-2.67681349e-2f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.12819925e-1f));
        p = V.MultiplyAdd(p, square, V.Broadcast(-3.76125336e-1f));
        p = V.MultiplyAdd(p, square, V.Broadcast(1.28379166e-1f));
        var small = V.MultiplyAdd(p, a, a);

        // From 4 on the result is 1; stopping there keeps the polynomial where it was fitted.
        size = V.Min(size, V.Broadcast(4f));
        square = size * size;
        var high = V.MultiplyAdd(V.Broadcast(-1.72853470e-5f), size, V.Broadcast(3.83197126e-4f));
        var low = V.MultiplyAdd(V.Broadcast(-3.88396438e-3f), size, V.Broadcast(2.42546219e-2f));
        var q = V.MultiplyAdd(high, square, low);
        q = V.MultiplyAdd(q, size, V.Broadcast(-1.06777877e-1f));
        q = V.MultiplyAdd(q, size, V.Broadcast(-6.34846687e-1f));
        q = V.MultiplyAdd(q, size, V.Broadcast(-1.28717512e-1f));
        q = V.MultiplyAdd(q, size, -size);
        var large = V.Broadcast(1f) - Exp(q);
        large = V.WhereGreater(V.Zero, a, -large, large);
        return V.WhereGreater(size, V.Broadcast(0.927734375f), large, small);
    }

    [MethodImpl(AggressiveInlining)]
    private static V Round<V>(V a)
        where V : struct, INumbers<V> => (a + V.Broadcast(Magic)) - V.Broadcast(Magic);
}
