using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>A vector of channels from <paramref name="channel"/> on, in rows of tiles that may belong to several samples.</summary>
    private static void Transform<V, T>(
        in WinogradBand band, in Images images, int channel, int row, int count, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
        where T : struct, ITileTransform
    {
        to = to.From(channel);
        for (var r = 0; r < count;)
        {
            var (sample, tileRow) = Math.DivRem(row + r, images.TileRows);
            var tileRows = Math.Min(images.TileRows - tileRow, count - r);
            var image = images.Start.From(((long)sample * images.Sample) + ((long)channel * images.Pixels));
            band.Transform<V, T>(image, Math.Min(V.Count, images.Channels - channel), tileRow, tileRows, to, plane, pitch);
            to = to.From((long)tileRows * band.TileColumns * pitch);
            r += tileRows;
        }
    }

    /// <summary>Aᵀ m A for a row of tiles; pixels outside of the image are left out.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void TransformBack<V>(Floats products, int plane, int pitch, Floats half, Floats to, int height, int width)
        where V : struct, IVector<V>
    {
        var (step, row) = (plane * WinogradPlan.Width, WinogradPlan.Width * V.Count);
        for (var left = 0; left < width; left += WinogradPlan.Step)
        {
            for (var j = 0; j < WinogradPlan.Width; j++)
            {
                var (a, b, c, d) = OutputColumn<V>(products.From((long)j * plane), step);
                var column = half.From((long)j * V.Count);
                a.Store(column, 0);
                b.Store(column, row);
                c.Store(column, 2 * row);
                d.Store(column, 3 * row);
            }

            for (var h = 0; h < height; h++)
            {
                var (a, b, c, d) = OutputColumn<V>(half.From((long)h * row), V.Count);
                var target = to.From((((long)h * width) + left) * V.Count);
                a.Store(target, 0);
                if (left + WinogradPlan.Step <= width)
                {
                    b.Store(target, V.Count);
                    c.Store(target, 2 * V.Count);
                    d.Store(target, 3 * V.Count);
                    continue;
                }

                if (left + 1 < width)
                {
                    b.Store(target, V.Count);
                }

                if (left + 2 < width)
                {
                    c.Store(target, 2 * V.Count);
                }
            }

            products = products.From(pitch);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static (V A, V B, V C, V D) OutputColumn<V>(Floats m, int step)
        where V : struct, IVector<V> => Output(
            V.Load(m, 0),
            V.Load(m.From(step), 0),
            V.Load(m.From(2L * step), 0),
            V.Load(m.From(3L * step), 0),
            V.Load(m.From(4L * step), 0),
            V.Load(m.From(5L * step), 0));

    /// <summary>Aᵀ m in one direction.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (V A, V B, V C, V D) Output<V>(V m0, V m1, V m2, V m3, V m4, V m5)
        where V : struct, IVector<V>
    {
        var (sum, difference) = (m1 + m2, m1 - m2);
        var (sum2, difference2) = (m3 + m4, m3 - m4);
        return (
            m0 + sum + sum2,
            V.MultiplyAdd(V.Broadcast(2), difference2, difference),
            V.MultiplyAdd(V.Broadcast(4), sum2, sum),
            V.MultiplyAdd(V.Broadcast(8), difference2, difference) + m5);
    }

    /// <summary>Some channels of the images of a batch.</summary>
    private readonly record struct Images(Floats Start, int Sample, int Pixels, int Channels, int TileRows);

    /// <summary>Bᵀ d of six pixels.</summary>
    private readonly struct InputTile : ITileTransform
    {
        public static int Size
        {
            [MethodImpl(AggressiveInlining)]
            get => WinogradPlan.Width;
        }

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (d0, d1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (d2, d3) = (V.Load(from.From(2L * step), 0), V.Load(from.From(3L * step), 0));
            var (d4, d5) = (V.Load(from.From(4L * step), 0), V.Load(from.From(5L * step), 0));
            var (four, minusFour, minusFive) = (V.Broadcast(4), V.Broadcast(-4), V.Broadcast(-5));
            var (even, odd) = (V.MultiplyAdd(minusFour, d2, d4), V.MultiplyAdd(minusFour, d1, d3));
            var (inner, outer) = (d4 - d2, d3 - d1);
            V.MultiplyAdd(four, d0, V.MultiplyAdd(minusFive, d2, d4)).Store(to, 0);
            (even + odd).Store(to.From(toStep), 0);
            (even - odd).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(2), outer, inner).Store(to.From(3L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(-2), outer, inner).Store(to.From(4L * toStep), 0);
            V.MultiplyAdd(four, d1, V.MultiplyAdd(minusFive, d3, d5)).Store(to.From(5L * toStep), 0);
        }
    }

    /// <summary>A g of four output gradients.</summary>
    private readonly struct GradientTile : ITileTransform
    {
        public static int Size
        {
            [MethodImpl(AggressiveInlining)]
            get => WinogradPlan.Step;
        }

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (g2, g3) = (V.Load(from.From(2L * step), 0), V.Load(from.From(3L * step), 0));
            var four = V.Broadcast(4);
            var (even, odd) = (g0 + g2, g1 + g3);
            var (farEven, farOdd) = (V.MultiplyAdd(four, g2, g0), V.MultiplyAdd(four, g3, g1));
            g0.Store(to, 0);
            (even + odd).Store(to.From(toStep), 0);
            (even - odd).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(2), farOdd, farEven).Store(to.From(3L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(-2), farOdd, farEven).Store(to.From(4L * toStep), 0);
            g3.Store(to.From(5L * toStep), 0);
        }
    }
}
