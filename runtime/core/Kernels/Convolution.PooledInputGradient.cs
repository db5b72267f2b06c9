using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>
    /// dx: every output gradient handed back through the weights, where max pooling has kept one of the output's pixels under each window:
    /// the others have no gradient. Those of a pixel add up before they are handed back.
    /// </summary>
    /// <param name="s">The sizes of the convolution, which has neither groups nor dilation.</param>
    /// <param name="pool">Those of the pooling.</param>
    /// <param name="dy">samples × what pooling left of the output image: its gradients.</param>
    /// <param name="positions">Where each window's greatest lies, as its flat place in the output's channel.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">Kernels, tables and some channels of an image (the operator says how much).</param>
    /// <param name="epilogue">Takes dx: the index is (sample · InChannels + i) · input pixels + pixel, the channel i.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void PooledInputGradient<TEpilogue>(
        in Conv2dShape s, in Pool2dShape pool, Floats dy, Ints positions, Floats weight, int samples, Floats scratch,
        in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var plan = new PooledInputPlan(
            (s.InChannels, s.OutChannels), (s.KernelHeight, s.KernelWidth), (s.StrideHeight, s.StrideWidth), (s.OutHeight, s.OutWidth),
            pool.OutPlane);
        var (runs, width) = (new KernelRuns(s.KernelHeight, plan.Runs.Run), plan.Runs.Channels);
        var (image, planes) = (new RunImage(s, plan.Runs, scratch.From(plan.Image)), scratch.From(plan.Planes));
        var sums = scratch.From(plan.Sums).AsInts();
        image.Find(sums);
        var greatest = new GreatestOfPixels(
            scratch.From(plan.Starts).AsInts(), scratch.From(plan.Gradients), scratch.From(plan.Places).AsInts(), s.OutPixels, sums);
        planes.Span(width * s.InPixels).Clear();
        for (var channel = 0; channel < s.InChannels; channel += width)
        {
            var (channels, windows) = (Math.Min(width, s.InChannels - channel), s.OutChannels * pool.OutPlane);
            runs.Turn(scratch, width, s, channel, channels, weight);
            for (var sample = 0; sample < samples; sample++)
            {
                var first = (long)sample * windows;
                greatest.Sort(dy.From(first), positions.From(first), s.OutChannels, pool.OutPlane, runs.KernelFloats);
                image.Clear();
                runs.Add(image.Start, image.Pitch, scratch, greatest);
                image.Copy(planes, channels);
                HandPlanes(planes, channels, s.InPixels, channel, ((sample * s.InChannels) + channel) * s.InPixels, epilogue);
            }
        }
    }

    /// <summary>Hands some channels of an image to the epilogue.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void HandPlanes<T>(Floats planes, int channels, int pixels, int channel, int index, in T epilogue)
        where T : struct, IEpilogue
    {
        for (var end = channel + channels; channel < end; channel++, planes = planes.From(pixels), index += pixels)
        {
            switch (Cpu.VectorBits)
            {
                case 512:
                    Results.Take<V16, T>(epilogue, planes, pixels, channel, 0, index);
                    break;
                case 256:
                    Results.Take<V8, T>(epilogue, planes, pixels, channel, 0, index);
                    break;
                case 128:
                    Results.Take<V4, T>(epilogue, planes, pixels, channel, 0, index);
                    break;
                default:
                    Results.Take<V1, T>(epilogue, planes, pixels, channel, 0, index);
                    break;
            }
        }
    }
}
