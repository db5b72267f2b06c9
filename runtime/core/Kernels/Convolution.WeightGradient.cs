using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Convolution
{
    /// <summary>Output channels up to which vectors of them would be mostly empty or too few to keep the processor busy.</summary>
    private const int FewChannels = 8;

    /// <summary>Pixels from which on sums along them are worth their additions across lanes, with few channels and with many.</summary>
    private const int LongRow = 256;

    private const int VeryLongRow = 1024;

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
            if (s.IsPointwise)
            {
                AddPointwise(s, x, dy, dw, samples, group);
            }
            else if (s.StrideWidth == 1 && s.OutPixels >= (s.GroupOut <= FewChannels ? LongRow : VeryLongRow))
            {
                AddAlongPixels(s, x, dy, dw, samples, scratch, group);
            }
            else
            {
                AddAcrossChannels(s, x, dy, dw, samples, scratch, group);
            }
        }
    }

    /// <summary>The places of the image are those of the output gradient.</summary>
    private static void AddPointwise(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, int group)
    {
        var output = new Output<Accumulate>(new(Weights(s, dw, group)), 0, s.Depth, 0, ChannelsAreRows: true);
        for (var sample = 0; sample < samples; sample++)
        {
            var rows = new LeftRows(Gradient(s, dy, sample, group), s.OutPixels, s.GroupOut);
            GemmDot.Multiply(rows, Image(s, x, sample, group), s.OutPixels, s.Depth, s.OutPixels, output);
        }
    }

    /// <summary>
    /// Many pixels: each weight's gradient is a sum along the places of the padded image, with the output gradient spread to the
    /// same places and zeros between its rows.
    /// </summary>
    private static void AddAlongPixels(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch, int group)
    {
        var padded = new PaddedImage(s, scratch);
        var (spread, places) = (padded.End, PaddedImage.RoundUp(padded.Places));
        var rows = new LeftRows(spread, places, s.GroupOut);
        spread.Span(s.GroupOut * places).Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            padded.Fill(Image(s, x, sample, group));
            padded.SpreadGradient(Gradient(s, dy, sample, group), s.GroupOut, spread, places);
            for (var k = 0; k < s.Depth; k += s.KernelWidth)
            {
                var output = new Output<Accumulate>(new(Weights(s, dw, group)), k, s.Depth, 0, ChannelsAreRows: true);
                GemmDot.Multiply(rows, padded.Start.From(padded.Weights[k]), s.DilationWidth, s.KernelWidth, places, output);
            }
        }
    }

    /// <summary>
    /// Few pixels: the gradient transposed, weights × output channels. Rows are what each weight meets in the padded image,
    /// columns are the output gradient by pixels. So nothing is unrolled, and the sums are vectors of output channels.
    /// </summary>
    private static void AddAcrossChannels(in Conv2dShape s, Floats x, Floats dy, Floats dw, int samples, Floats scratch, int group)
    {
        var padded = new PaddedImage(s, scratch);
        var lanes = s.GroupOut <= 4 ? 4 : s.GroupOut <= 8 ? 8 : PaddedImage.RoundUp(s.GroupOut);
        var pixels = padded.End.AsInts();
        var gradient = padded.End.From(PaddedImage.RoundUp(s.OutPixels));
        var sums = gradient.From((long)s.OutPixels * lanes);
        var output = new Output<Accumulate>(new(sums), 0, lanes, 0, ChannelsAreRows: true);
        padded.Pixels(pixels);
        sums.Span(s.Depth * lanes).Clear();
        for (var sample = 0; sample < samples; sample++)
        {
            padded.Fill(Image(s, x, sample, group));
            Transpose(Gradient(s, dy, sample, group), s.GroupOut, s.OutPixels, gradient, lanes);
            var rows = new LeftRows(padded.Start, padded.Weights, s.Depth);
            Gemm.Multiply(rows, gradient, new LeftPlaces(pixels, lanes), lanes, s.OutPixels, output);
        }

        AddTransposed(sums, lanes, s.Depth, s.GroupOut, Weights(s, dw, group));
    }

    /// <summary>to[column, row] = from[row, column], with zeros for the rows up to <paramref name="lanes"/>.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Transpose(Floats from, int rows, int columns, Floats to, int lanes)
    {
        for (var block = 0; block < columns; block += 8)
        {
            var end = Math.Min(block + 8, columns);
            to.From((long)block * lanes).Span((end - block) * lanes).Clear();
            for (var row = 0; row < rows; row++)
            {
                for (var column = block; column < end; column++)
                {
                    to[(column * lanes) + row] = from[(row * columns) + column];
                }
            }
        }
    }

    /// <summary>to[column, row] += from[row, column].</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void AddTransposed(Floats from, int lanes, int rows, int columns, Floats to)
    {
        for (var block = 0; block < rows; block += 16)
        {
            var end = Math.Min(block + 16, rows);
            for (var column = 0; column < columns; column++)
            {
                for (var row = block; row < end; row++)
                {
                    to[(column * rows) + row] += from[(row * lanes) + column];
                }
            }
        }
    }
}
