using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// A product of few weights with the pixels of a band, in tiles like <see cref="Gemm"/>'s and with sums in the same order, but one call for
/// all tiles of some rows, which hands over what is still in registers. Only where there are 32 of them, and sums so short that this is
/// what takes time.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, by turns with tiles whose sums are stored first: 224 × 224, 3 → 32 channels, 3 × 3 with a
/// stride of two, 137 and 126, 3 → 64 260 and 224, 7 × 7 with a stride of two 1100 and 1060, and pooled 1135 and 1100. 11 × 11 with a
/// stride of four, 363 terms, 780 and 830: all columns of a band are more than the first cache holds. To fetch the next rows' weights
/// meanwhile made no difference.
/// </remarks>
internal static class BandTile
{
    private const int Columns = 64;

    /// <summary>Terms of a sum up to which it is worth it.</summary>
    private const int MostTerms = 160;

    /// <summary>Result[i, j] = Σ a.Row(i)[k] · b[places[k] + j] over <paramref name="count"/> values of k.</summary>
    public static void Multiply<T>(in LeftRows a, Floats b, Ints places, int columns, int count, in Output<T> output)
        where T : struct, IEpilogue
    {
        // What is left over from whole tiles is at least a vector.
        var whole = Cpu.VectorBits < 512 || count > MostTerms ? 0 : Math.Max(0, columns - V16.Count) / Columns * Columns;
        if (whole == 0)
        {
            Gemm.Multiply(a, b, new RightPlaces(1, places), columns, count, output);
            return;
        }

        for (var row = 0; row < a.Rows;)
        {
            var rows = a.From(row, Gemm.RowsOfTile(a.Rows - row));
            var (below, done) = (output.Below(row), rows.Rows > 4 ? whole : 0);
            if (done > 0)
            {
                Rows6(rows, b, places, done, count, below);
            }

            var rest = below with { First = below.First + done };
            Gemm.Multiply(rows, b.From(done), new RightPlaces(1, places), columns - done, count, rest);
            row += rows.Rows;
        }
    }

    /// <summary>Five or six rows times whole tiles of columns.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows6<T>(in LeftRows a, Floats b, Ints places, int columns, int count, in Output<T> output)
        where T : struct, IEpilogue
    {
        var (a0, a1, a2, a3, a4, a5) = (a.Row(0), a.Row(1), a.Row(2), a.Row(3), a.Row(4), a.Row(5));
        var (epilogue, channel, stride, isWhole) = (output.Epilogue, output.Channel, output.Stride, a.Rows == 6);
        for (var index = output.First; index < output.First + columns; index += Columns, b = b.From(Columns))
        {
            var (c0, c1, c2) = (Columns4<V16>.Zero, Columns4<V16>.Zero, Columns4<V16>.Zero);
            var (c3, c4, c5) = (Columns4<V16>.Zero, Columns4<V16>.Zero, Columns4<V16>.Zero);
            for (var k = 0; k < count; k++)
            {
                var pixels = Columns4<V16>.Load(b.From(places[k]), V16.Count);
                c0 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a0[k]), pixels, c0);
                c1 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a1[k]), pixels, c1);
                c2 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a2[k]), pixels, c2);
                c3 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a3[k]), pixels, c3);
                c4 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a4[k]), pixels, c4);
                c5 = Columns4<V16>.MultiplyAdd(V16.Broadcast(a5[k]), pixels, c5);
            }

            c0.Hand(epilogue, channel, index);
            c1.Hand(epilogue, channel + 1, index + stride);
            c2.Hand(epilogue, channel + 2, index + (2 * stride));
            c3.Hand(epilogue, channel + 3, index + (3 * stride));
            c4.Hand(epilogue, channel + 4, index + (4 * stride));
            if (isWhole)
            {
                c5.Hand(epilogue, channel + 5, index + (5 * stride));
            }
        }
    }
}
