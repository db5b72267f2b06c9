using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions as matrix products, one sample and one group of channels at a time. Images are channels × height × width,
/// weights out × in/groups × height × width.
/// </summary>
public static partial class Convolution
{
    /// <summary>y[o] = Σ x[i] ⋆ w[o, i] (cross-correlation, as PyTorch's Conv2d).</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">A padded image of one group, and its table (the operator says how much).</param>
    /// <param name="epilogue">Takes y: the index is (sample · OutChannels + o) · output pixels + pixel, the channel o.</param>
    public static void Forward<TEpilogue>(
        in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (s.IsDepthwise)
        {
            Depthwise.Forward(s, x, weight, samples, scratch, epilogue);
        }
        else if (s.IsPointwise)
        {
            Pointwise(s, x, weight, samples, epilogue);
        }
        else
        {
            Slide(s, x, weight, samples, scratch, epilogue);
        }
    }

    /// <summary>dx: every output gradient handed back through the weights.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">(Weights of one output channel) · (output pixels) floats, one input image, and 64 more.</param>
    /// <param name="epilogue">Takes dx: the index is (sample · InChannels + i) · input pixels + pixel, the channel i.</param>
    public static void InputGradient<TEpilogue>(
        in Conv2dShape s, Floats dy, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (s.IsDepthwise)
        {
            Depthwise.InputGradient(s, dy, weight, samples, scratch, epilogue);
            return;
        }

        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupIn;
                var first = ((sample * s.InChannels) + channel) * s.InPixels;
                var rows = new LeftRows(Weights(s, weight, group), 1, s.Depth);
                var from = Gradient(s, dy, sample, group);
                var steps = new Strided(s.Depth, s.OutPixels);
                if (s.IsPointwise)
                {
                    var direct = new Output<TEpilogue>(epilogue, first, s.InPixels, channel, ChannelsAreRows: true);
                    Gemm.Multiply(rows, from, steps, s.OutPixels, s.GroupOut, direct);
                    continue;
                }

                var columns = new Output<Store>(new Store(Collected.Rows(scratch)), 0, s.OutPixels, 0, ChannelsAreRows: true);
                Gemm.Multiply(rows, from, steps, s.OutPixels, s.GroupOut, columns);
                var image = Collected.Collect(s, scratch);
                var output = new Output<TEpilogue>(epilogue, first, s.InPixels, channel, ChannelsAreRows: true);
                Hand(output, image, s.InPixels, 0, s.GroupIn, 0, s.InPixels);
            }
        }
    }

    /// <summary>The pixels are multiplied as they lie in the image.</summary>
    private static void Pointwise<T>(in Conv2dShape s, Floats x, Floats weight, int samples, in T epilogue)
        where T : struct, IEpilogue
    {
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupOut;
                var first = ((sample * s.OutChannels) + channel) * s.OutPixels;
                var rows = new LeftRows(Weights(s, weight, group), s.Depth, s.GroupOut);
                var output = new Output<T>(epilogue, first, s.OutPixels, channel, ChannelsAreRows: true);
                Gemm.Multiply(rows, Image(s, x, sample, group), new Strided(1, s.OutPixels), s.OutPixels, s.Depth, output);
            }
        }
    }

    private static void Slide<T>(in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        var padded = new PaddedImage(s, scratch);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupOut;
                var first = ((sample * s.OutChannels) + channel) * s.OutPixels;
                var rows = new LeftRows(Weights(s, weight, group), s.Depth, s.GroupOut);
                padded.Fill(Image(s, x, sample, group));
                var output = new PixelOutput<T>(epilogue, first, channel, s.OutPixels, s.OutWidth, padded.Pitch);
                Gemm.Multiply(rows, padded.Start, new RightPlaces(1, padded.Weights), padded.Places, s.Depth, output);
            }
        }
    }

    private static Floats Image(in Conv2dShape s, Floats x, int sample, int group) =>
        x.From((((long)sample * s.InChannels) + (group * s.GroupIn)) * s.InPixels);

    private static Floats Gradient(in Conv2dShape s, Floats dy, int sample, int group) =>
        dy.From((((long)sample * s.OutChannels) + (group * s.GroupOut)) * s.OutPixels);

    private static Floats Weights(in Conv2dShape s, Floats weight, int group) => weight.From((long)group * s.GroupOut * s.Depth);

    /// <summary>Hands some rows and columns of finished sums, whose rows lie <paramref name="pitch"/> apart, to the epilogue.</summary>
    [MethodImpl(AggressiveOptimization)]
    internal static void Hand<T>(in Output<T> output, Floats sums, int pitch, int row, int rows, int column, int width)
        where T : struct, IEpilogue
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Hand<V16, T>(output, sums, pitch, row, rows, column, width);
                break;
            case 256:
                Hand<V8, T>(output, sums, pitch, row, rows, column, width);
                break;
            case 128:
                Hand<V4, T>(output, sums, pitch, row, rows, column, width);
                break;
            default:
                Hand<V1, T>(output, sums, pitch, row, rows, column, width);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Hand<V, T>(Output<T> output, Floats sums, int pitch, int row, int rows, int column, int width)
        where T : struct, IEpilogue
        where V : struct, IVector<V> => output.Take<V>(sums, pitch, row, rows, column, width);
}
