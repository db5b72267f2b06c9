using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// As <see cref="Collected"/>, with a stride of two along the rows: even and odd columns of an input row take their products each from
/// neighbouring outputs. Two vectors gather them in registers and are then put together.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, for the whole input gradient of 3 × 3 filters, in microseconds, by turns with phases that lie in memory
/// (<see cref="CollectedPhases"/>): 16 → 32 channels of 32 × 32 33 and 18, 32 → 64 of 16 × 16 26 and 15, 64 → 128 of 56 × 56 757 and
/// 631, 128 → 256 of 28 × 28 733 and 651.
/// </remarks>
internal static unsafe class CollectedPairs
{
    private const int MaskFloats = 4096;
    private const int MostElements = 32;

    /// <summary>Whether the tables fit the memory on the stack, and vectors the margin around the products.</summary>
    public static bool Fit(in Conv2dShape s) =>
        s.StrideWidth == 2
        && Math.Max((s.KernelWidth - 1) * s.DilationWidth, Math.Max(s.KernelHeight, s.PaddingWidth)) < MostElements
        && s.KernelWidth * HalfWidth(s) <= MaskFloats;

    /// <summary>Rows of products → image.</summary>
    public static void Collect(in Conv2dShape s, Floats rows, Floats image)
    {
        switch (Lanes.For(HalfWidth(s)))
        {
            case 16:
                Collect<V16>(s, rows, image);
                break;
            case 8:
                Collect<V8>(s, rows, image);
                break;
            case 4:
                Collect<V4>(s, rows, image);
                break;
            default:
                Collect<V1>(s, rows, image);
                break;
        }
    }

    private static int HalfWidth(in Conv2dShape s) => (s.InWidth + 1) / 2;

    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Collect<V>(in Conv2dShape s, Floats rows, Floats image)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[MaskFloats + (2 * V16.Count)];
        var (masks, last, half) = (new Floats(memory), new Floats(memory + MaskFloats), HalfWidth(s));
        var columns = stackalloc int[MostElements];
        var outRows = stackalloc int[MostElements];
        for (var kw = 0; kw < s.KernelWidth; kw++)
        {
            // Output o reaches the column 2 · o + start: of the even or of the odd ones, that of number o + ⌊start / 2⌋.
            columns[kw] = (kw * s.DilationWidth) - s.PaddingWidth;
            for (var i = 0; i < half; i++)
            {
                masks[(kw * half) + i] = (uint)(i - (columns[kw] >> 1)) < (uint)s.OutWidth ? 1 : 0;
            }
        }

        for (var h = 0; h < s.InHeight; h++)
        {
            for (var kh = 0; kh < s.KernelHeight; kh++)
            {
                var (outRow, between) = Math.DivRem(h + s.PaddingHeight - (kh * s.DilationHeight), s.StrideHeight);
                outRows[kh] = between == 0 && (uint)outRow < (uint)s.OutHeight ? outRow * s.OutWidth : -1;
            }

            for (var c = 0; c < s.GroupIn; c++)
            {
                var from = rows.From((long)c * s.KernelHeight * s.KernelWidth * s.OutPixels);
                var to = image.From(((c * s.InHeight) + h) * s.InWidth);
                for (var next = 0; next < half; next += V.Count)
                {
                    var i = Math.Min(next, half - V.Count);
                    var (even, odd) = Sums<V>(s, from.From(i), new(columns), new(outRows), masks.From(i), half);
                    if (2 * (i + V.Count) <= s.InWidth)
                    {
                        V.StorePairs(even, odd, to, 2 * i);
                        continue;
                    }

                    V.StorePairs(even, odd, last, 0);
                    last.Span(s.InWidth - (2 * i)).CopyTo(to.From(2 * i).Span(s.InWidth - (2 * i)));
                }
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static (V Even, V Odd) Sums<V>(in Conv2dShape s, Floats from, Ints columns, Ints outRows, Floats masks, int half)
        where V : struct, IVector<V>
    {
        var (even, odd) = (V.Zero, V.Zero);
        for (var kh = 0; kh < s.KernelHeight; kh++)
        {
            if (outRows[kh] < 0)
            {
                continue;
            }

            var products = from.From((kh * s.KernelWidth * s.OutPixels) + outRows[kh]);
            for (var kw = 0; kw < s.KernelWidth; kw++, products = products.From(s.OutPixels))
            {
                var start = columns[kw];
                var sum = V.WhereGreater(V.Load(masks, kw * half), V.Zero, V.Load(products, -(start >> 1)), V.Zero);
                if ((start & 1) == 0)
                {
                    even += sum;
                }
                else
                {
                    odd += sum;
                }
            }
        }

        return (even, odd);
    }
}
