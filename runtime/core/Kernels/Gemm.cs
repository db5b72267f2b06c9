using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Matrix products in register tiles. A sum over the depth is taken in the same order whatever the number of rows and
/// columns, so that a sample's result does not depend on its neighbours.
/// </summary>
/// <remarks>
/// A left factor of weights comes from memory or from the third-level cache where a network has more of them than the second holds.
/// Six rows of some hundred floats are too short for the processor to see where they go on, so tiles fetch what the next one reads.
/// Measured on one AVX-512 core with weights that were not in the cache, median microseconds without and with: 256 → 1024 channels at
/// 14 × 14 585 and 512, 96 → 576 142 and 122, 2048 → 512 at 7 × 7 618 and 508, 512 → 2048 700 and 560.
/// Measured and left: to copy the columns of a tile side by side, or to take all rows for one tile's columns before the next, which
/// gains nothing where the right factor is in the second-level cache anyway; to sum up several tiles in one call, for epilogues of longer
/// rows, which was slower by a tenth; and to have fetched what a tile's epilogue is about to read and write. By itself, with images that
/// were not in the cache, that made 16 → 96 channels at 112 × 112 take 355 µs where it was 407, and 256 → 1024 at 14 × 14 480 where it
/// was 540; but within MobileNetV2 the first of them went from 308 to 341. Fetched for sums of 48 to 192 terms, and for longer ones to
/// which others are added, ResNet-50's layers from 64 to 256 channels at 56 × 56 went from 658 to 531, its 7 × 7 kernels from 1346 to 1178
/// and 256 → 1024 from 567 to 523; and yet the network, in twelve turns, took 34.6 and 34.2 ms for one image and 256 for eight either way.
/// </remarks>
internal static unsafe class Gemm
{
    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 6;

    private const int TileVectors = 4;
    private const int WidestVector = 16;

    /// <summary>Columns of a single row whose sums wait in the first cache.</summary>
    private const int RowColumns = 2048;

    /// <summary>Floats of the right factor that one sweep over the rows should find in the second-level cache.</summary>
    private const int BlockFloats = 48 * 1024;

    /// <summary>Result[i, j] = Σ a.Row(i)[depth.Left(k)] · b[depth.Right(k) + j] over <paramref name="count"/> values of k.</summary>
    public static void Multiply<D, T>(in LeftRows a, Floats b, in D depth, int columns, int count, in T output)
        where D : struct, IDepth
        where T : struct, IOutput
    {
        // A vector must not be wider than a row, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, columns * 32))
        {
            case >= 512:
                Blocks<V16, D, T>(a, b, depth, columns, count, output);
                break;
            case >= 256:
                Blocks<V8, D, T>(a, b, depth, columns, count, output);
                break;
            case >= 128:
                Blocks<V4, D, T>(a, b, depth, columns, count, output);
                break;
            default:
                Blocks<V1, D, T>(a, b, depth, columns, count, output);
                break;
        }
    }

    /// <summary>How many rows the next tile takes where <paramref name="left"/> are left.</summary>
    public static int RowsOfTile(int left) => Math.Min(left, left is 7 or 8 ? 4 : TileRows);

    /// <summary>
    /// Up to six rows times G.Count vectors of columns. Writes whole tiles of 2, 4 or 6 rows: where there are fewer, the last
    /// one is repeated.
    /// </summary>
    public static void Sum<V, G, D>(in LeftRows a, Floats b, in D depth, int count, Ahead ahead, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where D : struct, IDepth
    {
        switch (a.Rows)
        {
            case > 4:
                Tile.Rows6<V, G, D>(a, b, depth, count, ahead, sums);
                break;
            case > 2:
                Tile.Rows4<V, G, D>(a, b, depth, count, ahead, sums);
                break;
            default:
                Tile.Rows2<V, G, D>(a, b, depth, count, ahead, sums);
                break;
        }
    }

    private static void Blocks<V, D, T>(in LeftRows a, Floats b, in D depth, int columns, int count, in T output)
        where V : struct, IVector<V>
        where D : struct, IDepth
        where T : struct, IOutput
    {
        // Cut along the longer side: the threads then share what all of them read.
        var part = new Part<V, D, T>(a, b, depth, columns, count, output, columns / Part<V, D, T>.UnitColumns < a.Rows / TileRows);
        Team.Share(part, part.Units, Team.Work((long)columns * count, a.Rows));
    }

    /// <summary>Some tiles' rows with all columns, or some tiles' columns with all rows.</summary>
    private readonly struct Part<V, D, T>(in LeftRows a, Floats b, in D depth, int columns, int count, in T output, bool alongRows) : IPart
        where V : struct, IVector<V>
        where D : struct, IDepth
        where T : struct, IOutput
    {
        private readonly LeftRows _a = a;
        private readonly D _depth = depth;
        private readonly T _output = output;

        public static int UnitColumns => TileVectors * V.Count;

        public int Units => alongRows ? (_a.Rows + TileRows - 1) / TileRows : (columns + UnitColumns - 1) / UnitColumns;

        public void Run(int first, int units)
        {
            if (alongRows)
            {
                Run(first * TileRows, Math.Min(_a.Rows, (first + units) * TileRows), 0, columns);
            }
            else
            {
                Run(0, _a.Rows, first * UnitColumns, Math.Min(columns, (first + units) * UnitColumns));
            }
        }

        private void Run(int firstRow, int endRow, int column, int endColumn)
        {
            if (_a.Rows == 1 && _depth.Step(V.Count) == V.Count)
            {
                SingleRow<V, D, T>(_a, b, _depth, column, endColumn, count, _output);
                return;
            }

            var block = Math.Max(UnitColumns, BlockFloats / Math.Max(count, 1) / UnitColumns * UnitColumns);
            while (column < endColumn)
            {
                var end = endColumn - column < block + UnitColumns ? endColumn : column + block;
                for (var row = firstRow; row < endRow;)
                {
                    var rows = RowsOfTile(endRow - row);
                    Strip<V, D, T>(_a.From(row, rows), row, b, _depth, column, end, count, _output);
                    row += rows;
                }

                column = end;
            }
        }
    }

    /// <summary>The only row times the columns from <paramref name="column"/> to <paramref name="end"/>.</summary>
    [SkipLocalsInit]
    private static void SingleRow<V, D, T>(in LeftRows a, Floats b, in D depth, int column, int end, int count, in T output)
        where V : struct, IVector<V>
        where D : struct, IDepth
        where T : struct, IOutput
    {
        var memory = stackalloc float[RowColumns + (2 * WidestVector)];
        var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        for (int next; column < end; column = next)
        {
            // Fewer columns than a vector has are done with those before them, which are done already.
            next = Math.Min(end, column + RowColumns);
            var start = Math.Min(column, next - V.Count);
            RowTile.Rows<V, D>(a.Row(0), b.From(start), depth, next - start, count, sums);
            output.Take<V>(sums.From(column - start), next - start, 0, 1, column, next - column);
        }
    }

    /// <summary>Up to six rows times the columns from <paramref name="column"/> to <paramref name="end"/>.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Strip<V, D, T>(in LeftRows a, int row, Floats b, in D depth, int column, int end, int count, in T output)
        where V : struct, IVector<V>
        where D : struct, IDepth
        where T : struct, IOutput
    {
        var memory = stackalloc float[(TileRows * TileVectors * WidestVector) + WidestVector];
        var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var ahead = Behind<V, D>(a, depth, end - column);
        while (column < end)
        {
            var vectors = Math.Min(TileVectors, (end - column + V.Count - 1) / V.Count);
            vectors = Math.Min(vectors, end / V.Count);
            var width = vectors * V.Count;

            // The last tile reaches back over columns that are done; only the new ones are handed over.
            var start = Math.Min(column, end - width);
            Sum<V, D>(a, b.From(start), depth, count, ahead, sums, vectors);
            ahead = ahead.After(count);
            output.Take<V>(sums.From(column - start), width, row, a.Rows, column, start + width - column);
            column = start + width;
        }
    }

    /// <summary>The rows that follow, if their elements lie side by side: the tiles that the columns make fetch them together.</summary>
    private static Ahead Behind<V, D>(in LeftRows a, in D depth, int columns)
        where V : struct, IVector<V>
        where D : struct, IDepth
    {
        var tiles = (columns + (TileVectors * V.Count) - 1) / (TileVectors * V.Count);
        return new(a.Row(0).From((long)a.Rows * a.Pitch), a.Pitch == 0 || depth.Left(1) != 1 ? 0 : (TileRows + tiles - 1) / tiles);
    }

    private static void Sum<V, D>(in LeftRows a, Floats b, in D depth, int count, Ahead ahead, Floats sums, int vectors)
        where V : struct, IVector<V>
        where D : struct, IDepth
    {
        switch (vectors)
        {
            case 4:
                Sum<V, Columns4<V>, D>(a, b, depth, count, ahead, sums);
                break;
            case 3:
                Sum<V, Columns3<V>, D>(a, b, depth, count, ahead, sums);
                break;
            case 2:
                Sum<V, Columns2<V>, D>(a, b, depth, count, ahead, sums);
                break;
            default:
                Sum<V, Columns1<V>, D>(a, b, depth, count, ahead, sums);
                break;
        }
    }
}
