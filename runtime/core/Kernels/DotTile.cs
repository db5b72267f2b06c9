using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>How many of the right rows that follow are fetched with each tile.</summary>
internal interface IFetches
{
    static abstract int Count { get; }
}

/// <summary>None: they are in the cache, or the tile's own are.</summary>
internal readonly struct FetchNone : IFetches
{
    public static int Count => 0;
}

/// <summary>One: with eight tiles or more that is all of the next eight.</summary>
internal readonly struct FetchOne : IFetches
{
    public static int Count => 1;
}

/// <summary>Two: few tiles, and rows that come from memory.</summary>
internal readonly struct FetchTwo : IFetches
{
    public static int Count => 2;
}

/// <summary>
/// The innermost loops of a product of rows with rows: a few left rows at a time with four or eight right ones, over the whole
/// vectors of a stretch of the depth. Each element is a sum in V.Count interleaved parts, added up at the end and then to what
/// is there. Here the vectors of an <see cref="IColumns{TSelf, V}"/> are those of left rows.
/// </summary>
internal static class DotTile
{
    /// <summary>
    /// Three left rows at a time with eight right ones: 24 sums, and 28 registers in all. The right rows are those before
    /// <paramref name="columns"/>; some of what follows is fetched on the way.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Run3x8<V, F>(in RegularRows a, in RegularRows b, int columns, int depth, Floats parts, Floats sums, int stride)
        where V : struct, IVector<V>
        where F : struct, IFetches
    {
        var pitch = a.Pitch;
        for (var column = 0; column < columns; column += 8)
        {
            var (b0, b1, b2, b3) = (b.Row(column), b.Row(column + 1), b.Row(column + 2), b.Row(column + 3));
            var (b4, b5, b6, b7) = (b.Row(column + 4), b.Row(column + 5), b.Row(column + 6), b.Row(column + 7));
            for (int row = 0, next = column + 8; row < a.Count; row += 3, next++)
            {
                var left = a.Row(row);
                var ahead = F.Count > 0 ? b.Row(next) : left;
                var further = F.Count > 1 ? b.Row(next + (a.Count / 3)) : left;
                var (c0, c1, c2, c3) = (Columns3<V>.Zero, Columns3<V>.Zero, Columns3<V>.Zero, Columns3<V>.Zero);
                var (c4, c5, c6, c7) = (Columns3<V>.Zero, Columns3<V>.Zero, Columns3<V>.Zero, Columns3<V>.Zero);
                for (var k = 0; k <= depth - V.Count; k += V.Count)
                {
                    Fetch<F>(ahead, further, k);
                    var x = Columns3<V>.Load(left.From(k), pitch);
                    c0 = Columns3<V>.MultiplyAdd(V.Load(b0, k), x, c0);
                    c1 = Columns3<V>.MultiplyAdd(V.Load(b1, k), x, c1);
                    c2 = Columns3<V>.MultiplyAdd(V.Load(b2, k), x, c2);
                    c3 = Columns3<V>.MultiplyAdd(V.Load(b3, k), x, c3);
                    c4 = Columns3<V>.MultiplyAdd(V.Load(b4, k), x, c4);
                    c5 = Columns3<V>.MultiplyAdd(V.Load(b5, k), x, c5);
                    c6 = Columns3<V>.MultiplyAdd(V.Load(b6, k), x, c6);
                    c7 = Columns3<V>.MultiplyAdd(V.Load(b7, k), x, c7);
                }

                c0.Store(parts, V.Count);
                c1.Store(parts.From(3 * V.Count), V.Count);
                c2.Store(parts.From(6 * V.Count), V.Count);
                c3.Store(parts.From(9 * V.Count), V.Count);
                c4.Store(parts.From(12 * V.Count), V.Count);
                c5.Store(parts.From(15 * V.Count), V.Count);
                c6.Store(parts.From(18 * V.Count), V.Count);
                c7.Store(parts.From(21 * V.Count), V.Count);
                for (var r = 0; r < 3; r++)
                {
                    var target = sums.From(((row + r) * stride) + column);
                    AddSums<V>(parts.From(r * V.Count), 3 * V.Count, target);
                    AddSums<V>(parts.From((12 + r) * V.Count), 3 * V.Count, target.From(4));
                }
            }
        }
    }

    /// <summary>G.Count left rows at a time, at most 4, with four right ones.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void RunBy4<V, G, F>(in RegularRows a, in RegularRows b, int depth, Floats parts, Floats sums, int stride)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, IFetches
    {
        var (pitch, step) = (a.Pitch, G.Count * V.Count);
        for (var column = 0; column < b.Count; column += 4)
        {
            var (b0, b1, b2, b3) = (b.Row(column), b.Row(column + 1), b.Row(column + 2), b.Row(column + 3));
            for (int row = 0, next = column + 4; row < a.Count; row += G.Count, next++)
            {
                var left = a.Row(row);
                var ahead = F.Count > 0 ? b.Row(next) : left;
                var further = F.Count > 1 ? b.Row(next + (a.Count / G.Count)) : left;
                var (c0, c1, c2, c3) = (G.Zero, G.Zero, G.Zero, G.Zero);
                for (var k = 0; k <= depth - V.Count; k += V.Count)
                {
                    Fetch<F>(ahead, further, k);
                    var x = G.Load(left.From(k), pitch);
                    c0 = G.MultiplyAdd(V.Load(b0, k), x, c0);
                    c1 = G.MultiplyAdd(V.Load(b1, k), x, c1);
                    c2 = G.MultiplyAdd(V.Load(b2, k), x, c2);
                    c3 = G.MultiplyAdd(V.Load(b3, k), x, c3);
                }

                c0.Store(parts, V.Count);
                c1.Store(parts.From(step), V.Count);
                c2.Store(parts.From(2 * step), V.Count);
                c3.Store(parts.From(3 * step), V.Count);
                for (var r = 0; r < G.Count; r++)
                {
                    AddSums<V>(parts.From(r * V.Count), step, sums.From(((row + r) * stride) + column));
                }
            }
        }
    }

    /// <summary>The end of the depth, which is no whole vector.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Tail<V>(in RegularRows a, in RegularRows b, int depth, Floats parts, Floats sums, int stride)
        where V : struct, IVector<V>
    {
        // The vectors reach back over lanes that are summed already; they count as zero in both factors.
        var (last, left) = (depth - V.Count, depth % V.Count);
        for (var row = 0; row < a.Count; row++, sums = sums.From(stride))
        {
            var x = V.KeepLast(V.Load(a.Row(row), last), left);
            for (var column = 0; column < b.Count; column += 4)
            {
                for (var c = 0; c < 4; c++)
                {
                    (x * V.KeepLast(V.Load(b.Row(column + c), last), left)).Store(parts, c * V.Count);
                }

                AddSums<V>(parts, V.Count, sums.From(column));
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Fetch<F>(Floats ahead, Floats further, int k)
        where F : struct, IFetches
    {
        if (F.Count > 0)
        {
            ahead.Fetch(k);
        }

        if (F.Count > 1)
        {
            further.Fetch(k);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void AddSums<V>(Floats parts, int step, Floats sums)
        where V : struct, IVector<V>
    {
        var four = V.Sums(V.Load(parts, 0), V.Load(parts, step), V.Load(parts, 2 * step), V.Load(parts, 3 * step));
        (V4.Load(sums, 0) + four).Store(sums, 0);
    }
}

/// <summary>
/// Rows that lie equally far apart, or where a table says; the last one repeats where a tile has more. Left ones need a pitch.
/// </summary>
internal readonly unsafe struct RegularRows(Floats start, int pitch, Ints table, int count)
{
    public RegularRows(Floats start, int pitch, int count)
        : this(start, pitch, default, count)
    {
    }

    public RegularRows(Floats start, Ints table, int count)
        : this(start, 0, table, count)
    {
    }

    public int Pitch => pitch;

    public int Count => count;

    /// <summary>Some of the rows, from element <paramref name="k"/> on.</summary>
    public RegularRows From(int row, int rows, int k) => table.Pointer == null
        ? new(start.From(((long)row * pitch) + k), pitch, rows)
        : new(start.From(k), table.From(row), rows);

    [MethodImpl(AggressiveInlining)]
    public Floats Row(int row)
    {
        row = Math.Min(row, count - 1);
        return start.From(table.Pointer == null ? (long)row * pitch : table[row]);
    }
}
