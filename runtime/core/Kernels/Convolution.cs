using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions as matrix products, one sample and one group of channels at a time. Images are channels × height × width,
/// weights out × in/groups × height × width.
/// </summary>
public static partial class Convolution
{
    /// <summary>Pixels that are summed up one by one where they are left over from whole vectors.</summary>
    private const int MostRest = 4;

    /// <summary>Channels from which on that is worth it, for each such pixel.</summary>
    private const int DepthOfRest = 64;

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
        else if (s.IsPointwise || s.IsPicking)
        {
            Pointwise(s, x, weight, samples, scratch, epilogue);
        }
        else
        {
            Slide(s, x, weight, samples, scratch, epilogue);
        }
    }

    /// <summary>The pixels are multiplied as they lie in the image, or as they were picked from it.</summary>
    private static void Pointwise<T>(in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupOut;
                var first = ((sample * s.OutChannels) + channel) * s.OutPixels;
                var rows = new LeftRows(Weights(s, weight, group), s.Depth, s.GroupOut);
                var (image, memory) = (Image(s, x, sample, group), scratch);
                if (s.IsPicking)
                {
                    PickedPixels.Pick(s, image, s.GroupIn, scratch);
                    (image, memory) = (scratch, scratch.From(s.GroupIn * s.OutPixels));
                }

                var output = new Output<T>(epilogue, first, s.OutPixels, channel, ChannelsAreRows: true);
                Multiply(rows, image, new Strided(1, s.OutPixels), s.OutPixels, s.Depth, memory, output);
            }
        }
    }

    /// <summary>
    /// Rows times pixels. Where one to four pixels are left over from whole vectors, as of 7 × 7 and of 14 × 14, they are turned and
    /// each sum runs along the channels: another vector for them would be almost empty.
    /// </summary>
    /// <remarks>
    /// Measured on one AVX-512 core, in GFLOP/s: 960 to 160 channels of 7 × 7 211 against 152, 160 to 960 182 against 146, 384 to 64
    /// of 14 × 14 232 against 203, 64 to 384 195 against 193. With weights that are not in the cache, 512 to 2048 of 7 × 7 takes 523
    /// µs, and 660 where the rest is summed up after all rows.
    /// </remarks>
    private static void Multiply<D, T>(
        in LeftRows rows, Floats image, in D places, int pixels, int depth, Floats scratch, in Output<T> output)
        where D : struct, IDepth
        where T : struct, IEpilogue
    {
        var rest = pixels % Math.Max(Cpu.VectorBits / 32, 1);
        if (rest == pixels || rest > MostRest || depth < rest * DepthOfRest || places.Left(1) != 1)
        {
            rest = 0;
        }

        if (rest == 0)
        {
            Gemm.Multiply(rows, image, places, pixels, depth, output);
            return;
        }

        for (var k = 0; k < depth; k++)
        {
            var last = image.From(places.Right(k) + pixels - rest);
            for (var pixel = 0; pixel < rest; pixel++)
            {
                scratch[(pixel * depth) + k] = last[pixel];
            }
        }

        var part = new RaggedPart<D, T>(rows, image, places, scratch, pixels, rest, depth, output);
        Team.Share(part, part.Units, (long)rows.Rows * pixels * depth);
    }

    /// <summary>
    /// Some rows with all pixels: first those in whole vectors, then the <paramref name="rest"/>, while the rows are in the cache.
    /// </summary>
    private readonly struct RaggedPart<D, T>(
        in LeftRows rows, Floats image, in D places, Floats turned, int pixels, int rest, int depth, in Output<T> output) : IPart
        where D : struct, IDepth
        where T : struct, IEpilogue
    {
        /// <summary>Floats of the weights of rows that are done together.</summary>
        private const int StretchFloats = 32 * 1024;

        private readonly LeftRows _rows = rows;
        private readonly D _places = places;
        private readonly Output<T> _output = output;

        public int Units => (_rows.Rows + Gemm.TileRows - 1) / Gemm.TileRows;

        public void Run(int first, int count)
        {
            var stretch = Math.Max(2, StretchFloats / depth / Gemm.TileRows) * Gemm.TileRows;
            var end = Math.Min(_rows.Rows, (first + count) * Gemm.TileRows);
            for (var row = first * Gemm.TileRows; row < end; row += stretch)
            {
                var some = _rows.From(row, Math.Min(stretch, end - row));
                var output = _output.Below(row);
                Gemm.Multiply(some, image, _places, pixels - rest, depth, output);
                GemmDot.Multiply(some, turned, depth, rest, depth, output with { First = output.First + pixels - rest });
            }
        }
    }

    private static void Slide<T>(in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in T epilogue)
        where T : struct, IEpilogue
    {
        var isCut = ShiftedBand.Plan(s, threads: 1).Bands >= ManyBands && s.GroupOut * s.Depth <= FewWeights;
        var shifted = isCut ? default : new ShiftedImage(s, scratch);
        for (var sample = 0; sample < samples; sample++)
        {
            for (var group = 0; group < s.Groups; group++)
            {
                var channel = group * s.GroupOut;
                var first = ((sample * s.OutChannels) + channel) * s.OutPixels;
                var rows = new LeftRows(Weights(s, weight, group), s.Depth, s.GroupOut);
                var output = new Output<T>(epilogue, first, s.OutPixels, channel, ChannelsAreRows: true);
                if (isCut)
                {
                    Slide(s, Image(s, x, sample, group), rows, scratch, output);
                    continue;
                }

                shifted.Fill(Image(s, x, sample, group));
                Multiply(rows, shifted.Start, new RightPlaces(1, shifted.Weights), s.OutPixels, s.Depth, shifted.End, output);
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
