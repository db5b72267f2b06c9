using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The innermost loops where there is a single left row: what counts is how fast memory hands over the right factor, which is
/// read once, along many rows at a time and without fetching ahead. Sums take their terms in the same order as with many rows.
/// </summary>
/// <remarks>
/// Measured on one Zen 5 core, whose reads from memory reach 47 GB/s, by turns with tiles of two rows that look ahead, in GB/s before
/// and after. Along the rows: 9216 → 4096 30 and 43, 4096 → 4096 32 and 48. Across them: 9216 → 4096 20 and 37, 4096 → 4096 24 and 42,
/// 784 → 512 (third-level cache) 97 and 115.
/// </remarks>
internal static class RowTile
{
    /// <summary>sums[j] = Σ a[k] · b.Row(j)[k], four columns at a time, one stretch of the depth after the other.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Dots<V>(Floats a, in RegularRows b, int columns, int depth, int stretch, Floats parts, Floats sums)
        where V : struct, IVector<V>
    {
        var whole = depth - (depth % V.Count);
        for (var column = 0; column < columns; column += 4)
        {
            var (b0, b1, b2, b3) = (b.Row(column), b.Row(column + 1), b.Row(column + 2), b.Row(column + 3));
            var total = V4.Zero;
            for (var start = 0; start < whole; start += stretch)
            {
                var end = Math.Min(whole, start + stretch);
                var c0 = V.Zero;
                var c1 = V.Zero;
                var c2 = V.Zero;
                var c3 = V.Zero;
                for (var k = start; k < end; k += V.Count)
                {
                    var x = V.Load(a, k);
                    c0 = V.MultiplyAdd(x, b0, k, c0);
                    c1 = V.MultiplyAdd(x, b1, k, c1);
                    c2 = V.MultiplyAdd(x, b2, k, c2);
                    c3 = V.MultiplyAdd(x, b3, k, c3);
                }

                total += V.Sums(c0, c1, c2, c3);
            }

            total.Store(sums, column);
        }

        if (whole < depth)
        {
            DotTile.Tail<V>(new RegularRows(a, depth, 1), b, depth, parts, sums, columns);
        }
    }

    /// <summary>sums[j] = Σ a[depth.Left(k)] · b[depth.Right(k) + j], eight terms at a time.</summary>
    /// <param name="a">The row.</param>
    /// <param name="b">The rows of the right factor.</param>
    /// <param name="depth">Where terms lie.</param>
    /// <param name="columns">How many sums: one vector at least.</param>
    /// <param name="count">How many terms each has.</param>
    /// <param name="sums">The sums, with room for one vector more.</param>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows<V, D>(Floats a, Floats b, in D depth, int columns, int count, Floats sums)
        where V : struct, IVector<V>
        where D : struct, IDepth
    {
        // The last vector reaches back over columns that are done, and has its sums for itself until the end.
        var (last, padded, k) = (columns - V.Count, (columns + V.Count - 1) / V.Count * V.Count, 0);
        sums.Span(padded).Clear();
        for (; k <= count - 8; k += 8)
        {
            var (b0, b1) = (b.From(depth.Right(k)), b.From(depth.Right(k + 1)));
            var (b2, b3) = (b.From(depth.Right(k + 2)), b.From(depth.Right(k + 3)));
            var (b4, b5) = (b.From(depth.Right(k + 4)), b.From(depth.Right(k + 5)));
            var (b6, b7) = (b.From(depth.Right(k + 6)), b.From(depth.Right(k + 7)));
            var (x0, x1) = (V.Broadcast(a[depth.Left(k)]), V.Broadcast(a[depth.Left(k + 1)]));
            var (x2, x3) = (V.Broadcast(a[depth.Left(k + 2)]), V.Broadcast(a[depth.Left(k + 3)]));
            var (x4, x5) = (V.Broadcast(a[depth.Left(k + 4)]), V.Broadcast(a[depth.Left(k + 5)]));
            var (x6, x7) = (V.Broadcast(a[depth.Left(k + 6)]), V.Broadcast(a[depth.Left(k + 7)]));
            for (var place = 0; place < padded; place += V.Count)
            {
                var j = Math.Min(place, last);
                var sum = V.MultiplyAdd(x0, b0, j, V.Load(sums, place));
                sum = V.MultiplyAdd(x1, b1, j, sum);
                sum = V.MultiplyAdd(x2, b2, j, sum);
                sum = V.MultiplyAdd(x3, b3, j, sum);
                sum = V.MultiplyAdd(x4, b4, j, sum);
                sum = V.MultiplyAdd(x5, b5, j, sum);
                sum = V.MultiplyAdd(x6, b6, j, sum);
                V.MultiplyAdd(x7, b7, j, sum).Store(sums, place);
            }
        }

        for (; k < count; k++)
        {
            var (row, x) = (b.From(depth.Right(k)), V.Broadcast(a[depth.Left(k)]));
            for (var place = 0; place < padded; place += V.Count)
            {
                V.MultiplyAdd(x, row, Math.Min(place, last), V.Load(sums, place)).Store(sums, place);
            }
        }

        V.Load(sums, padded - V.Count).Store(sums, last);
    }
}
