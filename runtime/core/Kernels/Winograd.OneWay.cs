using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <remarks>
/// Weights that are transformed in one direction only: the other one follows in registers, for four tiles and two vectors of output
/// channels at a time. Its factors are whole numbers there, sums for the most part; what they are to be divided by is in the input's.
/// Measured on one AVX-512 core with weights from memory, by turns with those that are transformed both ways, microseconds for each of the
/// samples of 512 channels at 7 × 7: one 1084 and 674, two 684 and 445, four 399 and 390, eight 342 and 390, sixteen 350 and 400; 256 at
/// 14 × 14, where each has sixteen tiles: 427 and 491. All of ResNet-18: one image 11.7 and 10.0 ms, sixteen 138 and 136, a training step,
/// which makes half as many weights, 528 and 492. In one tile of six columns, one vector and four tiles, sums took a third longer: each
/// broadcast serves one product there, not two.
/// </remarks>
public static unsafe partial class Winograd
{
    /// <summary>Lines that a strip has for each input channel.</summary>
    private const int StripLines = WinogradPlan.StripFloats / CacheLine.Length;

    /// <summary>Tiles of some channels, plane × tile × channel, become groups: row × group × input channel × column × tile.</summary>
    private static void Group(Floats from, int plane, int pitch, int tiles, int channels, Floats groups, int groupsRow, int inChannels)
    {
        for (var i = 0; i < WinogradPlan.OneWayWidth * WinogradPlan.OneWayWidth; i++)
        {
            var (row, column) = Math.DivRem(i, WinogradPlan.OneWayWidth);
            var (source, target) = (from.From((long)i * plane), groups.From(((long)row * groupsRow) + (column * WinogradPlan.Group)));
            for (var tile = 0; tile < tiles; tile += WinogradPlan.Group)
            {
                var rows = Math.Min(WinogradPlan.Group, tiles - tile);
                Transposition.Run(source.Pointer, rows, channels, pitch, target.Pointer, WinogradPlan.GroupFloats);
                source = source.From(WinogradPlan.Group * pitch);
                target = target.From((long)inChannels * WinogradPlan.GroupFloats);
            }
        }
    }

    /// <summary>Columns 0 to 2 of a row of products: those of g0, g0 + g1 + g2 and g0 - g1 + g2.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void FirstColumns<V, F>(Floats x, Floats weights, F ahead, int depth, Floats products, int plane, int pitch, int tiles)
        where V : struct, IVector<V>
        where F : struct, ILines
    {
        var c0 = Columns2<V>.Zero;
        var c1 = Columns2<V>.Zero;
        var c2 = Columns2<V>.Zero;
        var c3 = Columns2<V>.Zero;
        var c4 = Columns2<V>.Zero;
        var c5 = Columns2<V>.Zero;
        var c6 = Columns2<V>.Zero;
        var c7 = Columns2<V>.Zero;
        var c8 = Columns2<V>.Zero;
        var c9 = Columns2<V>.Zero;
        var c10 = Columns2<V>.Zero;
        var c11 = Columns2<V>.Zero;
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var g0 = Columns2<V>.Load(weights, V.Count);
            var g1 = Columns2<V>.Load(weights.From(WinogradPlan.Strip), V.Count);
            c0 = Columns2<V>.MultiplyAdd(V.Broadcast(x[0]), g0, c0);
            c1 = Columns2<V>.MultiplyAdd(V.Broadcast(x[1]), g0, c1);
            c2 = Columns2<V>.MultiplyAdd(V.Broadcast(x[2]), g0, c2);
            c3 = Columns2<V>.MultiplyAdd(V.Broadcast(x[3]), g0, c3);
            var outer = g0 + Columns2<V>.Load(weights.From(2 * WinogradPlan.Strip), V.Count);
            var factor = outer + g1;
            c4 = Columns2<V>.MultiplyAdd(V.Broadcast(x[4]), factor, c4);
            c5 = Columns2<V>.MultiplyAdd(V.Broadcast(x[5]), factor, c5);
            c6 = Columns2<V>.MultiplyAdd(V.Broadcast(x[6]), factor, c6);
            c7 = Columns2<V>.MultiplyAdd(V.Broadcast(x[7]), factor, c7);
            factor = outer - g1;
            c8 = Columns2<V>.MultiplyAdd(V.Broadcast(x[8]), factor, c8);
            c9 = Columns2<V>.MultiplyAdd(V.Broadcast(x[9]), factor, c9);
            c10 = Columns2<V>.MultiplyAdd(V.Broadcast(x[10]), factor, c10);
            c11 = Columns2<V>.MultiplyAdd(V.Broadcast(x[11]), factor, c11);
            (x, weights) = (x.From(WinogradPlan.GroupFloats), weights.From(WinogradPlan.StripFloats));
        }

        Put<V>(c0, c1, c2, c3, products, pitch, tiles);
        Put<V>(c4, c5, c6, c7, products.From(plane), pitch, tiles);
        Put<V>(c8, c9, c10, c11, products.From(2L * plane), pitch, tiles);
    }

    /// <summary>Columns 3 to 5: those of g0 + 2 g1 + 4 g2, g0 - 2 g1 + 4 g2 and g2.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void LastColumns<V, F>(Floats x, Floats weights, F ahead, int depth, Floats products, int plane, int pitch, int tiles)
        where V : struct, IVector<V>
        where F : struct, ILines
    {
        var c0 = Columns2<V>.Zero;
        var c1 = Columns2<V>.Zero;
        var c2 = Columns2<V>.Zero;
        var c3 = Columns2<V>.Zero;
        var c4 = Columns2<V>.Zero;
        var c5 = Columns2<V>.Zero;
        var c6 = Columns2<V>.Zero;
        var c7 = Columns2<V>.Zero;
        var c8 = Columns2<V>.Zero;
        var c9 = Columns2<V>.Zero;
        var c10 = Columns2<V>.Zero;
        var c11 = Columns2<V>.Zero;
        x = x.From(WinogradPlan.GroupFloats / 2);
        for (var k = 0; k < depth; k++)
        {
            ahead.Fetch(k);
            var factor = Columns2<V>.Load(weights.From(2 * WinogradPlan.Strip), V.Count);
            c8 = Columns2<V>.MultiplyAdd(V.Broadcast(x[8]), factor, c8);
            c9 = Columns2<V>.MultiplyAdd(V.Broadcast(x[9]), factor, c9);
            c10 = Columns2<V>.MultiplyAdd(V.Broadcast(x[10]), factor, c10);
            c11 = Columns2<V>.MultiplyAdd(V.Broadcast(x[11]), factor, c11);
            var outer = Columns2<V>.MultiplyAdd(V.Broadcast(4), factor, Columns2<V>.Load(weights, V.Count));
            var g1 = Columns2<V>.Load(weights.From(WinogradPlan.Strip), V.Count);
            g1 += g1;
            factor = outer + g1;
            c0 = Columns2<V>.MultiplyAdd(V.Broadcast(x[0]), factor, c0);
            c1 = Columns2<V>.MultiplyAdd(V.Broadcast(x[1]), factor, c1);
            c2 = Columns2<V>.MultiplyAdd(V.Broadcast(x[2]), factor, c2);
            c3 = Columns2<V>.MultiplyAdd(V.Broadcast(x[3]), factor, c3);
            factor = outer - g1;
            c4 = Columns2<V>.MultiplyAdd(V.Broadcast(x[4]), factor, c4);
            c5 = Columns2<V>.MultiplyAdd(V.Broadcast(x[5]), factor, c5);
            c6 = Columns2<V>.MultiplyAdd(V.Broadcast(x[6]), factor, c6);
            c7 = Columns2<V>.MultiplyAdd(V.Broadcast(x[7]), factor, c7);
            (x, weights) = (x.From(WinogradPlan.GroupFloats), weights.From(WinogradPlan.StripFloats));
        }

        Put<V>(c0, c1, c2, c3, products.From(3L * plane), pitch, tiles);
        Put<V>(c4, c5, c6, c7, products.From(4L * plane), pitch, tiles);
        Put<V>(c8, c9, c10, c11, products.From(5L * plane), pitch, tiles);
    }

    /// <summary>As many tiles as there are of the four.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Put<V>(Columns2<V> a, Columns2<V> b, Columns2<V> c, Columns2<V> d, Floats to, int pitch, int tiles)
        where V : struct, IVector<V>
    {
        a.Store(to, V.Count);
        if (tiles > 1)
        {
            b.Store(to.From(pitch), V.Count);
        }

        if (tiles > 2)
        {
            c.Store(to.From(2L * pitch), V.Count);
        }

        if (tiles > 3)
        {
            d.Store(to.From(3L * pitch), V.Count);
        }
    }

    /// <summary>The products of a strip of weights and a row of all groups of tiles.</summary>
    private readonly struct OneWayPart<V>(in Conv2dShape s, in WinogradPlan plan, Floats scratch, Floats weight, int tiles) : IPart
        where V : struct, IVector<V>
    {
        private readonly Conv2dShape _s = s;
        private readonly WinogradPlan _plan = plan;

        public int Units => WinogradPlan.OneWayWidth * WinogradPlan.Strips(_s.OutChannels);

        public void Run(int first, int count)
        {
            var strips = WinogradPlan.Strips(_s.OutChannels);
            long strip = _s.InChannels * WinogradPlan.StripFloats;
            for (var i = first; i < first + count; i++)
            {
                var (row, place) = Math.DivRem(i, strips);
                var weights = weight.From(i * strip);
                var groups = scratch.From((long)row * _plan.GroupsRow);
                var products = scratch.From(_plan.ProductStart + ((long)row * WinogradPlan.OneWayWidth * _plan.ProductPlane));
                Multiply(groups, weights, weights.From(strip), products.From(place * WinogradPlan.Strip));
            }
        }

        /// <summary>The next strip is fetched on the way: by the only group, by the first two, or by the first three.</summary>
        private void Multiply(Floats groups, Floats weights, Floats next, Floats products)
        {
            var (lines, each) = (StripLines, tiles switch { <= WinogradPlan.Group => 3, <= 2 * WinogradPlan.Group => 2, _ => 1 });
            for (var tile = 0; tile < tiles; tile += WinogradPlan.Group)
            {
                var half = next.From((long)each * CacheLine.Length * _s.InChannels);
                switch (lines > 0 ? each : 0)
                {
                    case 0:
                        Multiply<NoLines>(groups, weights, default, default, products, tiles - tile);
                        break;
                    case 1:
                        Multiply<Lines1>(groups, weights, new(next), new(half), products, tiles - tile);
                        break;
                    case 2:
                        Multiply<Lines2>(groups, weights, new(next), new(half), products, tiles - tile);
                        break;
                    default:
                        Multiply<Lines3>(groups, weights, new(next), new(half), products, tiles - tile);
                        break;
                }

                (lines, next) = (lines - (2 * each), half.From((long)each * CacheLine.Length * _s.InChannels));
                groups = groups.From((long)_s.InChannels * WinogradPlan.GroupFloats);
                products = products.From((long)WinogradPlan.Group * _plan.OutPitch);
            }
        }

        private void Multiply<F>(Floats group, Floats weights, F ahead, F further, Floats products, int rest)
            where F : struct, ILines
        {
            for (var j = 0; j < WinogradPlan.Strip; j += 2 * V.Count)
            {
                var (w, to) = (weights.From(j), products.From(j));
                FirstColumns<V, F>(group, w, ahead, _s.InChannels, to, _plan.ProductPlane, _plan.OutPitch, rest);
                LastColumns<V, F>(group, w, further, _s.InChannels, to, _plan.ProductPlane, _plan.OutPitch, rest);
            }
        }
    }
}
