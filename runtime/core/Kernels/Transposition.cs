using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Rows become columns, in blocks of 8 × 8 or 4 × 4 that are turned in registers. The last block of a row or column reaches back
/// to end where that ends, and writes some elements a second time.
/// </summary>
internal static unsafe class Transposition
{
    /// <summary>Columns that are done for all rows before the next ones: few enough for their cache lines to stay.</summary>
    private const int Tile = 32;

    /// <summary>y[c · yStride + r] = x[r · xStride + c].</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Run(float* x, int rows, int columns, int xStride, float* y, int yStride)
    {
        var least = Math.Min(rows, columns);
        var side = least >= 8 && Cpu.VectorBits >= 256 && Avx.IsSupported ? 8 : least >= 4 && Cpu.VectorBits >= 128 ? 4 : 1;
        for (var tile = 0; tile < columns; tile += Tile)
        {
            var end = Math.Min(columns, tile + Tile);
            if (side == 1)
            {
                OneByOne(x, rows, tile, end, xStride, y, yStride);
                continue;
            }

            for (var row = 0; row < rows; row += side)
            {
                var r = Math.Min(row, rows - side);
                for (var column = tile; column < end; column += side)
                {
                    var c = Math.Min(column, columns - side);
                    var from = x + ((nint)r * xStride) + c;
                    var to = y + ((nint)c * yStride) + r;
                    if (side == 8)
                    {
                        Eight(from, xStride, to, yStride);
                    }
                    else
                    {
                        Four(from, xStride, to, yStride);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The same for fewer than four rows. Zeros go to the floats behind each column's that would be of four rows, before the next column
    /// is written.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void RunFew(float* x, int rows, int columns, int xStride, float* y, int yStride)
    {
        if (rows == 1 && yStride == 1)
        {
            new Span<float>(x, columns).CopyTo(new(y, columns));
            return;
        }

        if (columns < 4 || Cpu.VectorBits == 0)
        {
            OneByOne(x, rows, 0, columns, xStride, y, yStride);
            return;
        }

        for (var column = 0; column < columns; column += 4)
        {
            var (c, zero) = (Math.Min(column, columns - 4), Vector128<float>.Zero);
            var from = x + c;
            var second = rows > 1 ? Vector128.Load(from + xStride) : zero;
            var third = rows > 2 ? Vector128.Load(from + (2 * (nint)xStride)) : zero;
            Four(Vector128.Load(from), second, third, zero, y + ((nint)c * yStride), yStride);
        }
    }

    private static void OneByOne(float* x, int rows, int first, int end, int xStride, float* y, int yStride)
    {
        for (var c = first; c < end; c++)
        {
            var from = x + c;
            var to = y + ((nint)c * yStride);
            for (var r = 0; r < rows; r++)
            {
                to[r] = *from;
                from += xStride;
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Four(float* x, nint xStride, float* y, nint yStride)
    {
        var (a, b) = (Vector128.Load(x), Vector128.Load(x + xStride));
        var (c, d) = (Vector128.Load(x + (2 * xStride)), Vector128.Load(x + (3 * xStride)));
        Four(a, b, c, d, y, yStride);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Four(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* y, nint yStride)
    {
        var ((acLow, acHigh), (bdLow, bdHigh)) = (Zip(a, c), Zip(b, d));
        var ((first, second), (third, fourth)) = (Zip(acLow, bdLow), Zip(acHigh, bdHigh));
        Vector128.Store(first, y);
        Vector128.Store(second, y + yStride);
        Vector128.Store(third, y + (2 * yStride));
        Vector128.Store(fourth, y + (3 * yStride));
    }

    /// <summary>a₀ b₀ a₁ b₁ and a₂ b₂ a₃ b₃.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported)
        {
            return (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return (AdvSimd.Arm64.ZipLow(a, b), AdvSimd.Arm64.ZipHigh(a, b));
        }

        var low = Vector128.WidenLower(a.AsUInt32()) | (Vector128.WidenLower(b.AsUInt32()) << 32);
        var high = Vector128.WidenUpper(a.AsUInt32()) | (Vector128.WidenUpper(b.AsUInt32()) << 32);
        return (low.AsSingle(), high.AsSingle());
    }

    /// <summary>Pairs of rows, then fours, then halves: the usual three rounds of shuffles.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Eight(float* x, nint xStride, float* y, nint yStride)
    {
        var (a0, a1, a2, a3) = Quarters(x, xStride);
        var (b0, b1, b2, b3) = Quarters(x + (4 * xStride), xStride);
        Halves(a0, b0, y, 4 * yStride);
        Halves(a1, b1, y + yStride, 4 * yStride);
        Halves(a2, b2, y + (2 * yStride), 4 * yStride);
        Halves(a3, b3, y + (3 * yStride), 4 * yStride);
    }

    /// <summary>Of four rows: columns 0 and 4, 1 and 5, 2 and 6, 3 and 7.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (Vector256<float> C04, Vector256<float> C15, Vector256<float> C26, Vector256<float> C37) Quarters(
        float* x, nint stride)
    {
        var (r0, r1) = (Vector256.Load(x), Vector256.Load(x + stride));
        var (r2, r3) = (Vector256.Load(x + (2 * stride)), Vector256.Load(x + (3 * stride)));
        var (low01, high01) = (Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1));
        var (low23, high23) = (Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3));
        return (
            Avx.Shuffle(low01, low23, 0x44), Avx.Shuffle(low01, low23, 0xEE),
            Avx.Shuffle(high01, high23, 0x44), Avx.Shuffle(high01, high23, 0xEE));
    }

    [MethodImpl(AggressiveInlining)]
    private static void Halves(Vector256<float> upperRows, Vector256<float> lowerRows, float* y, nint fourColumns)
    {
        Vector256.Store(Avx.Permute2x128(upperRows, lowerRows, 0x20), y);
        Vector256.Store(Avx.Permute2x128(upperRows, lowerRows, 0x31), y + fourColumns);
    }
}
