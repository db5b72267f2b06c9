using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Products of rows with rows, where both factors run along the depth in memory.</summary>
internal static unsafe partial class GemmDot
{
    private const int TileColumns = 4;

    /// <summary>Rows that are done together where there is a single column.</summary>
    private const int ColumnRows = 8;

    private const int ManyColumns = 8;

    /// <summary>Columns that are collected before the epilogue takes them, so that it sees whole vectors.</summary>
    private const int StripColumns = 48;

    /// <summary>Sums that are collected.</summary>
    private const int StripFloats = ColumnRows * StripColumns;

    /// <summary>Result[i, j] = Σ a.Row(i)[k] · b[j · pitch + k] over <paramref name="depth"/> values of k.</summary>
    public static void Multiply<T>(in LeftRows a, Floats b, int pitch, int columns, int depth, in T output)
        where T : struct, IOutput
    {
        if (columns >= ManyColumns && a.Pitch != 0)
        {
            MultiplyWide(new(a.Row(0), a.Pitch, a.Rows), new(b, pitch, columns), depth, output);
            return;
        }

        // A vector must not be longer than the depth, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, depth * 32))
        {
            case >= 512:
                Strips<V16, T>(a, b, pitch, columns, depth, output);
                break;
            case >= 256:
                Strips<V8, T>(a, b, pitch, columns, depth, output);
                break;
            case >= 128:
                Strips<V4, T>(a, b, pitch, columns, depth, output);
                break;
            default:
                Strips<V1, T>(a, b, pitch, columns, depth, output);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Strips<V, T>(in LeftRows a, Floats b, int pitch, int columns, int depth, in T output)
        where T : struct, IOutput
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[StripFloats];
        var sums = new Floats(memory);
        var stride = columns switch
        {
            1 => 1,
            <= TileColumns => TileColumns,
            _ => StripColumns,
        };
        var rows = StripFloats / stride / ColumnRows * ColumnRows;
        for (var column = 0; column < columns; column += StripColumns)
        {
            var width = Math.Min(StripColumns, columns - column);
            for (var row = 0; row < a.Rows; row += rows)
            {
                var count = Math.Min(rows, a.Rows - row);
                Strip<V>(a.From(row, count), b.From((long)column * pitch), pitch, width, depth, sums, stride);
                output.Take<V>(sums, stride, row, count, column, width);
            }
        }
    }

    private static void Strip<V>(in LeftRows a, Floats b, int pitch, int columns, int depth, Floats sums, int stride)
        where V : struct, IVector<V>
    {
        if (stride == 1 && a.Rows > 1)
        {
            ThinDotTile.Column<V>(a, b, depth, sums);
            return;
        }

        var column = 0;
        for (; column <= columns - TileColumns; column += TileColumns)
        {
            Sum<V, Columns4<V>>(a, b.From((long)column * pitch), pitch, depth, sums.From(column), stride);
        }

        var (rest, target) = (b.From((long)column * pitch), sums.From(column));
        switch (columns - column)
        {
            case 3:
                Sum<V, Columns3<V>>(a, rest, pitch, depth, target, stride);
                break;
            case 2:
                Sum<V, Columns2<V>>(a, rest, pitch, depth, target, stride);
                break;
            case 1:
                Sum<V, Columns1<V>>(a, rest, pitch, depth, target, stride);
                break;
        }
    }

    private static void Sum<V, G>(in LeftRows a, Floats b, int pitch, int depth, Floats sums, int stride)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        if (a.Rows == 1)
        {
            ThinDotTile.Rows1<V, G>(a, b, pitch, depth, sums);
        }
        else
        {
            ThinDotTile.Rows4<V, G>(a, b, pitch, depth, sums, stride);
        }
    }
}
