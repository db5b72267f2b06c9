namespace NetGen.Kernels;

/// <summary>Sums of outer products that overwrite their result: the weight gradients of linear layers.</summary>
/// <remarks>
/// As a general product, with sums that pass through a buffer and an epilogue, tiles over a batch of 16 spent as long there as on
/// their multiplications.
/// </remarks>
internal static partial class GemmOuter
{
    /// <summary>Floats of B that one sweep over the rows should find in the second-level cache.</summary>
    private const int BlockFloats = 48 * 1024;

    /// <summary>y[i, j] = Σ a[k, i] · b[k, j].</summary>
    public static void Multiply(in OuterRows s)
    {
        switch (Lanes.For(s.Columns))
        {
            case 16:
                Multiply<V16>(s);
                break;
            case 8:
                Multiply<V8>(s);
                break;
            case 4:
                Multiply<V4>(s);
                break;
            default:
                Multiply<V1>(s);
                break;
        }
    }

    private static void Multiply<V>(in OuterRows s)
        where V : struct, IVector<V>
    {
        if (s.Depth >= Deep)
        {
            Long<V>(s);
            return;
        }

        var tile = 4 * V.Count;
        var whole = s.Columns / tile * tile;
        var block = Math.Max(tile, BlockFloats / Math.Max(s.Depth, 1) / tile * tile);
        for (var column = 0; column < whole; column += block)
        {
            Rows<V, Columns4<V>>(s, column, Math.Min(whole, column + block));
        }

        Tile<V>(s, whole, (s.Columns - whole) / V.Count);

        // The last vector reaches back over columns that are done, and writes the same once more.
        if (s.Columns % V.Count != 0)
        {
            Rows<V, Columns1<V>>(s, s.Columns - V.Count, s.Columns);
        }
    }

    /// <summary>All rows, with up to four vectors of columns.</summary>
    private static void Tile<V>(in OuterRows s, int column, int vectors)
        where V : struct, IVector<V>
    {
        switch (vectors)
        {
            case 4:
                Rows<V, Columns4<V>>(s, column, column + 1);
                break;
            case 3:
                Rows<V, Columns3<V>>(s, column, column + 1);
                break;
            case 2:
                Rows<V, Columns2<V>>(s, column, column + 1);
                break;
            case 1:
                Rows<V, Columns1<V>>(s, column, column + 1);
                break;
        }
    }

    /// <summary>All rows, with the columns from one to another.</summary>
    private static void Rows<V, G>(in OuterRows s, int column, int end)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        for (int row = 0, count; row < s.Rows; row += count)
        {
            count = Gemm.RowsOfTile(s.Rows - row);
            if (count > 4)
            {
                OuterTile.Rows6<V, G>(s, row, column, end);
            }
            else
            {
                OuterTile.Rows4<V, G>(s, row, column, end);
            }
        }
    }
}
