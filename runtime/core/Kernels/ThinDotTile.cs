using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The same as <see cref="DotTile"/> for few right rows, or left rows at any places: one or four left rows with up to four right
/// ones, over the whole depth.
/// </summary>
internal static class ThinDotTile
{
    /// <summary>Four rows times the rows of b, which lie <paramref name="pitch"/> apart.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows4<V, G>(in LeftRows a, Floats b, int pitch, int depth, Floats tile, int stride)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var a0 = a.Row(0);
        var a1 = a.Row(1);
        var a2 = a.Row(2);
        var a3 = a.Row(3);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var k = 0;
        for (; k <= depth - V.Count; k += V.Count)
        {
            var columns = G.Load(b.From(k), pitch);
            c0 = G.MultiplyAdd(V.Load(a0, k), columns, c0);
            c1 = G.MultiplyAdd(V.Load(a1, k), columns, c1);
            c2 = G.MultiplyAdd(V.Load(a2, k), columns, c2);
            c3 = G.MultiplyAdd(V.Load(a3, k), columns, c3);
        }

        if (k < depth)
        {
            // The last vector reaches back over lanes that are summed already; they count as zero in both factors.
            var (last, left) = (depth - V.Count, depth - k);
            var columns = G.KeepLast(G.Load(b.From(last), pitch), left);
            c0 = G.MultiplyAdd(V.KeepLast(V.Load(a0, last), left), columns, c0);
            c1 = G.MultiplyAdd(V.KeepLast(V.Load(a1, last), left), columns, c1);
            c2 = G.MultiplyAdd(V.KeepLast(V.Load(a2, last), left), columns, c2);
            c3 = G.MultiplyAdd(V.KeepLast(V.Load(a3, last), left), columns, c3);
        }

        c0.StoreSums(tile);
        c1.StoreSums(tile.From(stride));
        c2.StoreSums(tile.From(2 * stride));
        c3.StoreSums(tile.From(3 * stride));
    }

    /// <summary>One row times the rows of b, which lie <paramref name="pitch"/> apart.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows1<V, G>(in LeftRows a, Floats b, int pitch, int depth, Floats tile, int stride)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var a0 = a.Row(0);
        var c0 = G.Zero;
        var k = 0;
        for (; k <= depth - V.Count; k += V.Count)
        {
            var columns = G.Load(b.From(k), pitch);
            c0 = G.MultiplyAdd(V.Load(a0, k), columns, c0);
        }

        if (k < depth)
        {
            // The last vector reaches back over lanes that are summed already; they count as zero in both factors.
            var (last, left) = (depth - V.Count, depth - k);
            var columns = G.KeepLast(G.Load(b.From(last), pitch), left);
            c0 = G.MultiplyAdd(V.KeepLast(V.Load(a0, last), left), columns, c0);
        }

        c0.StoreSums(tile);
    }
}
