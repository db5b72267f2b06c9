using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// The innermost loops of a sum of outer products: y[i, j] = Σ a[k, i] · b[k, j], for a few rows i and all columns j. The depth is
/// often short and the result large, so it goes from the registers straight to its place.
/// </summary>
internal static class OuterTile
{
    /// <summary>Six rows, of which the last repeats where there are fewer.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows6<V, G>(in OuterRows s, int row, int column, int end)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var last = s.Rows - 1 - row;
        var (i1, i2, i3, i4, i5) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last), Math.Min(4, last), Math.Min(5, last));
        var (y, pitch) = (s.Y.From((long)row * s.PitchY), (long)s.PitchY);
        for (; column < end; column += G.Count * V.Count)
        {
            var (a, b, target) = (s.A.From(row), s.B.From(column), y.From(column));
            var (c0, c1, c2, c3, c4, c5) = (G.Zero, G.Zero, G.Zero, G.Zero, G.Zero, G.Zero);
            if (s.Adds)
            {
                (c0, c1, c2) = (G.Load(target, V.Count), G.Load(target.From(i1 * pitch), V.Count), G.Load(target.From(i2 * pitch), V.Count));
                c3 = G.Load(target.From(i3 * pitch), V.Count);
                (c4, c5) = (G.Load(target.From(i4 * pitch), V.Count), G.Load(target.From(i5 * pitch), V.Count));
            }

            for (var k = 0; k < s.Depth; k++, a = a.From(s.PitchA), b = b.From(s.PitchB))
            {
                var columns = G.Load(b, V.Count);
                c0 = G.MultiplyAdd(V.Broadcast(a[0]), columns, c0);
                c1 = G.MultiplyAdd(V.Broadcast(a[i1]), columns, c1);
                c2 = G.MultiplyAdd(V.Broadcast(a[i2]), columns, c2);
                c3 = G.MultiplyAdd(V.Broadcast(a[i3]), columns, c3);
                c4 = G.MultiplyAdd(V.Broadcast(a[i4]), columns, c4);
                c5 = G.MultiplyAdd(V.Broadcast(a[i5]), columns, c5);
            }

            c0.Store(target, V.Count);
            c1.Store(target.From(i1 * pitch), V.Count);
            c2.Store(target.From(i2 * pitch), V.Count);
            c3.Store(target.From(i3 * pitch), V.Count);
            c4.Store(target.From(i4 * pitch), V.Count);
            c5.Store(target.From(i5 * pitch), V.Count);
        }
    }

    /// <summary>Four rows, of which the last repeats where there are fewer.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Rows4<V, G>(in OuterRows s, int row, int column, int end)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var last = s.Rows - 1 - row;
        var (i1, i2, i3) = (Math.Min(1, last), Math.Min(2, last), Math.Min(3, last));
        var (y, pitch) = (s.Y.From((long)row * s.PitchY), (long)s.PitchY);
        for (; column < end; column += G.Count * V.Count)
        {
            var (a, b, target) = (s.A.From(row), s.B.From(column), y.From(column));
            var (c0, c1, c2, c3) = (G.Zero, G.Zero, G.Zero, G.Zero);
            if (s.Adds)
            {
                (c0, c1) = (G.Load(target, V.Count), G.Load(target.From(i1 * pitch), V.Count));
                (c2, c3) = (G.Load(target.From(i2 * pitch), V.Count), G.Load(target.From(i3 * pitch), V.Count));
            }

            for (var k = 0; k < s.Depth; k++, a = a.From(s.PitchA), b = b.From(s.PitchB))
            {
                var columns = G.Load(b, V.Count);
                c0 = G.MultiplyAdd(V.Broadcast(a[0]), columns, c0);
                c1 = G.MultiplyAdd(V.Broadcast(a[i1]), columns, c1);
                c2 = G.MultiplyAdd(V.Broadcast(a[i2]), columns, c2);
                c3 = G.MultiplyAdd(V.Broadcast(a[i3]), columns, c3);
            }

            c0.Store(target, V.Count);
            c1.Store(target.From(i1 * pitch), V.Count);
            c2.Store(target.From(i2 * pitch), V.Count);
            c3.Store(target.From(i3 * pitch), V.Count);
        }
    }
}

/// <summary>The sizes and places of a sum of outer products.</summary>
/// <param name="A">depth × rows, of which each begins <paramref name="PitchA"/> behind the one before.</param>
/// <param name="PitchA">From one row of A to the next.</param>
/// <param name="B">depth × columns.</param>
/// <param name="PitchB">From one row of B to the next.</param>
/// <param name="Y">rows × columns.</param>
/// <param name="PitchY">From one row of Y to the next.</param>
/// <param name="Rows">Rows of Y.</param>
/// <param name="Columns">Columns of Y.</param>
/// <param name="Depth">How many products are summed.</param>
/// <param name="Adds">Whether they go on from the sums that are there.</param>
internal readonly record struct OuterRows(
    Floats A, int PitchA, Floats B, int PitchB, Floats Y, int PitchY, int Rows, int Columns, int Depth, bool Adds = false);
