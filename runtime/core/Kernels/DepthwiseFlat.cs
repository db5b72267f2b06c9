using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Filters of 3 × 3 that keep the size of a small image, with one row and column of zeros around it. A whole channel is one row of
/// pixels, so that its vectors are full whatever its width; what the window finds beyond the ends of a row of the image is masked out.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core by turns with rows set apart by zeros, in microseconds, forward and input gradient: 960 channels of
/// 7 × 7 42 and 22, 45 and 20; 384 of 14 × 14 31 and 24, 32 and 23; 576 of 14 × 14 46 and 35, 48 and 33; 192 of 28 × 28 44 and 45, 43
/// and 42; 240 of 32 × 32 70 and 78, 68 and 73. There each vector of the zeros' way serves three rows of sums, and few lanes are lost.
/// </remarks>
internal static class DepthwiseFlat
{
    private const int WidestVector = 16;
    private const int Taps = 9;

    /// <summary>Pixels up to which the masks, which are as long as an image, are worth it.</summary>
    private const int MostPixels = 16 * 16;

    /// <summary>Whether a convolution with one filter for each channel is of this kind.</summary>
    public static bool Takes(in Conv2dShape s) =>
        Depthwise.IsThreeByThree(s)
        && (s.StrideHeight, s.StrideWidth) == (1, 1)
        && s.OutPixels <= MostPixels;

    /// <summary>As <see cref="Convolution.Forward"/>; for the input gradient, each channel's weights are taken backwards.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Run<T>(in Conv2dShape s, Floats x, Floats weight, bool isTurned, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        var (channels, width, pixels) = (s.OutChannels, s.OutWidth, s.OutPixels);
        var (gap, pitch) = (PaddedImage.RoundUp(width + 1), PaddedImage.RoundUp(pixels + width + 1));
        var together = Math.Min(Math.Max(1, (DepthwisePlan.Turn - gap) / pitch), channels);

        // In front of the first channel and behind each lie zeros, and behind the last one what a vector reads beyond its end.
        var mask = scratch;
        var images = mask.From(PaddedImage.RoundUp(pixels + WidestVector + 1) + gap);
        var sums = images.From((together * pitch) + WidestVector);
        images.From(-gap).Span(gap + (together * pitch) + WidestVector).Clear();
        for (var i = 0; i <= pixels + WidestVector; i++)
        {
            mask[i] = i % width == 0 ? 0 : 1;
        }

        var output = new Output<T>(epilogue, 0, pixels, 0, ChannelsAreRows: true);
        for (var c = 0; c < channels; c += together)
        {
            var count = Math.Min(together, channels - c);
            for (var i = 0; i < count; i++)
            {
                x.From((long)(c + i) * pixels).Span(pixels).CopyTo(images.From(i * pitch).Span(pixels));
            }

            var (from, step) = isTurned ? (weight.From((c * Taps) + Taps - 1), -1) : (weight.From(c * Taps), 1);
            Filter(new(images, pitch, width, pixels), mask, from, step, count, sums);
            Convolution.Hand(output, sums, pixels, c, count, 0, pixels);
        }
    }

    private static void Filter(in Images images, Floats mask, Floats weight, int step, int channels, Floats to)
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Filter<V16>(images, mask, weight, step, channels, to);
                break;
            case 256:
                Filter<V8>(images, mask, weight, step, channels, to);
                break;
            case 128:
                Filter<V4>(images, mask, weight, step, channels, to);
                break;
            default:
                Filter<V1>(images, mask, weight, step, channels, to);
                break;
        }
    }

    /// <summary>
    /// Sums of some channels, one behind the other. The last vector writes beyond a channel's end, where the next one is written later.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Filter<V>(in Images images, Floats mask, Floats weight, int step, int channels, Floats to)
        where V : struct, IVector<V>
    {
        var (row, pixels, pitch) = (images.Start, images.Pixels, images.Pitch);
        var (above, below) = (row.From(-images.Width), row.From(images.Width));
        for (; channels > 0; channels--)
        {
            var (a0, a1, a2) = (V.Broadcast(weight[0]), V.Broadcast(weight[step]), V.Broadcast(weight[2 * step]));
            var (b0, b1, b2) = (V.Broadcast(weight[3 * step]), V.Broadcast(weight[4 * step]), V.Broadcast(weight[5 * step]));
            var (c0, c1, c2) = (V.Broadcast(weight[6 * step]), V.Broadcast(weight[7 * step]), V.Broadcast(weight[8 * step]));
            for (var i = 0; i < pixels; i += V.Count)
            {
                var left = V.MultiplyAdd(c0, below, i - 1, V.MultiplyAdd(b0, row, i - 1, a0 * V.Load(above, i - 1)));
                var middle = V.MultiplyAdd(c1, below, i, V.MultiplyAdd(b1, row, i, a1 * V.Load(above, i)));
                var right = V.MultiplyAdd(c2, below, i + 1, V.MultiplyAdd(b2, row, i + 1, a2 * V.Load(above, i + 1)));
                left = V.WhereGreater(V.Load(mask, i), V.Zero, left, V.Zero);
                right = V.WhereGreater(V.Load(mask, i + 1), V.Zero, right, V.Zero);
                (left + middle + right).Store(to, i);
            }

            (above, row, below) = (above.From(pitch), row.From(pitch), below.From(pitch));
            (weight, to) = (weight.From(Taps), to.From(pixels));
        }
    }

    /// <summary>Where the channels lie.</summary>
    private readonly record struct Images(Floats Start, int Pitch, int Width, int Pixels);
}
