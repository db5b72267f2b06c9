using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// 3 × 3 convolutions of stride 1 by Winograd's F(4×4, 3×3): a tile of 4 × 4 outputs takes 36 multiplications where the
/// definition takes 144. Image and weights are transformed, multiplied plane by plane as matrices, and transformed back
/// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016).
/// </summary>
public static partial class Winograd
{
    /// <summary>y[o] = Σ x[i] ⋆ w[o, i], as <see cref="Convolution.Forward"/> computes it, but for rounding.</summary>
    /// <param name="s">The sizes: a kernel of 3 × 3, stride 1, no dilation, one group.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="weight">The weights in the form that <see cref="Weights"/> gives them.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    /// <param name="epilogue">Takes y: the index is (sample · OutChannels + o) · output pixels + pixel, the channel o.</param>
    public static void Forward<TEpilogue>(
        in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Blocks<V16, TEpilogue>(s, x, weight, samples, scratch, epilogue);
                break;
            case 256:
                Blocks<V8, TEpilogue>(s, x, weight, samples, scratch, epilogue);
                break;
            case 128:
                Blocks<V4, TEpilogue>(s, x, weight, samples, scratch, epilogue);
                break;
            default:
                Blocks<V1, TEpilogue>(s, x, weight, samples, scratch, epilogue);
                break;
        }
    }

    private static void Blocks<V, TEpilogue>(
        in Conv2dShape s, Floats x, Floats weight, int samples, Floats scratch, in TEpilogue epilogue)
        where V : struct, IVector<V>
        where TEpilogue : struct, IEpilogue
    {
        var plan = new WinogradPlan(s.InChannels, s.InWidth, s.OutChannels, s.OutHeight, s.OutWidth, samples);
        var memory = new WinogradMemory(scratch, plan);
        memory.Clear();
        var rows = samples * plan.TileRows;
        for (var row = 0; row < rows; row += plan.BlockRows)
        {
            var count = Math.Min(plan.BlockRows, rows - row);
            for (var c = 0; c < s.InChannels; c++)
            {
                TransformInput<V>(s, memory, x, c, row, count);
            }

            for (var first = 0; first < s.OutChannels; first += plan.ChannelBlock)
            {
                var channels = Math.Min(plan.ChannelBlock, s.OutChannels - first);
                Multiply(s, memory, weight, first, channels);
                for (var o = 0; o < channels; o++)
                {
                    TransformOutput<V>(memory, o);
                    Hand<V, TEpilogue>(s, memory, first + o, row, count, epilogue);
                }
            }
        }
    }

    /// <summary>One product of matrices for each plane: channels × input channels times input channels × tiles.</summary>
    private static void Multiply(in Conv2dShape s, in WinogradMemory memory, Floats weight, int first, int channels)
    {
        var (plan, tiles) = (memory.Plan, memory.Plan.BlockTilesPadded);
        var plane = (long)s.OutChannels * s.InChannels;
        for (var i = 0; i < WinogradPlan.Planes; i++)
        {
            var rows = new LeftRows(weight.From((i * plane) + ((long)first * s.InChannels)), s.InChannels, channels);
            var products = new Store(memory.Products.From(i * plan.ProductPlane));
            var output = new Output<Store>(products, 0, tiles, 0, ChannelsAreRows: true);
            Gemm.Multiply(rows, memory.Input.From(i * plan.InputPlane), new Strided(1, tiles), tiles, s.InChannels, output);
        }
    }

    /// <summary>Hands the pixels of one output channel to the epilogue, row by row.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Hand<V, T>(in Conv2dShape s, in WinogradMemory memory, int channel, int row, int count, in T epilogue)
        where V : struct, IVector<V>
        where T : struct, IEpilogue
    {
        var plan = memory.Plan;
        for (var r = 0; r < count; r++)
        {
            var (sample, tileRow) = Math.DivRem(row + r, plan.TileRows);
            var first = ((sample * s.OutChannels) + channel) * s.OutPixels;
            var height = Math.Min(WinogradPlan.Step, s.OutHeight - (tileRow * WinogradPlan.Step));
            for (var h = 0; h < height; h++)
            {
                var index = first + (((tileRow * WinogradPlan.Step) + h) * s.OutWidth);
                Results.Take<V, T>(epilogue, memory.OutputLine(h).From(r * plan.RowWidth), s.OutWidth, channel, 0, index);
            }
        }
    }
}
