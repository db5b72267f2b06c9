using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Products whose right factor is too large for any cache: it is read once, along its rows, and the sums wait beside it. A sum
/// takes its terms in the same order as in <see cref="Gemm"/>, and so comes out the same.
/// </summary>
internal static unsafe class GemmDeep
{
    /// <summary>Floats of the right factor from which on it pays: less stays in the cache between two readings.</summary>
    public const long LeastFloats = 2 << 20;

    private const int TileRows = 6;

    /// <summary>Rows of the left factor for which the right one is read once.</summary>
    private const int MostRows = 96;

    /// <summary>Sums that wait: they share the second cache with what passes by.</summary>
    private const int SumFloats = 16 * 1024;

    /// <summary>Rows of the right factor that are passed at a time: few enough for the tables of pages.</summary>
    private const int Stretch = 48;

    /// <summary>Result[i, j] = Σ a.Row(i)[k] · b[k · columns + j]; the columns are whole vectors.</summary>
    public static void Multiply<V, T>(in LeftRows a, Floats b, int columns, int count, in T output)
        where V : struct, IVector<V>
        where T : struct, IOutput
    {
        for (var row = 0; row < a.Rows; row += MostRows)
        {
            var part = new Part<V, T>(a.From(row, Math.Min(MostRows, a.Rows - row)), row, b, columns, count, output);
            Team.Share(part, part.Units, Team.Work((long)columns * count, part.Rows));
        }
    }

    /// <summary>Some strips of columns, with all rows.</summary>
    private readonly struct Part<V, T>(in LeftRows a, int firstRow, Floats b, int columns, int count, in T output) : IPart
        where V : struct, IVector<V>
        where T : struct, IOutput
    {
        private readonly LeftRows _a = a;
        private readonly T _output = output;

        public int Rows => _a.Rows;

        public int Units => (columns + Width - 1) / Width;

        /// <summary>Columns of a strip: as many tiles as there are places for sums.</summary>
        private int Width => Math.Max(1, SumFloats / (Padded * TileColumns)) * TileColumns;

        private int Padded => (_a.Rows + TileRows - 1) / TileRows * TileRows;

        private static int TileColumns => 4 * V.Count;

        [SkipLocalsInit]
        public void Run(int first, int units)
        {
            var memory = stackalloc float[SumFloats + 16];
            var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
            for (var unit = first; unit < first + units; unit++)
            {
                Strip(unit * Width, Math.Min(columns, (unit + 1) * Width), sums);
            }
        }

        private void Strip(int column, int end, Floats sums)
        {
            var panel = Padded * TileColumns;
            sums.Span((end - column + TileColumns - 1) / TileColumns * panel).Clear();
            for (var k = 0; k < count; k += Stretch)
            {
                var target = sums;
                for (var c = column; c < end; c += TileColumns, target = target.From(panel))
                {
                    Panel(k, c, Math.Min(TileColumns, end - c), target);
                }
            }

            for (var c = column; c < end; c += TileColumns, sums = sums.From(panel))
            {
                var width = Math.Min(TileColumns, end - c);
                _output.Take<V>(sums, width, firstRow, _a.Rows, c, width);
            }
        }

        /// <summary>All rows, with the columns of a tile, over a stretch of the depth.</summary>
        private void Panel(int k, int column, int width, Floats sums)
        {
            var (right, terms) = (b.From(((long)k * columns) + column), Math.Min(Stretch, count - k));
            for (int row = 0, rows; row < _a.Rows; row += rows, sums = sums.From(rows * width))
            {
                rows = _a.Rows - row > 2 ? TileRows : 2;
                var left = _a.From(row, Math.Min(rows, _a.Rows - row)).Skip(k);
                switch (width / V.Count)
                {
                    case 4:
                        Tile<Columns4<V>>(left, rows, right, terms, sums);
                        break;
                    case 3:
                        Tile<Columns3<V>>(left, rows, right, terms, sums);
                        break;
                    case 2:
                        Tile<Columns2<V>>(left, rows, right, terms, sums);
                        break;
                    default:
                        Tile<Columns1<V>>(left, rows, right, terms, sums);
                        break;
                }
            }
        }

        private void Tile<G>(in LeftRows left, int rows, Floats right, int terms, Floats sums)
            where G : struct, IColumns<G, V>
        {
            if (rows == TileRows)
            {
                DeepTile.Rows6<V, G>(left, right, columns, terms, sums);
            }
            else
            {
                DeepTile.Rows2<V, G>(left, right, columns, terms, sums);
            }
        }
    }
}
