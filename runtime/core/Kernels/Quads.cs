using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The sums of four vectors' lanes, taken together: the four sums of a register tile go to memory as one vector.</summary>
internal static class Quads
{
    private const byte Low = 0b01_00_01_00;
    private const byte High = 0b11_10_11_10;
    private const byte Even = 0b10_00_10_00;
    private const byte Odd = 0b11_01_11_01;

    /// <summary>The sum of each vector: first and third element, second and fourth, and those two.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!Sse.IsSupported)
        {
            return TransposedSums(a, b, c, d);
        }

        var ab = Sse.Shuffle(a, b, Low) + Sse.Shuffle(a, b, High);
        var cd = Sse.Shuffle(c, d, Low) + Sse.Shuffle(c, d, High);
        return Sse.Shuffle(ab, cd, Even) + Sse.Shuffle(ab, cd, Odd);
    }

    /// <summary>The sum of each vector, by halves down to four elements, and those as above.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Avx512F.IsSupported)
        {
            return Sums(Four(a), Four(b), Four(c), Four(d));
        }

        var ab = Avx512F.Shuffle4x128(a, b, Low) + Avx512F.Shuffle4x128(a, b, High);
        var cd = Avx512F.Shuffle4x128(c, d, Low) + Avx512F.Shuffle4x128(c, d, High);
        var four = Avx512F.Shuffle4x128(ab, cd, Even) + Avx512F.Shuffle4x128(ab, cd, Odd);
        var two = four + Avx512F.Permute4x32(four, 0b01_00_11_10);
        var one = two + Avx512F.Permute4x32(two, 0b10_11_00_01);
        var first = Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
        return Avx512F.PermuteVar16x32(one, first).GetLower().GetLower();
    }

    private static Vector128<float> TransposedSums(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!AdvSimd.Arm64.IsSupported)
        {
            return (Vector128.Create(a[0], b[0], c[0], d[0]) + Vector128.Create(a[2], b[2], c[2], d[2]))
                + (Vector128.Create(a[1], b[1], c[1], d[1]) + Vector128.Create(a[3], b[3], c[3], d[3]));
        }

        var (ac, ac2) = (AdvSimd.Arm64.ZipLow(a, c), AdvSimd.Arm64.ZipHigh(a, c));
        var (bd, bd2) = (AdvSimd.Arm64.ZipLow(b, d), AdvSimd.Arm64.ZipHigh(b, d));
        return (AdvSimd.Arm64.ZipLow(ac, bd) + AdvSimd.Arm64.ZipLow(ac2, bd2))
            + (AdvSimd.Arm64.ZipHigh(ac, bd) + AdvSimd.Arm64.ZipHigh(ac2, bd2));
    }

    private static Vector128<float> Four(Vector512<float> a)
    {
        var eight = a.GetLower() + a.GetUpper();
        return eight.GetLower() + eight.GetUpper();
    }
}
