using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>
    /// dw += the correlation of input and output gradient over all samples, where max pooling has kept one of the output's pixels under
    /// each window: the others have no gradient.
    /// </summary>
    /// <param name="s">The sizes of the convolution, which has neither groups nor dilation.</param>
    /// <param name="pool">Those of the pooling.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="dy">samples × what pooling left of the output image: its gradients.</param>
    /// <param name="positions">Where each window's greatest lies, as its flat place in the output's channel.</param>
    /// <param name="dw">What is added to: of the weights' shape.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">Sums, tables and some channels of an image (the operator says how much).</param>
    [MethodImpl(AggressiveOptimization)]
    public static void PooledWeightGradient(
        in Conv2dShape s, in Pool2dShape pool, Floats x, Floats dy, Ints positions, Floats dw, int samples, Floats scratch)
    {
        var plan = new PooledWeightPlan(
            (s.InChannels, s.OutChannels), (s.KernelHeight, s.KernelWidth), (s.StrideHeight, s.StrideWidth), (s.OutHeight, s.OutWidth),
            (pool.OutHeight, pool.OutWidth));
        var (runs, width) = (new KernelRuns(s.KernelHeight, plan.Runs.Run), plan.Runs.Channels);
        var pixels = scratch.From(plan.Image);
        var image = plan.IsApart
            ? new RunImage(s, plan.Runs, pixels, scratch.From(plan.Apart), runs.RowFloats)
            : new RunImage(s, plan.Runs, pixels);
        var (places, windows) = (scratch.From(plan.Places).AsInts(), s.OutChannels * pool.OutPlane);
        for (var sample = 0; sample < samples; sample += plan.Samples)
        {
            var (count, first) = (Math.Min(plan.Samples, samples - sample), (long)sample * windows);
            image.Find(positions.From(first), count * windows, places);
            for (var channel = 0; channel < s.InChannels; channel += width)
            {
                var channels = Math.Min(width, s.InChannels - channel);
                scratch.Span(plan.Turned).Clear();
                for (var i = 0; i < count; i++)
                {
                    image.Fill(x.From((((long)(sample + i) * s.InChannels) + channel) * s.InPixels), channels);
                    AddBands(s, pool, image, runs, plan.Rows, dy.From(first + (i * windows)), places.From(i * windows), scratch);
                }

                runs.Hand(scratch, width, s, channel, channels, dw, scratch.From(plan.Turned));
            }
        }
    }

    /// <summary>Some rows of windows after the others, for whose pixels the cache has room.</summary>
    private static void AddBands(
        in Conv2dShape s, in Pool2dShape pool, in RunImage image, in KernelRuns runs, int rows, Floats dy, Ints places, Floats sums)
    {
        var (windows, band) = (pool.OutPlane, rows * pool.OutWidth);
        for (var window = 0; window < windows; window += band)
        {
            var count = Math.Min(band, windows - window);
            var greatest = new GreatestOfChannels(
                dy.From(window), places.From(window), s.OutChannels, windows, count, runs.KernelFloats);
            runs.Add(image.Start, image.Pitch, sums, greatest);
        }
    }
}
