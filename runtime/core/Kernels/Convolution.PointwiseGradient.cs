using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>
    /// The places of the image are those of the output gradient. One of the two is turned, so that the sums are vectors of its
    /// channels, and its panels are multiplied with the rows of the other. Small images go several to a panel.
    /// </summary>
    /// <remarks>
    /// Measured on one AVX-512 core, in GFLOP/s, against sums along the pixels of 4 × 4 pairs of channels, whose lanes have to be
    /// added up at the end: 512 to 2048 channels of 7 × 7 205 against 67, 160 to 960 211 against 70, 1024 to 256 of 14 × 14 223
    /// against 148, 256 to 64 of 56 × 56 231 against 127. 32 to 192 of 28 × 28 gained nothing, 24 to 144 of 56 × 56 lost a little.
    /// </remarks>
    private static void AddPointwise(in Conv2dShape s, in Side image, in Side gradient, Floats dw, int samples, Floats scratch)
    {
        var (table, panel) = (scratch.AsInts(), scratch.From(ChannelPanels.Pixels));
        if (TurnsInput(s))
        {
            AddPanels(image, gradient, samples, s.OutPixels, table, panel, dw, 1, s.Depth);
            return;
        }

        var width = ChannelPanels.Width(s.GroupOut);
        var sums = panel.From(ChannelPanels.Pixels * width);
        sums.Span(s.Depth * ChannelPanels.Filled(s.GroupOut)).Clear();
        AddPanels(gradient, image, samples, s.OutPixels, table, panel, sums, s.Depth, width);
        TurnedChannels.Add(sums, width, s.Depth, s.GroupOut, dw);
    }

    /// <summary>The same with a stride, once the pixels that the kernel sees have been picked.</summary>
    private static void AddPicked(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch, int group)
    {
        var most = ChannelPanels.PaddedImages(s.OutPixels);
        var memory = scratch.From(PaddedImage.RoundUp(most * s.GroupIn * s.OutPixels));
        for (var sample = 0; sample < samples; sample += most)
        {
            var images = Math.Min(most, samples - sample);
            for (var i = 0; i < images; i++)
            {
                PickedPixels.Pick(s, Image(s, x, sample + i, group), s.GroupIn, scratch.From((long)i * s.GroupIn * s.OutPixels));
            }

            var gradient = new Side(Gradient(s, dy, sample, group), s.GroupOut, s.OutChannels);
            AddPointwise(s, new Side(scratch, s.GroupIn, s.GroupIn), gradient, Weights(s, dw, group), images, memory);
        }
    }

    /// <summary>
    /// Whether to turn the input: its sums then are the weights' gradient as it lies, and else have to be turned back at the end.
    /// </summary>
    private static bool TurnsInput(in Conv2dShape s) =>
        (long)s.OutPixels * s.GroupIn <= ((long)s.OutPixels * s.GroupOut) + (2L * s.GroupIn * s.GroupOut);

    /// <summary>Adds the products of all rows with all turned channels.</summary>
    /// <param name="turned">What is turned.</param>
    /// <param name="rows">What is not.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="pixels">Pixels of a channel, of both.</param>
    /// <param name="table">Memory for the places of a panel's pixels in the rows.</param>
    /// <param name="panel">Memory for a panel.</param>
    /// <param name="sums">What is added to.</param>
    /// <param name="panelStep">How far apart the sums of neighbouring channels are in neighbouring panels.</param>
    /// <param name="rowStep">How far apart the sums of neighbouring rows are.</param>
    [MethodImpl(AggressiveOptimization)]
    private static void AddPanels(
        in Side turned, in Side rows, int samples, int pixels, Ints table, Floats panel, Floats sums, int panelStep, int rowStep)
    {
        var width = ChannelPanels.Width(turned.Channels);
        var together = ChannelPanels.Images(pixels);
        for (var sample = 0; sample < samples; sample += together)
        {
            var images = Math.Min(together, samples - sample);
            for (var pixel = 0; pixel < pixels; pixel += ChannelPanels.Pixels)
            {
                var count = Math.Min(ChannelPanels.Pixels, pixels - pixel);
                for (var i = 0; i < images * count; i++)
                {
                    var (image, place) = Math.DivRem(i, count);
                    table[i] = (int)rows.Place(image, pixels) + place;
                }

                var left = new LeftRows(rows.Start.From(rows.Place(sample, pixels) + pixel), pixels, rows.Channels);
                for (var channel = 0; channel < turned.Channels; channel += width)
                {
                    var channels = Math.Min(width, turned.Channels - channel);
                    for (var image = 0; image < images; image++)
                    {
                        var from = turned.Start.From(turned.Place(sample + image, pixels) + ((long)channel * pixels) + pixel);
                        TurnedChannels.Turn(from, channels, pixels, count, panel.From(image * count * width), width);
                    }

                    var output = new Output<Accumulate>(new(sums), channel * panelStep, rowStep, 0, ChannelsAreRows: true);
                    Gemm.Multiply(left, panel, new LeftPlaces(table, width), channels, images * count, output);
                }
            }
        }
    }

    /// <summary>A group's channels of an image or a gradient.</summary>
    /// <param name="Start">The first sample's first channel.</param>
    /// <param name="Channels">How many.</param>
    /// <param name="AllChannels">Those of all groups.</param>
    private readonly record struct Side(Floats Start, int Channels, int AllChannels)
    {
        public long Place(int sample, int pixels) => (long)sample * AllChannels * pixels;
    }
}
