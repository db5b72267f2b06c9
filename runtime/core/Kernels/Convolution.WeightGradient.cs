using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>Channels on the smaller side up to which to turn them costs more than long sums along the pixels.</summary>
    private const int FewTurned = 32;

    /// <summary>Pixels from which on sums along them are worth their additions across lanes.</summary>
    private const int LongRow = 256;

    /// <summary>dw += the correlation of input and output gradient over all samples and pixels.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="dw">What is added to: of the weights' shape.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As forward, and the gradients of both sides transposed.</param>
    public static void WeightGradient(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch)
    {
        if (s.IsDepthwise)
        {
            Depthwise.WeightGradient(s, x, dy, dw, samples, scratch);
            return;
        }

        for (var group = 0; group < s.Groups; group++)
        {
            if (s.IsPointwise && Math.Min(s.GroupIn, s.GroupOut) <= FewTurned && s.OutPixels >= LongRow)
            {
                AddDots(s, x, dy, dw, samples, group);
            }
            else if (s.IsPointwise)
            {
                var image = new Side(Image(s, x, 0, group), s.GroupIn, s.InChannels);
                var gradient = new Side(Gradient(s, dy, 0, group), s.GroupOut, s.OutChannels);
                AddPointwise(s, image, gradient, Weights(s, dw, group), samples, scratch);
            }
            else if (s.IsPicking)
            {
                AddPicked(s, x, dy, dw, samples, scratch, group);
            }
            else if (ChannelPanels.PixelsServeBetter(s.KernelHeight * s.KernelWidth, s.Depth, s.GroupOut, s.OutPixels))
            {
                AddAlongPixels(s, x, dy, dw, samples, scratch, group);
            }
            else
            {
                AddAcrossChannels(s, x, dy, dw, samples, scratch, group);
            }
        }
    }

    /// <summary>Few channels: the places of the image are those of the output gradient, and each sum runs along them.</summary>
    private static void AddDots(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, int group)
    {
        var output = new Output<Accumulate>(new(Weights(s, dw, group)), 0, s.Depth, 0, ChannelsAreRows: true);
        for (var sample = 0; sample < samples; sample++)
        {
            var rows = new LeftRows(Gradient(s, dy, sample, group), s.OutPixels, s.GroupOut);
            GemmDot.Multiply(rows, Image(s, x, sample, group), s.OutPixels, s.Depth, s.OutPixels, output);
        }
    }

    /// <summary>
    /// Each weight's gradient is a sum along the pixels, of an output gradient and of what the weight meets at them. Nothing is turned,
    /// and no vector lies across few channels.
    /// </summary>
    /// <remarks>
    /// Measured on one AVX-512 core by turns, in GFLOP/s as below and so: 3 → 16 channels of 32 × 32, 3 × 3, 88 and 186, 3 → 24 of 64 × 64
    /// 101 and 200, 3 → 96 158 and 212, 3 → 64 of 224 × 224 69 and 110; 16 → 16 of 56 × 56 125 and 182; 64 → 8 of 32 × 32 69 and 175; 1 →
    /// 6 of 28 × 28, 5 × 5, 132. Of 200 terms and 32 channels either takes as long. With a stride of two 3 → 32 of 224 × 224 131 and
    /// 149, but 32 → 64 of 32 × 32 213 and 163, 3 → 64 of 224 × 224, 7 × 7, 210 and 171.
    /// </remarks>
    private static void AddAlongPixels(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch, int group)
    {
        var shifted = new ShiftedImage(s, scratch);
        var right = new RegularRows(shifted.Start, shifted.Weights, s.Depth);
        var output = new Output<Accumulate>(new(Weights(s, dw, group)), 0, s.Depth, 0, ChannelsAreRows: true);
        for (var sample = 0; sample < samples; sample++)
        {
            shifted.Fill(Image(s, x, sample, group));
            var left = new RegularRows(Gradient(s, dy, sample, group), s.OutPixels, s.GroupOut);
            GemmDot.MultiplyWide(left, right, s.OutPixels, output);
        }
    }

    /// <summary>
    /// The output gradient is turned, rows are what each weight meets in the image, and the sums are vectors of output channels:
    /// the weights' gradient transposed. So nothing is unrolled. Small images go several at a time.
    /// </summary>
    /// <remarks>
    /// Measured in GFLOP/s against sums along the pixels, which many pixels were once left to, and against PyTorch 1.13: 64 to 64
    /// channels of 56 × 56, 3 × 3, 226, 156, 203; 3 to 32 of 224 × 224 with a stride of two 115, 47, 121; 128 to 32 of 56 × 56 227, 137,
    /// 208. That the panels are narrow and the pixels are cut gave 128 to 256 of 28 × 28 with a stride of two 198 instead of 142, and
    /// 3 to 64 of 224 × 224, 7 × 7 with a stride of two, 166 instead of 117. With 16 outputs, a single vector, it stays at 150.
    /// </remarks>
    [MethodImpl(AggressiveOptimization)]
    private static void AddAcrossChannels(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch, int group)
    {
        var most = ChannelPanels.PaddedImages(s.OutPixels);
        var padded = new PaddedImage(s, most * s.GroupIn, (1, 1), scratch);
        var (width, distances) = (ChannelPanels.Width(s.GroupOut), padded.End.AsInts());
        var panel = padded.End.From(PaddedImage.RoundUp(Math.Max(s.OutPixels, ChannelPanels.Pixels)));
        var sums = panel.From(ChannelPanels.Pixels * width);
        padded.Pixels(distances, most);
        sums.Span(s.Depth * ChannelPanels.Filled(s.GroupOut)).Clear();
        for (var sample = 0; sample < samples; sample += most)
        {
            var images = Math.Min(most, samples - sample);
            for (var i = 0; i < images; i++)
            {
                padded.Fill(Image(s, x, sample + i, group), s.GroupIn, i * s.GroupIn);
            }

            for (var pixel = 0; pixel < s.OutPixels; pixel += ChannelPanels.Pixels)
            {
                AddPixels(s, padded, distances, Gradient(s, dy, sample, group), pixel, images, panel, sums);
            }
        }

        TurnedChannels.Add(sums, width, s.Depth, s.GroupOut, Weights(s, dw, group));
    }

    /// <summary>As many pixels of some images as a panel has room for.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AddPixels(
        in Conv2dShape s, in PaddedImage padded, Ints distances, Floats gradient, int pixel, int images, Floats panel, Floats sums)
    {
        var (width, pixels) = (ChannelPanels.Width(s.GroupOut), Math.Min(ChannelPanels.Pixels, s.OutPixels - pixel));
        var rows = new LeftRows(padded.Start, padded.Weights, s.Depth);
        for (var channel = 0; channel < s.GroupOut; channel += width)
        {
            var channels = Math.Min(width, s.GroupOut - channel);
            for (var i = 0; i < images; i++)
            {
                var from = gradient.From(((((long)i * s.OutChannels) + channel) * s.OutPixels) + pixel);
                TurnedChannels.Turn(from, channels, s.OutPixels, pixels, panel.From(i * pixels * width), width);
            }

            var output = new Output<Accumulate>(new(sums), channel * s.Depth, width, 0, ChannelsAreRows: true);
            Gemm.Multiply(rows, panel, new LeftPlaces(distances.From(pixel), width), width, images * pixels, output);
        }
    }
}
