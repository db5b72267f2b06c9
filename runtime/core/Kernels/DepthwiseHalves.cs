using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Filters of 3 × 3 that halve an image, with one row and column of zeros around it. Rows are read where they lie, in pairs of
/// neighbours, and each vector's left neighbours are those that the one before has seen; only the last row of all is copied.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core by turns with images dealt out to four planes, in microseconds: 96 channels of 112 × 112 91 and 186,
/// 144 of 56 × 56 36 and 71, 576 of 14 × 14 19 and 48, and where every channel's first and last rows are copied 34; 192 of 28 × 28 12.
/// With left neighbours read in pairs of their own, and masked at the edge, they were 132, 46, 21 and 17. The same without stride, with
/// whole channels taken as one row, was slower than rows set apart by zeros, of which each vector serves three rows of sums: 144 channels
/// of 56 × 56 148 and 99.
/// </remarks>
internal static class DepthwiseHalves
{
    private const int WidestVector = 16;

    /// <summary>What a vector reads beyond a row's end must still belong to the image.</summary>
    private const int LeastWidth = 5;

    /// <summary>Whether a convolution with one filter for each channel is of this kind.</summary>
    public static bool Takes(in Conv2dShape s) =>
        Depthwise.IsThreeByThree(s)
        && (s.StrideHeight, s.StrideWidth, s.InWidth) == (2, 2, 2 * s.OutWidth)
        && s.OutWidth >= LeastWidth;

    /// <summary>As <see cref="Convolution.Forward"/>, some rows of one sample.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The first channel's first row.</param>
    /// <param name="channelPitch">From one channel to the next: only the rows that the windows see need be there.</param>
    /// <param name="range">The first row of the output, and the end.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="scratch">As <see cref="Convolution.Forward"/>.</param>
    /// <param name="epilogue">As <see cref="Convolution.Forward"/>.</param>
    [MethodImpl(AggressiveOptimization)]
    public static unsafe void Forward<T>(
        in Conv2dShape s, Floats x, int channelPitch, (int First, int End) range, Floats weight, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        // A vector of pairs is read behind the copied rows, and behind the zeros.
        var zeros = scratch.From(PaddedImage.RoundUp((3 * s.InWidth) + (2 * WidestVector)));
        var sums = zeros.From(PaddedImage.RoundUp(s.InWidth + (2 * WidestVector)));
        scratch.Span((int)(sums.Pointer - scratch.Pointer)).Clear();
        var together = Math.Min(Math.Max(1, DepthwisePlan.Turn / s.OutPixels), s.OutChannels);
        var height = Math.Max(1, Math.Min(s.OutHeight, DepthwisePlan.Turn / s.OutWidth));
        var output = new Output<T>(epilogue, 0, s.OutPixels, 0, ChannelsAreRows: true);
        for (var c = 0; c < s.OutChannels; c += together)
        {
            var count = Math.Min(together, s.OutChannels - c);
            for (var row = range.First; row < range.End; row += height)
            {
                var end = Math.Min(row + height, range.End);
                var pitch = (end - row) * s.OutWidth;
                for (var i = 0; i < count; i++)
                {
                    var (image, w) = (x.From((long)(c + i) * channelPitch), weight.From((c + i) * s.Depth));
                    var isLast = c + i == s.OutChannels - 1 || s.InHeight % 2 == 1;
                    Rows(s, image, w, scratch, zeros, isLast, row, end, sums.From(i * pitch));
                }

                Convolution.Hand(output, sums, pitch, c, count, row * s.OutWidth, pitch);
            }
        }
    }

    /// <summary>
    /// Sums of some rows of a channel, one behind the other. What a vector reads behind the last row belongs to the next channel; the last
    /// one's last row is copied, with zeros behind it.
    /// </summary>
    private static void Rows(
        in Conv2dShape s, Floats image, Floats weight, Floats copy, Floats zeros, bool isLast, int row, int end, Floats to)
    {
        var next = isLast ? Math.Min(end, s.OutHeight - 1) : end;
        if (row < next)
        {
            var middle = image.From(2 * row * s.InWidth);
            Halve(row == 0 ? zeros : middle.From(-s.InWidth), middle, weight, s.InWidth, s.OutWidth, next - row, to);
        }

        if (next == end)
        {
            return;
        }

        for (var i = 0; i < 3; i++)
        {
            var from = (2 * next) - 1 + i;
            var target = copy.From(i * s.InWidth).Span(s.InWidth);
            if (from < 0 || from >= s.InHeight)
            {
                target.Clear();
            }
            else
            {
                image.From(from * s.InWidth).Span(s.InWidth).CopyTo(target);
            }
        }

        Halve(copy, copy.From(s.InWidth), weight, s.InWidth, s.OutWidth, 1, to.From((next - row) * s.OutWidth));
    }

    private static void Halve(Floats above, Floats x, Floats weight, int inWidth, int width, int rows, Floats to)
    {
        switch (Lanes.ThatHold(width))
        {
            case 16:
                Halve<V16>(above, x, weight, inWidth, width, rows, to);
                break;
            case 8:
                Halve<V8>(above, x, weight, inWidth, width, rows, to);
                break;
            case 4:
                Halve<V4>(above, x, weight, inWidth, width, rows, to);
                break;
            default:
                Halve<V1>(above, x, weight, inWidth, width, rows, to);
                break;
        }
    }

    /// <summary>
    /// Every other sum of every other row, from the one <paramref name="above"/> and the two at <paramref name="x"/> on. A vector wider
    /// than a row writes beyond its end, where the next row is written later.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Halve<V>(Floats above, Floats x, Floats weight, int inWidth, int width, int rows, Floats to)
        where V : struct, IVector<V>
    {
        var (top, middle, bottom) = (new Taps<V>(weight), new Taps<V>(weight.From(3)), new Taps<V>(weight.From(6)));
        for (; rows > 0; rows--, above = x.From(inWidth), x = x.From(2 * inWidth), to = to.From(width))
        {
            // Left of the first column lie zeros, left of others what the vector before has seen last; one that reaches back looks.
            var (a, b, c) = (V.Zero, V.Zero, V.Zero);
            for (var column = 0; column < width; column += V.Count)
            {
                var start = Math.Min(column, Math.Max(width - V.Count, 0));
                var (from, isNext) = (above.From(2 * start), start == column);
                var (even, odd) = V.LoadPairs(from, 0);
                var left = isNext ? V.Follow(a, odd) : V.LoadPairs(from, -1).First;
                var (sides, sum) = (left * top.A, V.MultiplyAdd(odd, top.C, even * top.B));
                a = odd;
                from = x.From(2 * start);
                (even, odd) = V.LoadPairs(from, 0);
                left = isNext ? V.Follow(b, odd) : V.LoadPairs(from, -1).First;
                sides = V.MultiplyAdd(left, middle.A, sides);
                sum = V.MultiplyAdd(odd, middle.C, V.MultiplyAdd(even, middle.B, sum));
                b = odd;
                from = from.From(inWidth);
                (even, odd) = V.LoadPairs(from, 0);
                left = isNext ? V.Follow(c, odd) : V.LoadPairs(from, -1).First;
                sides = V.MultiplyAdd(left, bottom.A, sides);
                sum = V.MultiplyAdd(odd, bottom.C, V.MultiplyAdd(even, bottom.B, sum));
                c = odd;
                (sides + sum).Store(to, start);
            }
        }
    }

    /// <summary>One row of the weights, each in all lanes.</summary>
    private readonly struct Taps<V>
        where V : struct, IVector<V>
    {
        public readonly V A;
        public readonly V B;
        public readonly V C;

        [MethodImpl(AggressiveInlining)]
        public Taps(Floats weight) =>
            (A, B, C) = (V.Broadcast(weight[0]), V.Broadcast(weight[1]), V.Broadcast(weight[2]));
    }
}
