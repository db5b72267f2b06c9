using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The same as <see cref="DotTile"/> for few right rows, or left rows at any places: one, four or eight left rows with up to four right
/// ones, over the whole depth.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core by turns with one call for every four rows and each sum taken from its vector alone, in microseconds:
/// 64 × 384 with four 3.2 and 2.4, 96 × 576 5.3 and 4.0, 256 × 1024 15.7 and 12.9; 320 × 1280 with one 21.9 and 19.8, 160 × 960 8.0 and
/// 7.7, 2048 × 512, which waits for the third-level cache, 44 and 45.
/// </remarks>
internal static class ThinDotTile
{
    /// <summary>
    /// Rows, four at a time, times the rows of b, which lie <paramref name="pitch"/> apart. Writes sums of whole fours of rows, each
    /// row's <paramref name="stride"/> behind the one before.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows4<V, G>(in LeftRows a, Floats b, int pitch, int depth, Floats sums, int stride)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        for (var row = 0; row < a.Rows; row += 4, sums = sums.From(4 * stride))
        {
            var (a0, a1, a2, a3) = (a.Row(row), a.Row(row + 1), a.Row(row + 2), a.Row(row + 3));
            var c0 = G.Zero;
            var c1 = G.Zero;
            var c2 = G.Zero;
            var c3 = G.Zero;
            var k = 0;
            for (; k <= depth - V.Count; k += V.Count)
            {
                var columns = G.Load(b.From(k), pitch);
                c0 = G.MultiplyAdd(V.Load(a0, k), columns, c0);
                c1 = G.MultiplyAdd(V.Load(a1, k), columns, c1);
                c2 = G.MultiplyAdd(V.Load(a2, k), columns, c2);
                c3 = G.MultiplyAdd(V.Load(a3, k), columns, c3);
            }

            if (k < depth)
            {
                // The last vector reaches back over lanes that are summed already; they count as zero in both factors.
                var (last, left) = (depth - V.Count, depth - k);
                var columns = G.KeepLast(G.Load(b.From(last), pitch), left);
                c0 = G.MultiplyAdd(V.KeepLast(V.Load(a0, last), left), columns, c0);
                c1 = G.MultiplyAdd(V.KeepLast(V.Load(a1, last), left), columns, c1);
                c2 = G.MultiplyAdd(V.KeepLast(V.Load(a2, last), left), columns, c2);
                c3 = G.MultiplyAdd(V.KeepLast(V.Load(a3, last), left), columns, c3);
            }

            c0.StoreSums(sums);
            c1.StoreSums(sums.From(stride));
            c2.StoreSums(sums.From(2 * stride));
            c3.StoreSums(sums.From(3 * stride));
        }
    }

    /// <summary>Rows, eight at a time, times a single one. Writes sums of whole eights of rows, one behind the other.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Column<V>(in LeftRows a, Floats b, int depth, Floats sums)
        where V : struct, IVector<V>
    {
        for (var row = 0; row < a.Rows; row += 8)
        {
            var (a0, a1, a2, a3) = (a.Row(row), a.Row(row + 1), a.Row(row + 2), a.Row(row + 3));
            var (a4, a5, a6, a7) = (a.Row(row + 4), a.Row(row + 5), a.Row(row + 6), a.Row(row + 7));
            var (c0, c1, c2, c3) = (V.Zero, V.Zero, V.Zero, V.Zero);
            var (c4, c5, c6, c7) = (V.Zero, V.Zero, V.Zero, V.Zero);
            var k = 0;
            for (; k <= depth - V.Count; k += V.Count)
            {
                var x = V.Load(b, k);
                c0 = V.MultiplyAdd(V.Load(a0, k), x, c0);
                c1 = V.MultiplyAdd(V.Load(a1, k), x, c1);
                c2 = V.MultiplyAdd(V.Load(a2, k), x, c2);
                c3 = V.MultiplyAdd(V.Load(a3, k), x, c3);
                c4 = V.MultiplyAdd(V.Load(a4, k), x, c4);
                c5 = V.MultiplyAdd(V.Load(a5, k), x, c5);
                c6 = V.MultiplyAdd(V.Load(a6, k), x, c6);
                c7 = V.MultiplyAdd(V.Load(a7, k), x, c7);
            }

            if (k < depth)
            {
                // As above.
                var (last, left) = (depth - V.Count, depth - k);
                var x = V.KeepLast(V.Load(b, last), left);
                c0 = V.MultiplyAdd(V.KeepLast(V.Load(a0, last), left), x, c0);
                c1 = V.MultiplyAdd(V.KeepLast(V.Load(a1, last), left), x, c1);
                c2 = V.MultiplyAdd(V.KeepLast(V.Load(a2, last), left), x, c2);
                c3 = V.MultiplyAdd(V.KeepLast(V.Load(a3, last), left), x, c3);
                c4 = V.MultiplyAdd(V.KeepLast(V.Load(a4, last), left), x, c4);
                c5 = V.MultiplyAdd(V.KeepLast(V.Load(a5, last), left), x, c5);
                c6 = V.MultiplyAdd(V.KeepLast(V.Load(a6, last), left), x, c6);
                c7 = V.MultiplyAdd(V.KeepLast(V.Load(a7, last), left), x, c7);
            }

            V.Sums(c0, c1, c2, c3).Store(sums, row);
            V.Sums(c4, c5, c6, c7).Store(sums, row + 4);
        }
    }

    /// <summary>One row times the rows of b, which lie <paramref name="pitch"/> apart.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows1<V, G>(in LeftRows a, Floats b, int pitch, int depth, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var a0 = a.Row(0);
        var c0 = G.Zero;
        var k = 0;
        for (; k <= depth - V.Count; k += V.Count)
        {
            var columns = G.Load(b.From(k), pitch);
            c0 = G.MultiplyAdd(V.Load(a0, k), columns, c0);
        }

        if (k < depth)
        {
            // The last vector reaches back over lanes that are summed already; they count as zero in both factors.
            var (last, left) = (depth - V.Count, depth - k);
            var columns = G.KeepLast(G.Load(b.From(last), pitch), left);
            c0 = G.MultiplyAdd(V.KeepLast(V.Load(a0, last), left), columns, c0);
        }

        c0.StoreSums(sums);
    }
}
