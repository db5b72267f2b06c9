using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions with one filter for each channel. There is no product of matrices in them: each channel is padded and slid over,
/// and the sums wait in a small buffer, one row behind the other, until the epilogue takes them in whole vectors.
/// </summary>
/// <remarks>
/// The input gradient is a convolution too: backwards, over the output gradient with zeros between its pixels where there is a
/// stride. Three quarters of its multiplications with a stride of two are by such zeros; what takes the time is to move the pixels.
/// <para>
/// Measured on one AVX-512 core, in microseconds, against products of matrices with one row, and against PyTorch 1.13 (oneDNN):
/// 144 channels of 56 × 56, 3 × 3: 103, 294, 213; its input gradient 100, 740, 196; its weight gradient 135, 224, 162. 144 channels
/// from 56 × 56 to 28 × 28: 77, 349, 123; 87, 553, 148; 75, 1007, 113. 960 channels of 7 × 7: 41, 137, 43; 37, 203, 46; 49, 444, 37.
/// </para>
/// <para>
/// A batch of one shares its channels with idle threads, as pooling does: MobileNetV2 took 2.3 ms on two threads, 2.8 with only its
/// products shared, 4.4 on one.
/// </para>
/// </remarks>
internal static class Depthwise
{
    /// <summary>What a weight at a pixel takes, in multiply-adds of a large product, with the moves of pixels around it.</summary>
    public const int WorkOfTap = 4;

    /// <summary>Whether filters are 3 × 3, with one row and column of zeros around the image.</summary>
    public static bool IsThreeByThree(in Conv2dShape s) =>
        s is { KernelHeight: 3, KernelWidth: 3, PaddingHeight: 1, PaddingWidth: 1, DilationHeight: 1, DilationWidth: 1 };

    /// <summary>As <see cref="Convolution.Forward"/>.</summary>
    public static void Forward<T>(in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue => Share(s, x, weight, isBackward: false, samples, scratch, epilogue);

    /// <summary>As <see cref="Convolution.InputGradient"/>.</summary>
    public static void InputGradient<T>(in Conv2dShape s, Floats dy, Floats weight, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue => Share(s, dy, weight, isBackward: true, samples, scratch, epilogue);

    /// <summary>One sample, on this thread.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal static void ForwardOf<T>(in Conv2dShape s, Floats x, Floats weight, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        if (DepthwiseHalves.Takes(s))
        {
            DepthwiseHalves.Forward(s, x, s.InPixels, (0, s.OutHeight), weight, scratch, epilogue);
            return;
        }

        if (DepthwiseFlat.Takes(s))
        {
            DepthwiseFlat.Run(s, x, weight, isTurned: false, scratch, epilogue);
            return;
        }

        var plan = new DepthwisePlan(s.OutChannels, s.PlaneFloats, s.Depth, s.OutWidth);
        var padded = new PaddedImage(s, plan.Channels, (1, 1), scratch);
        var output = new Output<T>(epilogue, 0, s.OutPixels, 0, ChannelsAreRows: true);
        for (var c = 0; c < s.OutChannels; c += plan.Channels)
        {
            var count = Math.Min(plan.Channels, s.OutChannels - c);
            padded.Fill(x.From((long)c * s.InPixels), count);
            Slide(s, padded, weight.From((long)c * s.Depth), padded.End, plan.Rows, output, c, count);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void InputGradientOf<T>(in Conv2dShape s, Floats dy, Floats weight, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        var back = s.Backward;
        if ((s.StrideHeight, s.StrideWidth) == (1, 1) && DepthwiseFlat.Takes(back))
        {
            DepthwiseFlat.Run(back, dy, weight, isTurned: true, scratch, epilogue);
            return;
        }

        var plan = new DepthwisePlan(back.OutChannels, back.PlaneFloats, back.Depth, back.OutWidth);
        var padded = new PaddedImage(back, plan.Channels, (s.StrideHeight, s.StrideWidth), scratch);
        var turned = padded.End;
        var sums = turned.From(PaddedImage.RoundUp(plan.Channels * s.Depth));
        var output = new Output<T>(epilogue, 0, s.InPixels, 0, ChannelsAreRows: true);
        for (var c = 0; c < s.InChannels; c += plan.Channels)
        {
            var count = Math.Min(plan.Channels, s.InChannels - c);
            padded.Fill(dy.From((long)c * s.OutPixels), count);
            Turn(weight.From((long)c * s.Depth), count, s.Depth, turned);
            Slide(back, padded, turned, sums, plan.Rows, output, c, count);
        }
    }

    /// <summary>As <see cref="Convolution.WeightGradient"/>.</summary>
    /// <remarks>
    /// The output gradient is spread to the places of the padded image, with zeros between its rows, so that each weight's gradient
    /// is one long product of two rows.
    /// </remarks>
    [MethodImpl(AggressiveOptimization)]
    public static void WeightGradient(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch)
    {
        var plan = new DepthwisePlan(s.OutChannels, s.PlaneFloats, s.Depth, s.OutWidth);
        var padded = new PaddedImage(s, plan.Channels, (1, 1), scratch);
        var (spread, places) = (padded.End, PaddedImage.RoundUp(padded.Places));
        spread.Span(plan.Channels * places).Clear();
        for (var first = 0; first < samples * s.OutChannels; first += s.OutChannels)
        {
            for (var c = 0; c < s.OutChannels; c += plan.Channels)
            {
                var count = Math.Min(plan.Channels, s.OutChannels - c);
                padded.Fill(x.From((long)(first + c) * s.InPixels), count);
                padded.SpreadGradient(dy.From((long)(first + c) * s.OutPixels), count, spread, places);
                for (var i = 0; i < count; i++)
                {
                    var image = padded.Start.From(i * s.PlaneFloats);
                    DepthwiseDots.Add(image, padded.Weights, s.Depth, spread.From(i * places), places, dw.From((c + i) * s.Depth));
                }
            }
        }
    }

    /// <summary>The weights of each channel in the opposite order.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Turn(Floats weight, int channels, int taps, Floats turned)
    {
        for (var first = 0; first < channels * taps; first += taps)
        {
            for (var k = 0; k < taps; k++)
            {
                turned[first + k] = weight[first + taps - 1 - k];
            }
        }
    }

    /// <summary>Some channels, some rows at a time: sums, then the epilogue.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Slide<T>(
        in Conv2dShape s, in PaddedImage padded, Floats weight, Floats sums, int rows, in Output<T> output, int channel, int channels)
        where T : struct, IEpilogue
    {
        var tile = new DepthwiseTile(s, padded);
        for (var row = 0; row < s.OutHeight; row += rows)
        {
            var count = Math.Min(rows, s.OutHeight - row);
            for (var c = 0; c < channels; c++)
            {
                var from = padded.Start.From((c * s.PlaneFloats) + (row * padded.Pitch));
                tile.Rows(from, weight.From(c * s.Depth), count, sums.From(c * count * s.OutWidth));
            }

            Convolution.Hand(output, sums, count * s.OutWidth, channel, channels, row * s.OutWidth, count * s.OutWidth);
        }
    }

    private static void Share<T>(
        in Conv2dShape s, Floats from, Floats weight, bool isBackward, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        var channels = samples * s.OutChannels;
        var work = (long)channels * s.OutPixels * s.Depth * WorkOfTap;
        Team.Share(new Part<T>(s, from, weight, isBackward, epilogue), channels, work, scratch);
    }

    /// <summary>Some channels of some samples.</summary>
    private readonly struct Part<T>(in Conv2dShape s, Floats from, Floats weight, bool isBackward, in T epilogue) : IScratchPart
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly T _epilogue = epilogue;

        public void Run(int first, int count, Floats scratch)
        {
            for (var end = first + count; first < end;)
            {
                var channel = first % _s.OutChannels;
                var some = Math.Min(end - first, _s.OutChannels - channel);
                var shape = _s with { InChannels = some, OutChannels = some, Groups = some };
                var w = weight.From((long)channel * _s.Depth);
                if (isBackward)
                {
                    var rest = new Onwards<T>(_epilogue, channel, first * _s.InPixels);
                    InputGradientOf(shape, from.From((long)first * _s.OutPixels), w, scratch, rest);
                }
                else
                {
                    var rest = new Onwards<T>(_epilogue, channel, first * _s.OutPixels);
                    ForwardOf(shape, from.From((long)first * _s.InPixels), w, scratch, rest);
                }

                first += some;
            }
        }
    }
}

/// <summary>Goes on from a channel and an index.</summary>
internal readonly struct Onwards<T>(T epilogue, int channel, int index) : IEpilogue
    where T : struct, IEpilogue
{
    private readonly T _epilogue = epilogue;

    [MethodImpl(AggressiveInlining)]
    public void Apply<V>(V sum, int fromChannel, int fromIndex)
        where V : struct, IVector<V> => _epilogue.Apply(sum, channel + fromChannel, index + fromIndex);
}
