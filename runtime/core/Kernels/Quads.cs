using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Four vectors as 4 × 4 matrices, one in each 128 bits, transposed. Wider vectors do not move anything between their 128-bit
/// parts, which would cost more; applied twice it gives back what there was.
/// </summary>
internal static class Quads
{
    private const byte Low = 0b01_00_01_00;
    private const byte High = 0b11_10_11_10;
    private const byte Even = 0b10_00_10_00;
    private const byte Odd = 0b11_01_11_01;

    [MethodImpl(AggressiveInlining)]
    public static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            var (ab, cd) = (Sse.Shuffle(a, b, Low), Sse.Shuffle(c, d, Low));
            var (ba, dc) = (Sse.Shuffle(a, b, High), Sse.Shuffle(c, d, High));
            return (Sse.Shuffle(ab, cd, Even), Sse.Shuffle(ab, cd, Odd), Sse.Shuffle(ba, dc, Even), Sse.Shuffle(ba, dc, Odd));
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            var (ac, ac2) = (AdvSimd.Arm64.ZipLow(a, c), AdvSimd.Arm64.ZipHigh(a, c));
            var (bd, bd2) = (AdvSimd.Arm64.ZipLow(b, d), AdvSimd.Arm64.ZipHigh(b, d));
            return (
                AdvSimd.Arm64.ZipLow(ac, bd), AdvSimd.Arm64.ZipHigh(ac, bd),
                AdvSimd.Arm64.ZipLow(ac2, bd2), AdvSimd.Arm64.ZipHigh(ac2, bd2));
        }

        return (
            Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]),
            Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
    }

    [MethodImpl(AggressiveInlining)]
    public static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) Transpose(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (Avx.IsSupported)
        {
            var (ab, cd) = (Avx.Shuffle(a, b, Low), Avx.Shuffle(c, d, Low));
            var (ba, dc) = (Avx.Shuffle(a, b, High), Avx.Shuffle(c, d, High));
            return (Avx.Shuffle(ab, cd, Even), Avx.Shuffle(ab, cd, Odd), Avx.Shuffle(ba, dc, Even), Avx.Shuffle(ba, dc, Odd));
        }

        var low = Transpose(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower());
        var high = Transpose(a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper());
        return (
            Vector256.Create(low.A, high.A), Vector256.Create(low.B, high.B),
            Vector256.Create(low.C, high.C), Vector256.Create(low.D, high.D));
    }

    [MethodImpl(AggressiveInlining)]
    public static (Vector512<float> A, Vector512<float> B, Vector512<float> C, Vector512<float> D) Transpose(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (Avx512F.IsSupported)
        {
            var (ab, cd) = (Avx512F.Shuffle(a, b, Low), Avx512F.Shuffle(c, d, Low));
            var (ba, dc) = (Avx512F.Shuffle(a, b, High), Avx512F.Shuffle(c, d, High));
            return (
                Avx512F.Shuffle(ab, cd, Even), Avx512F.Shuffle(ab, cd, Odd),
                Avx512F.Shuffle(ba, dc, Even), Avx512F.Shuffle(ba, dc, Odd));
        }

        var low = Transpose(a.GetLower(), b.GetLower(), c.GetLower(), d.GetLower());
        var high = Transpose(a.GetUpper(), b.GetUpper(), c.GetUpper(), d.GetUpper());
        return (
            Vector512.Create(low.A, high.A), Vector512.Create(low.B, high.B),
            Vector512.Create(low.C, high.C), Vector512.Create(low.D, high.D));
    }

    /// <summary>The sum of each vector: first and third element, second and fourth, and those two.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (!Sse.IsSupported)
        {
            var (first, second, third, fourth) = Transpose(a, b, c, d);
            return (first + third) + (second + fourth);
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

    private static Vector128<float> Four(Vector512<float> a)
    {
        var eight = a.GetLower() + a.GetUpper();
        return eight.GetLower() + eight.GetUpper();
    }
}
