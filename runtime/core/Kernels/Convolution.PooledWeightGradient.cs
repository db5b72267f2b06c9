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
        var plan = new PooledGradientPlan(
            (s.InChannels, s.OutChannels), (s.KernelHeight, s.KernelWidth), (s.StrideHeight, s.StrideWidth), (s.OutHeight, s.OutWidth),
            (pool.OutHeight, pool.OutWidth));
        var runs = new KernelRuns(s.KernelHeight, plan.Run);
        var image = new RunImage(s, plan, runs.RowFloats, scratch);
        var (places, windows) = (scratch.From(plan.Places).AsInts(), s.OutChannels * pool.OutPlane);
        for (var sample = 0; sample < samples; sample += plan.Samples)
        {
            var (count, first) = (Math.Min(plan.Samples, samples - sample), (long)sample * windows);
            image.Find(positions.From(first), count * windows, places);
            var greatest = new Greatest(dy.From(first), places, pool.OutPlane, s.OutChannels, pool.OutPlane);
            for (var channel = 0; channel < s.InChannels; channel += plan.Channels)
            {
                var channels = Math.Min(plan.Channels, s.InChannels - channel);
                scratch.Span(plan.Sums).Clear();
                for (var i = 0; i < count; i++)
                {
                    image.Fill(x.From((((long)(sample + i) * s.InChannels) + channel) * s.InPixels), channels);
                    runs.Add(image, greatest.OfSample(i), plan.Rows * pool.OutWidth, scratch);
                }

                runs.Hand(scratch, plan.Channels, s, channel, channels, dw, scratch.From(plan.Turned));
            }
        }
    }
}
