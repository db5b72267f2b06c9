using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// As <see cref="Tile"/> over a stretch of the depth: the sums are taken up where the stretch before has left them. On the way it
/// has the right factor's columns fetched that follow its own.
/// </summary>
internal static class DeepTile
{
    /// <summary>Six rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows6<V, G>(in LeftRows a, Floats b, int pitch, int count, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var (a0, a1, a2, a3, a4, a5) = (a.Row(0), a.Row(1), a.Row(2), a.Row(3), a.Row(4), a.Row(5));
        var stride = G.Count * V.Count;
        var (c0, c1) = (G.Load(sums, V.Count), G.Load(sums.From(stride), V.Count));
        var (c2, c3) = (G.Load(sums.From(2 * stride), V.Count), G.Load(sums.From(3 * stride), V.Count));
        var (c4, c5) = (G.Load(sums.From(4 * stride), V.Count), G.Load(sums.From(5 * stride), V.Count));
        for (var k = 0; k < count; k++, b = b.From(pitch))
        {
            Fetch<V, G>(b);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[k]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[k]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[k]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a3[k]), columns, c3);
            c4 = G.MultiplyAdd(V.Broadcast(a4[k]), columns, c4);
            c5 = G.MultiplyAdd(V.Broadcast(a5[k]), columns, c5);
        }

        c0.Store(sums, V.Count);
        c1.Store(sums.From(stride), V.Count);
        c2.Store(sums.From(2 * stride), V.Count);
        c3.Store(sums.From(3 * stride), V.Count);
        c4.Store(sums.From(4 * stride), V.Count);
        c5.Store(sums.From(5 * stride), V.Count);
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows2<V, G>(in LeftRows a, Floats b, int pitch, int count, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var (a0, a1, stride) = (a.Row(0), a.Row(1), G.Count * V.Count);
        var (c0, c1) = (G.Load(sums, V.Count), G.Load(sums.From(stride), V.Count));
        for (var k = 0; k < count; k++, b = b.From(pitch))
        {
            Fetch<V, G>(b);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[k]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a1[k]), columns, c1);
        }

        c0.Store(sums, V.Count);
        c1.Store(sums.From(stride), V.Count);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Fetch<V, G>(Floats b)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        for (var line = 0; line < G.Count * V.Count; line += 16)
        {
            b.Fetch((G.Count * V.Count) + line);
        }
    }
}
