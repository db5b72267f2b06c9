using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Convolutions of stride 1 by Winograd's F(4×4, 3×3), F(2×2, 3×3) and F(2×2, 5×5): 36 multiplications make 4 × 4 outputs of a kernel of
/// 3 × 3, where the definition takes 144, or 2 × 2 outputs of one of 5 × 5, where it takes 100; and 16 make 2 × 2 of one of 3 × 3, where it
/// takes 36. Image and weights are transformed, multiplied plane by plane as matrices, and transformed back (Lavin and Gray, Fast
/// Algorithms for Convolutional Neural Networks, 2016).
/// </summary>
/// <remarks>
/// Vectors hold channels of one tile, so that a single sample's four tiles of 7 × 7 pixels fill the registers as well as many do.
/// With sixteen tiles in a vector instead, the same layers ran at a fifth of the speed for 4 tiles, and at 50 to 85 % of it for 64
/// and more: images of 7, 8 or 14 pixels leave vectors ragged, channels are in whole vectors in most networks. A single sample of 512
/// channels at 7 × 7 would be bound by reading 38 MB of transformed weights, and reads half as many that are transformed one way (see
/// Winograd.OneWay.cs); to transform the 9 MB of plain ones in the cache, block by block, took twice as long, since they leave the
/// first-level cache as 36 planes all the same. F(2×2, 3×3) reads 17 MB and takes 710 microseconds there, one way 732, but multiplies 1.8
/// times as much: 602 and 415 for each of eight samples.
/// </remarks>
public static unsafe partial class Winograd
{
    /// <summary>What a transform takes for each tile and channel, in multiply-adds of a matrix product.</summary>
    private const int WorkOfTransform = 500;

    /// <summary>y[o] = Σ x[i] ⋆ w[o, i], as <see cref="Convolution.Forward"/> computes it, but for rounding.</summary>
    /// <param name="s">The sizes: a kernel of 3 × 3 or 5 × 5, stride 1, no dilation, one group.</param>
    /// <param name="step">Outputs of a tile in each direction.</param>
    /// <param name="channelsLast">
    /// Which of the images have a pixel's channels side by side, height × width × channels, and as many of these as are whole vectors of
    /// the widest there are: multiples of 16. Such an image needs no transposing.
    /// </param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights in the form that <see cref="Weights"/> gives them.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    /// <param name="epilogue">
    /// Takes y: the index is (sample · OutChannels + o) · output pixels + pixel, the channel o. With channels last it takes a vector of
    /// channels: the index is (sample · output pixels + pixel) · OutChannels + o, the channel the first one's.
    /// </param>
    public static void Forward<TEpilogue>(
        in Conv2dShape s, int step, ChannelsLast channelsLast, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Blocks<V16, TEpilogue>(s, step, channelsLast, x, weight, samples, scratch, epilogue);
                break;
            case 256:
                Blocks<V8, TEpilogue>(s, step, channelsLast, x, weight, samples, scratch, epilogue);
                break;
            case 128:
                Blocks<V4, TEpilogue>(s, step, channelsLast, x, weight, samples, scratch, epilogue);
                break;
            default:
                Blocks<V1, TEpilogue>(s, step, channelsLast, x, weight, samples, scratch, epilogue);
                break;
        }
    }

    private static void Blocks<V, TEpilogue>(
        in Conv2dShape s, int step, ChannelsLast channelsLast, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where V : struct, IVector<V>
        where TEpilogue : struct, IEpilogue
    {
        var plan = new WinogradPlan(new(step, s.KernelHeight), s.InChannels, s.InWidth, s.OutChannels, s.OutHeight, s.OutWidth);
        var rows = samples * plan.TileRows;
        var products = (long)plan.Tile.Planes * s.InChannels * s.OutChannels;
        var work = rows * plan.InputBands.TileColumns * (products + ((s.InChannels + s.OutChannels) * WorkOfTransform));
        var threads = Team.ThreadsFor(work);
        var least = products <= WinogradConv2d.CachedWeights ? threads : 1;
        var blocks = Math.Min(rows, BandPlan.Evened(Math.Max(least, (rows + plan.BlockRows - 1) / plan.BlockRows), threads));
        Team.Share(new BlockPart<V, TEpilogue>(s, plan, channelsLast, x, weight, rows, blocks, epilogue), blocks, work, scratch);
    }

    /// <summary>
    /// Rows of tiles in blocks that differ by one row at most. Threads have blocks of their own. Weights that no cache keeps are not read
    /// by each of them: where one block takes all rows, they share it, and wait for one another after each of its steps.
    /// </summary>
    private readonly struct BlockPart<V, T>(
        in Conv2dShape s, in WinogradPlan plan, ChannelsLast channelsLast, Floats x, Floats weight, int rows, int blocks, in T epilogue)
        : IScratchPart
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        private readonly Conv2dShape _s = s;
        private readonly WinogradPlan _plan = plan;
        private readonly T _epilogue = epilogue;

        public void Run(int first, int count, Floats scratch)
        {
            for (var block = first; block < first + count; block++)
            {
                var row = (int)((long)block * rows / blocks);
                Block(row, (int)((block + 1L) * rows / blocks) - row, scratch);
            }
        }

        private void Block(int row, int count, Floats scratch)
        {
            long tiles = count * _plan.InputBands.TileColumns;
            var input = new InputPart<V>(_s, _plan, channelsLast, x, scratch, row, count);
            Team.Share(input, (_s.InChannels + V.Count - 1) / V.Count, tiles * _s.InChannels * WorkOfTransform, scratch);
            var panel = _plan.IsOneWay ? _s.OutChannels : WinogradPlan.Panel;
            for (var first = 0; first < _s.OutChannels; first += panel)
            {
                var channels = Math.Min(panel, _s.OutChannels - first);
                Multiply<V>(_s, _plan, weight.From((long)first * _s.InChannels), channels, (int)tiles, scratch);
                var output = new OutputPart<V, T>(_s, _plan, channelsLast, scratch, first, channels, row, count, _epilogue);
                Team.Share(output, (channels + V.Count - 1) / V.Count, tiles * channels * WorkOfTransform, scratch);
            }
        }
    }

    private static void Multiply<V>(in Conv2dShape s, in WinogradPlan plan, Floats panel, int channels, int tiles, Floats scratch)
        where V : struct, IVector<V>
    {
        var work = Team.Work((long)plan.Tile.Planes * channels * s.InChannels, tiles);
        if (plan.IsOneWay)
        {
            var strips = new OneWayPart<V>(s, plan, scratch, panel, tiles);
            Team.Share(strips, strips.Units, work);
            return;
        }

        var products = new ProductPart<V>(s, plan, scratch, panel, WinogradPlan.RoundUp(channels), tiles);
        Team.Share(products, plan.Tile.Planes, work);
    }

    /// <summary>Bᵀ d B for all input channels, a vector of them at a time.</summary>
    private readonly struct InputPart<V>(
        in Conv2dShape s, in WinogradPlan plan, ChannelsLast channelsLast, Floats x, Floats target, int row, int count) : IScratchPart
        where V : struct, IVector<V>
    {
        private readonly Conv2dShape _s = s;
        private readonly WinogradPlan _plan = plan;

        public void Run(int first, int units, Floats scratch)
        {
            var (pixel, channel) = channelsLast.HasFlag(ChannelsLast.Input) ? (_s.InChannels, 1) : (1, _s.InPixels);
            var images = new Images(x, _s.InChannels * _s.InPixels, pixel, channel, _s.InChannels, _plan.TileRows);
            var memory = scratch.From(_plan.ProductStart);
            var band = new WinogradBand(_plan.InputBands, memory, _s.InHeight, _s.InWidth, _s.PaddingHeight, _s.PaddingWidth);
            band.Clear(V.Count);
            for (var c = first * V.Count; c < Math.Min(_s.InChannels, (first + units) * V.Count); c += V.Count)
            {
                if (_plan.IsOneWay)
                {
                    Group(band, images, c, memory.From(_plan.InputBands.Length));
                }
                else
                {
                    TransformInput<V>(_plan.Tile, band, images, c, row, count, target.From(c), _plan.InputPlane, _plan.InPitch);
                }
            }
        }

        private void Group(in WinogradBand band, in Images images, int channel, Floats planes)
        {
            Transform<V, InputTile6, DividedInputTile6>(band, images, channel, row, count, planes, _plan.InputPlane, V.Count);
            var (tiles, channels) = (count * band.TileColumns, Math.Min(V.Count, _s.InChannels - channel));
            var groups = target.From((long)channel * WinogradPlan.GroupFloats);
            Winograd.Group(planes, _plan.InputPlane, V.Count, tiles, channels, groups, _plan.GroupsRow, _s.InChannels);
        }
    }

    /// <summary>One product of matrices for each plane: tiles × input channels times those × output channels of a panel.</summary>
    private readonly struct ProductPart<V>(
        in Conv2dShape s, in WinogradPlan plan, Floats scratch, Floats panel, int channels, int tiles) : IPart
        where V : struct, IVector<V>
    {
        private readonly Conv2dShape _s = s;
        private readonly WinogradPlan _plan = plan;

        public void Run(int first, int count)
        {
            long plane = WinogradPlan.WeightPlane(_s.InChannels, _s.OutChannels);
            for (var i = first; i < first + count; i++)
            {
                var rows = new WinogradProducts.Factor(scratch.From((long)i * _plan.InputPlane), tiles, _plan.InPitch, 1);
                var to = scratch.From(_plan.ProductStart + ((long)i * _plan.ProductPlane));
                var weights = panel.From(i * plane);
                var next = i < _plan.Tile.Planes - 1 ? weights.From(plane) : panel.From((long)_s.InChannels * WinogradPlan.Panel);
                WinogradProducts.Multiply<V>(rows, weights, channels, channels, _s.InChannels, to, _plan.OutPitch, adds: false, next);
            }
        }
    }
}
