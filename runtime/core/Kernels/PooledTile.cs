using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// A product of rows with the pixels of an image, of which the greatest of each window's four are kept: a tile holds a vector of
/// windows, and of each row the four sums.
/// </summary>
internal static unsafe class PooledTile
{
    private const int TileRows = 6;
    private const int WidestVector = 16;

    /// <summary>Result[i, j] = the greatest of Σ a.Row(i)[k] · b[places[4 k + w] + j] for w from 0 to 3.</summary>
    public static void Multiply<T>(in LeftRows a, Floats b, Ints places, int windows, int count, in Output<T> output)
        where T : struct, IEpilogue
    {
        switch (Lanes.For(windows))
        {
            case 16:
                Multiply<V16, T>(a, b, places, windows, count, output);
                break;
            case 8:
                Multiply<V8, T>(a, b, places, windows, count, output);
                break;
            case 4:
                Multiply<V4, T>(a, b, places, windows, count, output);
                break;
            default:
                Multiply<V1, T>(a, b, places, windows, count, output);
                break;
        }
    }

    /// <summary>The last tile of a row reaches back over windows that are done; only the new ones are handed over.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Multiply<V, T>(in LeftRows a, Floats b, Ints places, int windows, int count, in Output<T> output)
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        var memory = stackalloc float[(TileRows + 1) * WidestVector];
        var greatest = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        for (var window = 0; window < windows; window += V.Count)
        {
            var start = Math.Min(window, windows - V.Count);
            for (var row = 0; row < a.Rows;)
            {
                var rows = a.From(row, Gemm.RowsOfTile(a.Rows - row));
                switch (rows.Rows)
                {
                    case > 4:
                        Rows6<V>(rows, b.From(start), places, count, greatest);
                        break;
                    case > 2:
                        Rows4<V>(rows, b.From(start), places, count, greatest);
                        break;
                    default:
                        Rows2<V>(rows, b.From(start), places, count, greatest);
                        break;
                }

                output.Take<V>(greatest.From(window - start), V.Count, row, rows.Rows, window, start + V.Count - window);
                row += rows.Rows;
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows6<V>(in LeftRows a, Floats b, Ints places, int count, Floats greatest)
        where V : struct, IVector<V>
    {
        var (a0, a1, a2, a3, a4, a5) = (a.Row(0), a.Row(1), a.Row(2), a.Row(3), a.Row(4), a.Row(5));
        var (c0, c1, c2) = (Columns4<V>.Zero, Columns4<V>.Zero, Columns4<V>.Zero);
        var (c3, c4, c5) = (Columns4<V>.Zero, Columns4<V>.Zero, Columns4<V>.Zero);
        for (var k = 0; k < count; k++, places = places.From(4))
        {
            var columns = Columns4<V>.Load(b, places);
            c0 = Columns4<V>.MultiplyAdd(V.Broadcast(a0[k]), columns, c0);
            c1 = Columns4<V>.MultiplyAdd(V.Broadcast(a1[k]), columns, c1);
            c2 = Columns4<V>.MultiplyAdd(V.Broadcast(a2[k]), columns, c2);
            c3 = Columns4<V>.MultiplyAdd(V.Broadcast(a3[k]), columns, c3);
            c4 = Columns4<V>.MultiplyAdd(V.Broadcast(a4[k]), columns, c4);
            c5 = Columns4<V>.MultiplyAdd(V.Broadcast(a5[k]), columns, c5);
        }

        c0.Greatest().Store(greatest, 0);
        c1.Greatest().Store(greatest, V.Count);
        c2.Greatest().Store(greatest, 2 * V.Count);
        c3.Greatest().Store(greatest, 3 * V.Count);
        c4.Greatest().Store(greatest, 4 * V.Count);
        c5.Greatest().Store(greatest, 5 * V.Count);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows4<V>(in LeftRows a, Floats b, Ints places, int count, Floats greatest)
        where V : struct, IVector<V>
    {
        var (a0, a1, a2, a3) = (a.Row(0), a.Row(1), a.Row(2), a.Row(3));
        var (c0, c1, c2, c3) = (Columns4<V>.Zero, Columns4<V>.Zero, Columns4<V>.Zero, Columns4<V>.Zero);
        for (var k = 0; k < count; k++, places = places.From(4))
        {
            var columns = Columns4<V>.Load(b, places);
            c0 = Columns4<V>.MultiplyAdd(V.Broadcast(a0[k]), columns, c0);
            c1 = Columns4<V>.MultiplyAdd(V.Broadcast(a1[k]), columns, c1);
            c2 = Columns4<V>.MultiplyAdd(V.Broadcast(a2[k]), columns, c2);
            c3 = Columns4<V>.MultiplyAdd(V.Broadcast(a3[k]), columns, c3);
        }

        c0.Greatest().Store(greatest, 0);
        c1.Greatest().Store(greatest, V.Count);
        c2.Greatest().Store(greatest, 2 * V.Count);
        c3.Greatest().Store(greatest, 3 * V.Count);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows2<V>(in LeftRows a, Floats b, Ints places, int count, Floats greatest)
        where V : struct, IVector<V>
    {
        var (a0, a1) = (a.Row(0), a.Row(1));
        var (c0, c1) = (Columns4<V>.Zero, Columns4<V>.Zero);
        for (var k = 0; k < count; k++, places = places.From(4))
        {
            var columns = Columns4<V>.Load(b, places);
            c0 = Columns4<V>.MultiplyAdd(V.Broadcast(a0[k]), columns, c0);
            c1 = Columns4<V>.MultiplyAdd(V.Broadcast(a1[k]), columns, c1);
        }

        c0.Greatest().Store(greatest, 0);
        c1.Greatest().Store(greatest, V.Count);
    }
}
