using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The innermost loop of a single sample's recurrent layer: one row times the columns of four panels, each of G.Count vectors
/// a row. There is one chain of additions for each vector, as in the tiles of several rows, so that a sample's result does not
/// depend on its neighbours; four panels keep enough chains and enough cache lines under way.
/// </summary>
internal static class PanelTile
{
    /// <summary>Four times G.Count vectors of sums, panel by panel.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Row<V, G>(
        Floats row, Floats a, Floats b, Floats c, Floats d, int pitch, int step, int depth, Floats sums)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var (sumA, sumB, sumC, sumD) = (G.Zero, G.Zero, G.Zero, G.Zero);
        for (int k = 0, place = 0; k < depth; k++, place += pitch)
        {
            var x = V.Broadcast(row[k]);
            sumA = G.MultiplyAdd(x, G.Load(a.From(place), step), sumA);
            sumB = G.MultiplyAdd(x, G.Load(b.From(place), step), sumB);
            sumC = G.MultiplyAdd(x, G.Load(c.From(place), step), sumC);
            sumD = G.MultiplyAdd(x, G.Load(d.From(place), step), sumD);
        }

        var tile = G.Count * V.Count;
        sumA.Store(sums, V.Count);
        sumB.Store(sums.From(tile), V.Count);
        sumC.Store(sums.From(2 * tile), V.Count);
        sumD.Store(sums.From(3 * tile), V.Count);
    }
}
