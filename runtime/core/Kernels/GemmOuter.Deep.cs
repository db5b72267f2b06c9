using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

internal static unsafe partial class GemmOuter
{
    /// <summary>Products from which on the factors are copied piece by piece.</summary>
    private const int Deep = 256;

    /// <summary>Products of a piece: it then lies in the first-level cache.</summary>
    private const int Piece = 64;

    /// <summary>Rows of a block: whole register tiles.</summary>
    private const int BlockRows = 96;

    private const int WidestTile = 64;

    /// <summary>
    /// Long sums, in blocks of the result: a piece of the rows' factors is put side by side, and the sums go on from one piece to the
    /// next.
    /// </summary>
    /// <remarks>
    /// Read where they lie, each product's factors are in another memory page. Measured on one AVX-512 core, in GFLOP/s, read where they
    /// lie and so: 1792 products of 512 × 128 172 and 214, of 512 × 28 71 and 151, 2048 products of 1024 × 256 145 and 206.
    /// With blocks of 48 rows and pieces of 64, 96, 128 and 192 products the last were 188, 194, 164 and 171. On a core that reaches 118, with
    /// factors that lie in memory, the first two took 89 and 53, and 94 and 60 since the next piece's rows are fetched while one is
    /// multiplied; to fetch the other factors too gained nothing.
    /// </remarks>
    [SkipLocalsInit]
    private static void Long<V>(in OuterRows s)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[(Piece * (BlockRows + WidestTile)) + (BlockRows * WidestTile) + 16];
        var a = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var (b, rest) = (a.From(Piece * BlockRows), a.From(Piece * (BlockRows + WidestTile)));
        var tile = 4 * V.Count;
        for (var row = 0; row < s.Rows; row += BlockRows)
        {
            var (rows, y) = (Math.Min(BlockRows, s.Rows - row), s.Y.From((long)row * s.PitchY));
            for (var k = 0; k < s.Depth; k += Piece)
            {
                var depth = Math.Min(Piece, s.Depth - k);
                Copy<V>(s.A.From(((long)k * s.PitchA) + row), s.PitchA, depth, rows, a, BlockRows);
                Fetch(s.A.From(((long)(k + Piece) * s.PitchA) + row), s.PitchA, Math.Min(Piece, s.Depth - k - Piece), rows);
                for (var column = 0; column < s.Columns; column += tile)
                {
                    var columns = Math.Min(tile, s.Columns - column);
                    Copy<V>(s.B.From(((long)k * s.PitchB) + column), s.PitchB, depth, columns, b, tile);

                    // Sums that do not fill a vector wait beside it.
                    var isWhole = columns % V.Count == 0;
                    var (sums, pitch) = isWhole ? (y.From(column), s.PitchY) : (rest, tile);
                    var vectors = (columns + V.Count - 1) / V.Count;
                    Tile<V>(new(a, BlockRows, b, tile, sums, pitch, rows, vectors * V.Count, depth, Adds: k > 0), 0, vectors);
                }
            }

            var whole = s.Columns - (s.Columns % tile);
            if ((s.Columns - whole) % V.Count != 0)
            {
                Copy<V>(rest, tile, rows, s.Columns - whole, y.From(whole), s.PitchY);
            }
        }
    }

    /// <summary>Has what is copied next brought to the second cache, while this piece is multiplied.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Fetch(Floats from, int pitch, int rows, int columns)
    {
        for (var row = 0; row < rows; row++, from = from.From(pitch))
        {
            for (var i = 0; i < columns; i += CacheLine.Length)
            {
                from.Fetch(i);
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Copy<V>(Floats from, int fromPitch, int rows, int columns, Floats to, int toPitch)
        where V : struct, IVector<V>
    {
        for (var row = 0; row < rows; row++, from = from.From(fromPitch), to = to.From(toPitch))
        {
            var i = 0;
            for (; i <= columns - V.Count; i += V.Count)
            {
                V.Load(from, i).Store(to, i);
            }

            for (; i < columns; i++)
            {
                to[i] = from[i];
            }
        }
    }
}
