using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

// Eight right rows or more: each is read once for all left rows, in tiles as large as the registers allow.
//
// Measured on a shared Zen 5 core (peak 274 GFLOP/s) by turns with tiles of 4 × 4 over the whole depth, GFLOP/s before and after:
// 784 → 512, 6 rows 126 and 154, 64 rows 190 and 210; 4096 → 4096 (weights from memory), 16 rows 50 and 100, 64 rows 61 and 104.
// That few rows have two of those to come fetched with each tile, by turns: 9216 → 4096, 8 rows 58 and 70, 12 rows 88 and 106, 16 rows 101
// and 113; weights in the cache, or more rows, lost a twentieth. A single row has loops of its own: RowTile. Tried and left: fetching ahead all eight
// rows in the first tile (slower: too many lines under way), eight right rows for few left ones (slower than four), tiles of
// two by eight for what is left over.
internal static unsafe partial class GemmDot
{
    /// <summary>Left rows whose sums are collected; the right factor is read once for so many.</summary>
    private const int StripRows = 66;

    /// <summary>
    /// The depth is taken in stretches of this many floats, so that those of a tile's right rows (32 KB) stay in the first
    /// cache while all left rows meet them.
    /// </summary>
    private const int Stretch = 1024;

    private const int WidestVector = 16;

    /// <summary>Left rows up to which tiles have four right rows.</summary>
    private const int FewRows = 5;

    /// <summary>Left rows from which on eight right ones are fetched with one in each tile.</summary>
    private const int ManyRows = 24;

    private const int PartFloats = 24 * WidestVector;

    /// <summary>Result[i, j] = Σ a.Row(i)[k] · b.Row(j)[k] over <paramref name="depth"/> values of k.</summary>
    public static void MultiplyWide<T>(in RegularRows a, in RegularRows b, int depth, in T output)
        where T : struct, IOutput
    {
        // A vector must not be longer than the depth, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, depth * 32))
        {
            case >= 512:
                Wide<V16, T>(a, b, depth, output);
                break;
            case >= 256:
                Wide<V8, T>(a, b, depth, output);
                break;
            case >= 128:
                Wide<V4, T>(a, b, depth, output);
                break;
            default:
                Wide<V1, T>(a, b, depth, output);
                break;
        }
    }

    private static void Wide<V, T>(in RegularRows a, in RegularRows b, int depth, in T output)
        where T : struct, IOutput
        where V : struct, IVector<V>
    {
        var part = new WidePart<V, T>(a, b, depth, output);
        Team.Share(part, part.Units, Team.Work((long)b.Count * depth, a.Count));
    }

    /// <summary>Some strips of columns, with all rows.</summary>
    private readonly struct WidePart<V, T>(in RegularRows a, in RegularRows b, int depth, in T output) : IPart
        where T : struct, IOutput
        where V : struct, IVector<V>
    {
        private readonly RegularRows _a = a;
        private readonly RegularRows _b = b;
        private readonly T _output = output;

        public int Units => (_b.Count + StripColumns - 1) / StripColumns;

        public void Run(int first, int count) =>
            WideStrips<V, T>(_a, _b, first * StripColumns, Math.Min(_b.Count, (first + count) * StripColumns), depth, IsFar, _output);

        /// <summary>Whether the right rows come from memory, and there is little to do with each.</summary>
        private bool IsFar => _a.Count is > FewRows and < ManyRows && (long)_b.Count * depth >= GemmDeep.LeastFloats;
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void WideStrips<V, T>(in RegularRows a, in RegularRows b, int firstColumn, int endColumn, int depth, bool isFar, in T output)
        where T : struct, IOutput
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[(StripRows * StripColumns) + PartFloats + WidestVector];
        var parts = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var sums = parts.From(PartFloats);
        for (var row = 0; row < a.Count; row += StripRows)
        {
            var rows = Math.Min(StripRows, a.Count - row);
            for (var column = firstColumn; column < endColumn; column += StripColumns)
            {
                var width = Math.Min(StripColumns, endColumn - column);
                Strip<V>(a.From(row, rows, 0), b.From(column, b.Count - column, 0), width, depth, isFar, parts, sums);
                output.Take<V>(sums, StripColumns, row, rows, column, width);
            }
        }
    }

    /// <summary>Some left rows times some right ones.</summary>
    private static void Strip<V>(in RegularRows a, in RegularRows b, int columns, int depth, bool isFar, Floats parts, Floats sums)
        where V : struct, IVector<V>
    {
        if (a.Count == 1)
        {
            RowTile.Dots<V>(a.Row(0), b, columns, depth, Stretch, parts, sums);
            return;
        }

        sums.Span(a.Count * StripColumns).Clear();
        for (var k = 0; k < depth; k += Stretch)
        {
            var (left, right, length) = (a.From(0, a.Count, k), b.From(0, b.Count, k), Math.Min(Stretch, depth - k));
            if (isFar)
            {
                Stretched<V, FetchTwo, FetchTwo>(left, right, columns, length, parts, sums);
            }
            else
            {
                Stretched<V, FetchOne, FetchNone>(left, right, columns, length, parts, sums);
            }
        }
    }

    /// <summary>Some left rows times some right ones, over one stretch of the depth.</summary>
    private static void Stretched<V, FEights, FFours>(
        in RegularRows a, in RegularRows b, int columns, int depth, Floats parts, Floats sums)
        where V : struct, IVector<V>
        where FEights : struct, IFetches
        where FFours : struct, IFetches
    {
        // Of many rows, threes with eight columns; what is left over is one or two fours with four columns, as few rows are.
        var threes = a.Count <= FewRows ? 0 : (a.Count - (4 * (a.Count % 3))) / 3 * 3;
        var eights = threes == 0 ? 0 : columns / 8 * 8;
        if (eights > 0)
        {
            DotTile.Run3x8<V, FEights>(a.From(0, threes, 0), b, eights, depth, parts, sums, StripColumns);
            By4<V, FetchNone>(a.From(threes, a.Count - threes, 0), b.From(0, eights, 0), depth, parts, sums.From(threes * StripColumns));
        }

        if (eights < columns)
        {
            By4<V, FFours>(a, b.From(eights, columns - eights, 0), depth, parts, sums.From(eights));
        }

        if (depth % V.Count != 0)
        {
            DotTile.Tail<V>(a, b.From(0, columns, 0), depth, parts, sums, StripColumns);
        }
    }

    /// <summary>Four right rows at a time, with four left ones as long as there are.</summary>
    private static void By4<V, F>(in RegularRows a, in RegularRows b, int depth, Floats parts, Floats sums)
        where V : struct, IVector<V>
        where F : struct, IFetches
    {
        var fours = a.Count / 4 * 4;
        if (fours > 0)
        {
            DotTile.RunBy4<V, Columns4<V>, F>(a.From(0, fours, 0), b, depth, parts, sums, StripColumns);
        }

        var (rest, target) = (a.From(fours, a.Count - fours, 0), sums.From(fours * StripColumns));
        switch (rest.Count)
        {
            case 1:
                DotTile.RunBy4<V, Columns1<V>, F>(rest, b, depth, parts, target, StripColumns);
                break;
            case 2:
                DotTile.RunBy4<V, Columns2<V>, F>(rest, b, depth, parts, target, StripColumns);
                break;
            case 3:
                DotTile.RunBy4<V, Columns3<V>, F>(rest, b, depth, parts, target, StripColumns);
                break;
        }
    }
}
