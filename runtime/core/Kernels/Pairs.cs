using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Takes neighbouring floats apart and puts them together again, at every width.
/// </summary>
internal static unsafe class Pairs
{
    /// <summary>How many pairs go at once.</summary>
    public const int Count = 4;

    /// <summary>The first and the second of each of the four pairs from <paramref name="source"/> on.</summary>
    [MethodImpl(AggressiveInlining)]
    public static (Vector128<float> First, Vector128<float> Second) Load(float* source)
    {
        var low = Vector128.Load(source).AsUInt64();
        var high = Vector128.Load(source + Count).AsUInt64();
        return (Vector128.Narrow(low, high).AsSingle(), Vector128.Narrow(low >>> 32, high >>> 32).AsSingle());
    }

    /// <summary>Writes four pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Store(Vector128<float> first, Vector128<float> second, float* target)
    {
        var low = Vector128.WidenLower(first.AsUInt32()) | (Vector128.WidenLower(second.AsUInt32()) << 32);
        var high = Vector128.WidenUpper(first.AsUInt32()) | (Vector128.WidenUpper(second.AsUInt32()) << 32);
        Vector128.Store(low.AsSingle(), target);
        Vector128.Store(high.AsSingle(), target + Count);
    }

    /// <summary>As <see cref="Load"/>, eight pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second) Load256(float* source)
    {
        var (low, high) = (Vector256.Load(source), Vector256.Load(source + Vector256<float>.Count));
        if (Avx2.IsSupported)
        {
            // Each 128 bits by themselves give a₀ a₁ b₀ b₁ | a₂ a₃ b₂ b₃; then the middle two quarters change places.
            var (even, odd) = (Avx.Shuffle(low, high, 0b10_00_10_00), Avx.Shuffle(low, high, 0b11_01_11_01));
            return (
                Avx2.Permute4x64(even.AsUInt64(), 0b11_01_10_00).AsSingle(), Avx2.Permute4x64(odd.AsUInt64(), 0b11_01_10_00).AsSingle());
        }

        var ((a, b), (c, d)) = (Load(source), Load(source + (2 * Count)));
        return (Vector256.Create(a, c), Vector256.Create(b, d));
    }

    /// <summary>As <see cref="Load"/>, sixteen pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) Load512(float* source)
    {
        if (Avx512F.IsSupported)
        {
            var (low, high) = (Vector512.Load(source), Vector512.Load(source + Vector512<float>.Count));
            var even = Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
            var odd = Vector512.Create(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
            return (Avx512F.PermuteVar16x32x2(low, even, high), Avx512F.PermuteVar16x32x2(low, odd, high));
        }

        var ((a, b), (c, d)) = (Load256(source), Load256(source + (4 * Count)));
        return (Vector512.Create(a, c), Vector512.Create(b, d));
    }

    /// <summary>Writes eight pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Store(Vector256<float> first, Vector256<float> second, float* target)
    {
        if (Avx.IsSupported)
        {
            var (low, high) = (Avx.UnpackLow(first, second), Avx.UnpackHigh(first, second));
            Vector256.Store(Avx.Permute2x128(low, high, 0x20), target);
            Vector256.Store(Avx.Permute2x128(low, high, 0x31), target + Vector256<float>.Count);
            return;
        }

        Store(first.GetLower(), second.GetLower(), target);
        Store(first.GetUpper(), second.GetUpper(), target + (2 * Count));
    }

    /// <summary>Writes sixteen pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Store(Vector512<float> first, Vector512<float> second, float* target)
    {
        if (Avx512F.IsSupported)
        {
            var low = Vector512.Create(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            var high = Vector512.Create(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            Vector512.Store(Avx512F.PermuteVar16x32x2(first, low, second), target);
            Vector512.Store(Avx512F.PermuteVar16x32x2(first, high, second), target + Vector512<float>.Count);
            return;
        }

        Store(first.GetLower(), second.GetLower(), target);
        Store(first.GetUpper(), second.GetUpper(), target + (4 * Count));
    }

    /// <summary>Lanes in which a later value takes the place of the best: it is greater, or not a number.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Replaces(Vector128<float> value, Vector128<float> best) =>
        Vector128.GreaterThan(value, best) | ~Vector128.Equals(value, value);

    /// <summary>The best of those so far and a later one: the first of equals; not-a-number wins.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Best(Vector128<float> best, Vector128<float> value) =>
        Vector128.ConditionalSelect(Replaces(value, best), value, best);

    /// <summary>As <see cref="Best(Vector128{float}, Vector128{float})"/>, for one number.</summary>
    [MethodImpl(AggressiveInlining)]
    public static float Best(float best, float value) => value > best || float.IsNaN(value) ? value : best;
}
