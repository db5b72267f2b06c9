using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The left factor of a matrix product: element (i, k) lies at i · rowStep + k · depthStep, so that it may be transposed.</summary>
internal readonly record struct Factor(Floats Start, int RowStep, int DepthStep)
{
    [MethodImpl(AggressiveInlining)]
    public TileRows Rows(int first, int rows) => new(Start.From((long)first * RowStep), RowStep, DepthStep, rows);
}

/// <summary>
/// Matrix products in register tiles. A sum over the depth is taken in the same order whatever the number of rows and
/// columns, so that a sample's result does not depend on its neighbours.
/// </summary>
internal static unsafe class Gemm
{
    private const int TileRows = 6;
    private const int TileVectors = 4;
    private const int WidestVector = 16;

    /// <summary>Floats of the right factor that one sweep over the rows should find in the second-level cache.</summary>
    private const int BlockFloats = 48 * 1024;

    /// <summary>Result[i, j] = Σ a[i, k] · b[k · pitch + j].</summary>
    public static void Multiply<T>(in Factor a, Floats b, int pitch, int rows, int columns, int depth, in Output<T> output)
        where T : struct, IEpilogue
    {
        // A vector must not be wider than a row, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, columns * 32))
        {
            case >= 512:
                Blocks<V16, T>(a, b, pitch, rows, columns, depth, output);
                break;
            case >= 256:
                Blocks<V8, T>(a, b, pitch, rows, columns, depth, output);
                break;
            case >= 128:
                Blocks<V4, T>(a, b, pitch, rows, columns, depth, output);
                break;
            default:
                Blocks<V1, T>(a, b, pitch, rows, columns, depth, output);
                break;
        }
    }

    private static void Blocks<V, T>(in Factor a, Floats b, int pitch, int rows, int columns, int depth, in Output<T> output)
        where T : struct, IEpilogue
        where V : struct, IVector<V>
    {
        var tile = TileVectors * V.Count;
        var block = Math.Max(tile, BlockFloats / Math.Max(depth, 1) / tile * tile);
        for (var column = 0; column < columns; column += block)
        {
            var end = columns - column < block + tile ? columns : column + block;
            for (var row = 0; row < rows;)
            {
                var count = Math.Min(rows - row, rows - row is 7 or 8 ? 4 : TileRows);
                Strip<V, T>(a.Rows(row, count), b, pitch, row, count, column, end, depth, output);
                row += count;
            }

            if (end == columns)
            {
                break;
            }
        }
    }

    /// <summary>Up to six rows times the columns from <paramref name="column"/> to <paramref name="end"/>.</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Strip<V, T>(
        in TileRows a, Floats b, int pitch, int row, int rows, int column, int end, int depth, in Output<T> output)
        where T : struct, IEpilogue
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[(TileRows * TileVectors * WidestVector) + WidestVector];
        var sums = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        while (column < end)
        {
            var vectors = Math.Min(TileVectors, (end - column + V.Count - 1) / V.Count);
            vectors = Math.Min(vectors, end / V.Count);
            var width = vectors * V.Count;

            // The last tile reaches back over columns that are done; only the new ones are handed over.
            var start = Math.Min(column, end - width);
            Sum<V>(a, rows, b.From(start), pitch, depth, sums, vectors);
            output.Take<V>(sums.From(column - start), width, row, rows, column, start + width - column);
            column = start + width;
        }
    }

    private static void Sum<V>(in TileRows a, int rows, Floats b, int pitch, int depth, Floats sums, int vectors)
        where V : struct, IVector<V>
    {
        switch (vectors)
        {
            case 4:
                Sum<V, Columns4<V>>(a, rows, b, pitch, depth, sums);
                break;
            case 3:
                Sum<V, Columns3<V>>(a, rows, b, pitch, depth, sums);
                break;
            case 2:
                Sum<V, Columns2<V>>(a, rows, b, pitch, depth, sums);
                break;
            default:
                Sum<V, Columns1<V>>(a, rows, b, pitch, depth, sums);
                break;
        }
    }

    private static void Sum<V, G>(in TileRows a, int rows, Floats b, int pitch, int depth, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        switch (rows)
        {
            case > 4:
                Tile.Rows6<V, G>(a, b, pitch, depth, sums);
                break;
            case > 2:
                Tile.Rows4<V, G>(a, b, pitch, depth, sums);
                break;
            default:
                Tile.Rows2<V, G>(a, b, pitch, depth, sums);
                break;
        }
    }
}
