using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Filters of 3 × 3 that keep the size of a small image, with one row and column of zeros around it. A whole channel is one row of
/// pixels, so that its vectors are full whatever its width; what the window finds beyond the ends of a row of the image is masked out.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, against rows set apart by zeros: 960 channels of 7 × 7 26 and 45, 384 of 14 × 14 28 and
/// 44, 576 of 14 × 14 42 and 63, 96 of 24 × 24 19 and 23, 192 of 28 × 28 51 and 56; 144 of 56 × 56 172 and 156: there each vector of the
/// zeros' way serves three rows of sums, and few lanes are lost. With each pixel loaded once for each column of the weights, which crosses
/// cache lines, 960 of 7 × 7 took 27, 384 of 14 × 14 35, 576 of them 53.
/// </remarks>
internal static class DepthwiseFlat
{
    private const int WidestVector = 16;
    private const int Taps = 9;

    /// <summary>Pixels up to which full vectors are worth it.</summary>
    private const int MostPixels = 28 * 28;

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
        var images = mask.From(PaddedImage.RoundUp(pixels + WidestVector + 2) + gap);
        var sums = images.From((together * pitch) + WidestVector);
        images.From(-gap).Span(gap + (together * pitch) + WidestVector).Clear();
        for (var i = 0; i <= pixels + WidestVector + 1; i++)
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
            // Each pixel is loaded once, as the right one of its window: sums by the left and the middle column of weights follow later.
            var (a, b, c) = (V.Broadcast(above[0]), V.Broadcast(row[0]), V.Broadcast(below[0]));
            var first = V.WhereGreater(V.Broadcast(mask[1]), V.Zero, Column(a0, b0, c0, a, b, c), V.Zero);
            var second = Column(a1, b1, c1, a, b, c);
            for (var i = 0; i < pixels; i += V.Count)
            {
                (a, b, c) = (V.Load(above, i + 1), V.Load(row, i + 1), V.Load(below, i + 1));
                var left = V.WhereGreater(V.Load(mask, i + 2), V.Zero, Column(a0, b0, c0, a, b, c), V.Zero);
                var two = V.Follow(first, left) + Column(a1, b1, c1, a, b, c);
                var right = V.WhereGreater(V.Load(mask, i + 1), V.Zero, Column(a2, b2, c2, a, b, c), V.Zero);
                (V.Follow(second, two) + right).Store(to, i);
                (first, second) = (left, two);
            }

            (above, row, below) = (above.From(pitch), row.From(pitch), below.From(pitch));
            (weight, to) = (weight.From(Taps), to.From(pixels));
        }
    }

    /// <summary>The sums of three rows of pixels, each times its weight of a column.</summary>
    [MethodImpl(AggressiveInlining)]
    private static V Column<V>(V weightAbove, V weight, V weightBelow, V above, V row, V below)
        where V : struct, IVector<V> => V.MultiplyAdd(weightBelow, below, V.MultiplyAdd(weight, row, weightAbove * above));

    /// <summary>Where the channels lie.</summary>
    private readonly record struct Images(Floats Start, int Pitch, int Width, int Pixels);
}
