using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Small products of matrices that all lie in the cache, in whole vectors: what Winograd's algorithm makes of a convolution. Sums are
/// taken in the order of the depth, whatever the number of rows, and go straight to where they belong.
/// </summary>
/// <remarks>
/// Beside <see cref="Gemm"/>, whose results pass through a buffer to an epilogue: with depths of 16 to 64, that took as long as the
/// sums. Narrow results are done twelve rows at a time, since six vectors of sums leave the processor waiting for each.
/// <para>
/// A network's transformed weights come from memory, and a product of few rows waits for them: so each has the next one's fetched, as
/// evenly as its tiles allow. Measured on one AVX-512 core with weights that are not in the cache, by turns, best of many, microseconds
/// without and with: 128 channels at 28 × 28 397 and 319, 256 at 14 × 14 671 and 485, 512 at 14 × 14 2434 and 1921, 512 at 7 × 7 1478
/// and 1408 for one sample, 2489 and 1870 for four, 6757 and 5975 for sixteen. One sample of the last reads 38 MB at 27 GB/s, of the
/// 36 to 41 that a core of this machine reads if it does nothing else.
/// </para>
/// </remarks>
internal static unsafe class WinogradProducts
{
    private const int TileVectors = 4;
    private const int TileRows = 6;
    private const int TallRows = 12;

    /// <summary>
    /// c[r · cPitch + j] = Σ a[r, k] · b[k · pitch + j] over <paramref name="depth"/> values of k, or added to what c holds.
    /// </summary>
    /// <param name="a">The left factor.</param>
    /// <param name="b">The right factor.</param>
    /// <param name="pitch">From one row of it to the next.</param>
    /// <param name="columns">Its columns: whole vectors.</param>
    /// <param name="depth">Its rows.</param>
    /// <param name="c">The result.</param>
    /// <param name="cPitch">From one row of it to the next.</param>
    /// <param name="adds">Whether it is added to.</param>
    /// <param name="next">As many floats as b has, which are fetched on the way; nowhere if nothing is.</param>
    public static void Multiply<V>(
        in Factor a, Floats b, int pitch, int columns, int depth, Floats c, int cPitch, bool adds, Floats next = default)
        where V : struct, IVector<V>
    {
        while (columns > 0)
        {
            var vectors = Math.Min(TileVectors, columns / V.Count);
            switch (vectors)
            {
                case 4:
                    Strip<V, Columns4<V>>(a, b, pitch, depth, c, cPitch, adds, next);
                    break;
                case 3:
                    Strip<V, Columns3<V>>(a, b, pitch, depth, c, cPitch, adds, next);
                    break;
                case 2:
                    Strip<V, Columns2<V>>(a, b, pitch, depth, c, cPitch, adds, next);
                    break;
                default:
                    Strip<V, Columns1<V>>(a, b, pitch, depth, c, cPitch, adds, next);
                    break;
            }

            var width = vectors * V.Count;
            (b, c, columns) = (b.From(width), c.From(width), columns - width);
            next = next.Pointer == null ? next : next.From((long)width * depth);
        }
    }

    /// <summary>A tile's columns with all rows. Each tile fetches its share of what follows.</summary>
    private static void Strip<V, G>(in Factor a, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, Floats next)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var lines = next.Pointer == null ? 0 : ((G.Count * V.Count) + CacheLine.Length - 1) / CacheLine.Length;
        var tiles = (a.Rows + TileRows - 1) / TileRows;
        var most = (lines + tiles - 1) / tiles;
        for (var row = 0; row < a.Rows;)
        {
            switch (Math.Min(lines, most))
            {
                case 0:
                    row += Rows<V, G, NoLines>(a, row, b, pitch, depth, c, cPitch, adds, default);
                    break;
                case 1:
                    row += Rows<V, G, Lines1>(a, row, b, pitch, depth, c, cPitch, adds, new(next));
                    (lines, next) = (lines - 1, next.From(CacheLine.Length * (long)depth));
                    break;
                case 2:
                    row += Rows<V, G, Lines2>(a, row, b, pitch, depth, c, cPitch, adds, new(next));
                    (lines, next) = (lines - 2, next.From(2L * CacheLine.Length * depth));
                    break;
                default:
                    row += Rows<V, G, Lines4>(a, row, b, pitch, depth, c, cPitch, adds, new(next));
                    lines = 0;
                    break;
            }
        }
    }

    /// <summary>As many rows as the next tile takes.</summary>
    private static int Rows<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        switch (a.Rows - row)
        {
            case >= TallRows when G.Count <= 2:
                Rows12<V, G, F>(a, row, b, pitch, depth, c, cPitch, adds, ahead);
                return TallRows;
            case >= TileRows and not 8:
                Rows6<V, G, F>(a, row, b, pitch, depth, c, cPitch, adds, ahead);
                return TileRows;
            case >= 4:
                Rows4<V, G, F>(a, row, b, pitch, depth, c, cPitch, adds, ahead);
                return 4;
            case >= 2:
                Rows2<V, G, F>(a, row, b, pitch, depth, c, cPitch, adds, ahead);
                return 2;
            default:
                Rows1<V, G, F>(a, row, b, pitch, depth, c, cPitch, adds, ahead);
                return 1;
        }
    }

    /// <summary>Twelve rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows12<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        var (step, next) = (a.Step, a.Pitch);
        var a0 = a.Row(row);
        var a2 = a.Row(row + 2);
        var a4 = a.Row(row + 4);
        var a6 = a.Row(row + 6);
        var a8 = a.Row(row + 8);
        var a10 = a.Row(row + 10);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var c4 = G.Zero;
        var c5 = G.Zero;
        var c6 = G.Zero;
        var c7 = G.Zero;
        var c8 = G.Zero;
        var c9 = G.Zero;
        var c10 = G.Zero;
        var c11 = G.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[0]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a0[next]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[0]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a2[next]), columns, c3);
            c4 = G.MultiplyAdd(V.Broadcast(a4[0]), columns, c4);
            c5 = G.MultiplyAdd(V.Broadcast(a4[next]), columns, c5);
            c6 = G.MultiplyAdd(V.Broadcast(a6[0]), columns, c6);
            c7 = G.MultiplyAdd(V.Broadcast(a6[next]), columns, c7);
            c8 = G.MultiplyAdd(V.Broadcast(a8[0]), columns, c8);
            c9 = G.MultiplyAdd(V.Broadcast(a8[next]), columns, c9);
            c10 = G.MultiplyAdd(V.Broadcast(a10[0]), columns, c10);
            c11 = G.MultiplyAdd(V.Broadcast(a10[next]), columns, c11);
            a0 = a0.From(step);
            a2 = a2.From(step);
            a4 = a4.From(step);
            a6 = a6.From(step);
            a8 = a8.From(step);
            a10 = a10.From(step);
            b = b.From(pitch);
        }

        c = c.From((long)row * cPitch);
        Put<V, G>(c0, c, adds);
        Put<V, G>(c1, c.From(cPitch), adds);
        Put<V, G>(c2, c.From(2L * cPitch), adds);
        Put<V, G>(c3, c.From(3L * cPitch), adds);
        Put<V, G>(c4, c.From(4L * cPitch), adds);
        Put<V, G>(c5, c.From(5L * cPitch), adds);
        Put<V, G>(c6, c.From(6L * cPitch), adds);
        Put<V, G>(c7, c.From(7L * cPitch), adds);
        Put<V, G>(c8, c.From(8L * cPitch), adds);
        Put<V, G>(c9, c.From(9L * cPitch), adds);
        Put<V, G>(c10, c.From(10L * cPitch), adds);
        Put<V, G>(c11, c.From(11L * cPitch), adds);
    }

    /// <summary>Six rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows6<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        var (step, next) = (a.Step, a.Pitch);
        var a0 = a.Row(row);
        var a2 = a.Row(row + 2);
        var a4 = a.Row(row + 4);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        var c4 = G.Zero;
        var c5 = G.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[0]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a0[next]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[0]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a2[next]), columns, c3);
            c4 = G.MultiplyAdd(V.Broadcast(a4[0]), columns, c4);
            c5 = G.MultiplyAdd(V.Broadcast(a4[next]), columns, c5);
            a0 = a0.From(step);
            a2 = a2.From(step);
            a4 = a4.From(step);
            b = b.From(pitch);
        }

        c = c.From((long)row * cPitch);
        Put<V, G>(c0, c, adds);
        Put<V, G>(c1, c.From(cPitch), adds);
        Put<V, G>(c2, c.From(2L * cPitch), adds);
        Put<V, G>(c3, c.From(3L * cPitch), adds);
        Put<V, G>(c4, c.From(4L * cPitch), adds);
        Put<V, G>(c5, c.From(5L * cPitch), adds);
    }

    /// <summary>Four rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows4<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        var (step, next) = (a.Step, a.Pitch);
        var a0 = a.Row(row);
        var a2 = a.Row(row + 2);
        var c0 = G.Zero;
        var c1 = G.Zero;
        var c2 = G.Zero;
        var c3 = G.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[0]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a0[next]), columns, c1);
            c2 = G.MultiplyAdd(V.Broadcast(a2[0]), columns, c2);
            c3 = G.MultiplyAdd(V.Broadcast(a2[next]), columns, c3);
            a0 = a0.From(step);
            a2 = a2.From(step);
            b = b.From(pitch);
        }

        c = c.From((long)row * cPitch);
        Put<V, G>(c0, c, adds);
        Put<V, G>(c1, c.From(cPitch), adds);
        Put<V, G>(c2, c.From(2L * cPitch), adds);
        Put<V, G>(c3, c.From(3L * cPitch), adds);
    }

    /// <summary>Two rows.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows2<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        var (step, next) = (a.Step, a.Pitch);
        var a0 = a.Row(row);
        var c0 = G.Zero;
        var c1 = G.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[0]), columns, c0);
            c1 = G.MultiplyAdd(V.Broadcast(a0[next]), columns, c1);
            a0 = a0.From(step);
            b = b.From(pitch);
        }

        c = c.From((long)row * cPitch);
        Put<V, G>(c0, c, adds);
        Put<V, G>(c1, c.From(cPitch), adds);
    }

    /// <summary>One row.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Rows1<V, G, F>(in Factor a, int row, Floats b, int pitch, int depth, Floats c, int cPitch, bool adds, F ahead)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
        where F : struct, ILines
    {
        var step = a.Step;
        var a0 = a.Row(row);
        var c0 = G.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var columns = G.Load(b, V.Count);
            c0 = G.MultiplyAdd(V.Broadcast(a0[0]), columns, c0);
            a0 = a0.From(step);
            b = b.From(pitch);
        }

        c = c.From((long)row * cPitch);
        Put<V, G>(c0, c, adds);
    }

    /// <summary>Each call's sums are taken by themselves, so that rounding errors do not grow with all that went before.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Put<V, G>(G sums, Floats c, bool adds)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        if (adds)
        {
            sums = G.MultiplyAdd(V.Broadcast(1), G.Load(c, V.Count), sums);
        }

        sums.Store(c, V.Count);
    }

    /// <summary>The left factor: element (r, k) lies at r · pitch + k · step.</summary>
    public readonly struct Factor(Floats start, int rows, int pitch, int step)
    {
        public int Rows => rows;

        public int Pitch => pitch;

        public int Step => step;

        [MethodImpl(AggressiveInlining)]
        public Floats Row(int row) => start.From((long)row * pitch);
    }
}
