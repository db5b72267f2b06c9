using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The rows of the left factor that a tile works on. Where fewer are left than the tile has, the last one repeats.</summary>
internal readonly struct TileRows(Floats start, int rowStep, int depthStep, int rows)
{
    public int DepthStep
    {
        [MethodImpl(AggressiveInlining)]
        get => depthStep;
    }

    [MethodImpl(AggressiveInlining)]
    public Floats Row(int row) => start.From((long)Math.Min(row, rows - 1) * rowStep);
}

/// <summary>
/// The innermost loops of a matrix product: a few rows times G.Count · V.Count columns, summed in registers over the whole
/// depth, each element of the result in the order of k. The sums go to a small buffer and from there through the epilogue,
/// so that the processor's best code is compiled once for a width and not once for every epilogue.
/// </summary>
internal static class Tile
{
    /// <summary>Six rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows6<V, G>(in TileRows a, Floats b, int pitch, int depth, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var step = a.DepthStep;
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var a2 = a.Row(2);
        var a3 = a.Row(3);
        var a4 = a.Row(4);
        var a5 = a.Row(5);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var c4 = G.Zero;
        var c5 = G.Zero;
        var place = 0L;
        for (var k = 0; k < depth; k++)
        {
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[place]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a3[place]), columns, c3);
            c4 = G.MultiplyAdd(V.Broadcast(a4[place]), columns, c4);
            c5 = G.MultiplyAdd(V.Broadcast(a5[place]), columns, c5);
            place += step;
            b = b.From(pitch);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile);
        c1.Store(tile.From(stride));
        c2.Store(tile.From(2 * stride));
        c3.Store(tile.From(3 * stride));
        c4.Store(tile.From(4 * stride));
        c5.Store(tile.From(5 * stride));
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows4<V, G>(in TileRows a, Floats b, int pitch, int depth, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var step = a.DepthStep;
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var a2 = a.Row(2);
        var a3 = a.Row(3);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var place = 0L;
        for (var k = 0; k < depth; k++)
        {
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[place]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a3[place]), columns, c3);
            place += step;
            b = b.From(pitch);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile);
        c1.Store(tile.From(stride));
        c2.Store(tile.From(2 * stride));
        c3.Store(tile.From(3 * stride));
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows2<V, G>(in TileRows a, Floats b, int pitch, int depth, Floats tile)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var step = a.DepthStep;
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var place = 0L;
        for (var k = 0; k < depth; k++)
        {
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[place]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[place]), columns, c1);
            place += step;
            b = b.From(pitch);
        }

        var stride = G.Count * V.Count;
        c0.Store(tile);
        c1.Store(tile.From(stride));
    }
}
