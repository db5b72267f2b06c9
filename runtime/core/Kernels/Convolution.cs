using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions as matrix products over the unrolled image (<see cref="Unrolled"/>), one sample and one group of channels at a time.
/// Images are channels × height × width, weights out × in/groups × height × width.
/// </summary>
public static class Convolution
{
    /// <summary>y[o] = Σ x[i] ⋆ w[o, i] (cross-correlation, as PyTorch's Conv2d).</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">
    /// (Weights of one output channel) · (output pixels) floats, one group of the input image with as much of its padding as the
    /// windows touch, and 64 more.
    /// </param>
    /// <param name="epilogue">Takes y: the index is (sample · OutChannels + o) · output pixels + pixel, the channel o.</param>
    public static void Forward<TEpilogue>(
        in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var rows = Image(s, x, sample, group);
                if (!s.IsPointwise)
                {
                    Unrolled.SpreadRows(s, rows, scratch);
                    rows = scratch;
                }

                var channel = group * s.GroupOut;
                var output = new Output<TEpilogue>(
                    epilogue, ((sample * s.OutChannels) + channel) * s.OutPixels, s.OutPixels, channel, ChannelsAreRows: true);
                Gemm.Multiply(
                    new Factor(Weights(s, weight, group), s.Depth, 1), rows, s.OutPixels, s.GroupOut, s.OutPixels, s.Depth, output);
            }
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
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupIn;
                var first = ((sample * s.InChannels) + channel) * s.InPixels;
                var factor = new Factor(Weights(s, weight, group), 1, s.Depth);
                var from = Gradient(s, dy, sample, group);
                if (s.IsPointwise)
                {
                    var direct = new Output<TEpilogue>(epilogue, first, s.InPixels, channel, ChannelsAreRows: true);
                    Gemm.Multiply(factor, from, s.OutPixels, s.Depth, s.OutPixels, s.GroupOut, direct);
                    continue;
                }

                var columns = new Output<Store>(new Store(Collected.Rows(scratch)), 0, s.OutPixels, 0, ChannelsAreRows: true);
                Gemm.Multiply(factor, from, s.OutPixels, s.Depth, s.OutPixels, s.GroupOut, columns);
                var image = Collected.Collect(s, scratch);
                Hand(new Output<TEpilogue>(epilogue, first, s.InPixels, channel, ChannelsAreRows: true), image, s.GroupIn, s.InPixels);
            }
        }
    }

    /// <summary>dw += the correlation of input and output gradient over all samples and pixels.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="dw">What is added to: of the weights' shape.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As forward.</param>
    public static void WeightGradient(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch)
    {
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var (image, gradient) = (Image(s, x, sample, group), Gradient(s, dy, sample, group));
                var output = new Output<Accumulate>(new(Weights(s, dw, group)), 0, s.Depth, 0, ChannelsAreRows: true);
                if (s.IsPointwise)
                {
                    GemmDot.Multiply(gradient, image, s.GroupOut, s.Depth, s.OutPixels, output);
                    continue;
                }

                // Unrolled by columns, the product needs no sums across lanes.
                Unrolled.SpreadColumns(s, image, scratch);
                Gemm.Multiply(new Factor(gradient, s.OutPixels, 1), scratch, s.Depth, s.GroupOut, s.Depth, s.OutPixels, output);
            }
        }
    }

    private static Floats Image(in Conv2dShape s, Floats x, int sample, int group) =>
        x.From((((long)sample * s.InChannels) + (group * s.GroupIn)) * s.InPixels);

    private static Floats Gradient(in Conv2dShape s, Floats dy, int sample, int group) =>
        dy.From((((long)sample * s.OutChannels) + (group * s.GroupOut)) * s.OutPixels);

    private static Floats Weights(in Conv2dShape s, Floats weight, int group) => weight.From((long)group * s.GroupOut * s.Depth);

    /// <summary>Hands a finished image to the epilogue.</summary>
    private static void Hand<T>(in Output<T> output, Floats image, int channels, int pixels)
        where T : struct, IEpilogue
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Hand<V16, T>(output, image, channels, pixels);
                break;
            case 256:
                Hand<V8, T>(output, image, channels, pixels);
                break;
            case 128:
                Hand<V4, T>(output, image, channels, pixels);
                break;
            default:
                Hand<V1, T>(output, image, channels, pixels);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Hand<V, T>(Output<T> output, Floats image, int channels, int pixels)
        where T : struct, IEpilogue
        where V : struct, IVector<V> => output.Take<V>(image, pixels, 0, channels, 0, pixels);
}
