using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>A vector of channels from <paramref name="channel"/> on, in rows of tiles that may belong to several samples.</summary>
    private static void Transform<V, TColumn, TRow>(
        in WinogradBand band, in Images images, int channel, int row, int count, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
        where TColumn : struct, ITileTransform
        where TRow : struct, ITileTransform
    {
        for (var r = 0; r < count;)
        {
            var (sample, tileRow) = Math.DivRem(row + r, images.TileRows);
            var tileRows = Math.Min(images.TileRows - tileRow, count - r);
            var image = images.Start.From(((long)sample * images.Sample) + ((long)channel * images.Channel));
            if (images.HasChannelsLast)
            {
                band.TransformPixels<V, TColumn, TRow>(image, images.Pixel, tileRow, tileRows, to, plane, pitch);
            }
            else
            {
                band.Transform<V, TColumn, TRow>(image, Math.Min(V.Count, images.Channels - channel), tileRow, tileRows, to, plane, pitch);
            }

            to = to.From((long)tileRows * band.TileColumns * pitch);
            r += tileRows;
        }
    }

    /// <summary>Bᵀ d B.</summary>
    private static void TransformInput<V>(
        WinogradTile tile, in WinogradBand band, in Images images, int channel, int row, int count, Floats to, int plane, int pitch)
        where V : struct, IVector<V>
    {
        if (tile.Width == 4)
        {
            Transform<V, InputTile4, InputTile4>(band, images, channel, row, count, to, plane, pitch);
        }
        else
        {
            Transform<V, InputTile6, InputTile6>(band, images, channel, row, count, to, plane, pitch);
        }
    }

    /// <summary>
    /// Aᵀ m A for a row of tiles, from right to left: what the last one has beyond the image's edge lies where the next row begins, and is
    /// overwritten there.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void TransformBack<V, T>(Floats products, int plane, int pitch, Floats to, int height, int width)
        where V : struct, IVector<V>
        where T : struct, IOutputTransform
    {
        for (var tile = (width - 1) / T.Step; tile >= 0; tile--)
        {
            T.Apply<V>(products.From((long)tile * pitch), plane, to.From((long)tile * T.Step * V.Count), width * V.Count, height);
        }
    }

    /// <summary>Some channels of the images of a batch, and how far apart their samples, pixels and channels lie.</summary>
    private readonly record struct Images(Floats Start, int Sample, int Pixel, int Channel, int Channels, int TileRows)
    {
        public bool HasChannelsLast => Pixel > 1;
    }

    /// <summary>Bᵀ d of six pixels.</summary>
    private readonly struct InputTile6 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 6;

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

    /// <summary>Bᵀ d of six pixels, by what the rows of G are divided by.</summary>
    private readonly struct DividedInputTile6 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 6;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            InputTile6.Apply<V>(from, step, to, toStep);
            Divide<V>(to, 4);
            Divide<V>(to.From(toStep), -6);
            Divide<V>(to.From(2L * toStep), -6);
            Divide<V>(to.From(3L * toStep), 24);
            Divide<V>(to.From(4L * toStep), 24);
        }

        [MethodImpl(AggressiveInlining)]
        private static void Divide<V>(Floats place, int divisor)
            where V : struct, IVector<V> => (V.Broadcast(1f / divisor) * V.Load(place, 0)).Store(place, 0);
    }
}
