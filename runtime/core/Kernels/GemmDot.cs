using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Products of rows with rows, where both factors run along the depth in memory.</summary>
internal static unsafe class GemmDot
{
    private const int TileRows = 4;
    private const int TileColumns = 4;

    /// <summary>Columns that are collected before the epilogue takes them, so that it sees whole vectors.</summary>
    private const int StripColumns = 48;

    /// <summary>Result[i, j] = Σ a[i · depth + k] · b[j · depth + k].</summary>
    public static void Multiply<T>(Floats a, Floats b, int rows, int columns, int depth, in Output<T> output)
        where T : struct, IEpilogue
    {
        // A vector must not be longer than the depth, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, depth * 32))
        {
            case >= 512:
                Strips<V16, T>(a, b, rows, columns, depth, output);
                break;
            case >= 256:
                Strips<V8, T>(a, b, rows, columns, depth, output);
                break;
            case >= 128:
                Strips<V4, T>(a, b, rows, columns, depth, output);
                break;
            default:
                Strips<V1, T>(a, b, rows, columns, depth, output);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Strips<V, T>(Floats a, Floats b, int rows, int columns, int depth, Output<T> output)
        where T : struct, IEpilogue
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[TileRows * StripColumns];
        var sums = new Floats(memory);
        for (var column = 0; column < columns; column += StripColumns)
        {
            var width = Math.Min(StripColumns, columns - column);
            for (var row = 0; row < rows; row += TileRows)
            {
                var count = Math.Min(TileRows, rows - row);
                Strip<V>(new(a.From((long)row * depth), depth, 1, count), count, b.From((long)column * depth), width, depth, sums);
                output.Take<V>(sums, StripColumns, row, count, column, width);
            }
        }
    }

    private static void Strip<V>(in TileRows a, int rows, Floats b, int columns, int depth, Floats sums)
        where V : struct, IVector<V>
    {
        var column = 0;
        for (; column <= columns - TileColumns; column += TileColumns)
        {
            Sum<V, Columns4<V>>(a, rows, b.From((long)column * depth), depth, sums.From(column));
        }

        for (; column < columns; column++)
        {
            Sum<V, Columns1<V>>(a, rows, b.From((long)column * depth), depth, sums.From(column));
        }
    }

    private static void Sum<V, G>(in TileRows a, int rows, Floats b, int depth, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        if (rows == 1)
        {
            DotTile.Rows1<V, G>(a, b, depth, depth, sums, StripColumns);
        }
        else
        {
            DotTile.Rows4<V, G>(a, b, depth, depth, sums, StripColumns);
        }
    }
}
