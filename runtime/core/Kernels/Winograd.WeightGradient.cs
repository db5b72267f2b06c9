using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>
    /// The weights' gradient, Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ x B)]G with the sum over all tiles, in the order in which it is made: out × groups
    /// of sixteen input channels (the last one may be smaller) × elements of a kernel × channel of the group.
    /// </summary>
    /// <param name="s">The sizes, as in the forward pass: a kernel of 3 × 3 or 5 × 5, stride 1, no dilation, one group.</param>
    /// <param name="step">Outputs of a tile in each direction.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="groups">What is added to.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    public static void WeightGradient(in Conv2dShape s, int step, Floats x, Floats dy, Floats groups, int samples, Floats scratch)
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                AddGradients<V16>(s, step, x, dy, groups, samples, scratch);
                break;
            case 256:
                AddGradients<V8>(s, step, x, dy, groups, samples, scratch);
                break;
            case 128:
                AddGradients<V4>(s, step, x, dy, groups, samples, scratch);
                break;
            default:
                AddGradients<V1>(s, step, x, dy, groups, samples, scratch);
                break;
        }
    }

    /// <summary>Adds up what <see cref="WeightGradient"/> made of the parts of a batch, and turns groups into kernels.</summary>
    /// <param name="partials">The parts; the first one is overwritten.</param>
    /// <param name="chunks">How many parts.</param>
    /// <param name="partialSize">Floats of a part.</param>
    /// <param name="output">The gradient: out × in × kernel × kernel.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="kernel">Rows and columns of a kernel.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void CombineGradients(Floats partials, int chunks, int partialSize, Floats output, int inChannels, int kernel)
    {
        Reduction.SumFeatures(partials.From(partialSize), chunks - 1, partialSize, partials);
        var size = kernel * kernel;
        var row = inChannels * size;
        for (var start = 0; start < partialSize; start += row)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var (place, channels) = (start + (i * size), Math.Min(PairBlock, inChannels - i));
                Transposition.Run(partials.From(place).Pointer, size, channels, channels, output.From(place).Pointer, size);
            }
        }
    }

    private static void AddGradients<V>(in Conv2dShape s, int step, Floats x, Floats dy, Floats groups, int samples, Floats scratch)
        where V : struct, IVector<V>
    {
        var plan = new WinogradGradientPlan(new(step, s.KernelHeight), s.InChannels, s.InWidth, s.OutChannels, s.OutHeight, s.OutWidth);
        var input = new WinogradBand(plan.InputBands, scratch, s.InHeight, s.InWidth, s.PaddingHeight, s.PaddingWidth);
        var gradient = new WinogradBand(plan.GradientBands, scratch.From(plan.GradientBandsStart), s.OutHeight, s.OutWidth, 0, 0);
        var (u, v, sums) = (scratch.From(plan.GradientStart), scratch.From(plan.InputStart), scratch.From(plan.SumStart));
        input.Clear(V.Count);
        gradient.Clear(V.Count);
        var rows = samples * plan.TileRows;
        for (var o = 0; o < s.OutChannels; o += plan.OutBlock)
        {
            var outs = Math.Min(plan.OutBlock, s.OutChannels - o);
            var from = dy.From((long)o * s.OutPixels);
            for (var i = 0; i < s.InChannels; i += plan.InBlock)
            {
                var ins = Math.Min(plan.InBlock, s.InChannels - i);
                for (var row = 0; row < rows; row += plan.BlockRows)
                {
                    var count = Math.Min(plan.BlockRows, rows - row);
                    if (i == 0 || rows > plan.BlockRows)
                    {
                        var image = new Images(from, s.OutChannels * s.OutPixels, 1, s.OutPixels, outs, plan.TileRows);
                        TransformGradients<V>(plan, gradient, image, row, count, u);
                    }

                    var start = x.From((long)i * s.InPixels);
                    var images = new Images(start, s.InChannels * s.InPixels, 1, s.InPixels, ins, plan.TileRows);
                    for (var c = 0; c < ins; c += V.Count)
                    {
                        TransformInput<V>(plan.Tile, input, images, c, row, count, v.From(c), plan.InputPlane, plan.InBlock);
                    }

                    Multiply<V>(plan, u, v, sums, outs, count * plan.InputBands.TileColumns, adds: row > 0);
                }

                AddKernels<V>(s, plan, sums, o, outs, i, ins, groups);
            }
        }
    }

    private static void TransformGradients<V>(
        in WinogradGradientPlan plan, in WinogradBand band, in Images images, int row, int count, Floats to)
        where V : struct, IVector<V>
    {
        var (plane, pitch) = (plan.GradientPlane, plan.OutBlock);
        for (var c = 0; c < images.Channels; c += V.Count)
        {
            if (plan.Tile is { Step: 4 })
            {
                Transform<V, OutputGradientsF43, OutputGradientsF43>(band, images, c, row, count, to.From(c), plane, pitch);
            }
            else if (plan.Tile is { Kernel: 3 })
            {
                Transform<V, OutputGradientsF23, OutputGradientsF23>(band, images, c, row, count, to.From(c), plane, pitch);
            }
            else
            {
                Transform<V, OutputGradientsF25, OutputGradientsF25>(band, images, c, row, count, to.From(c), plane, pitch);
            }
        }
    }

    /// <summary>One product of matrices for each plane: output channels × tiles times tiles × input channels.</summary>
    private static void Multiply<V>(in WinogradGradientPlan plan, Floats u, Floats v, Floats sums, int outs, int tiles, bool adds)
        where V : struct, IVector<V>
    {
        for (var i = 0; i < plan.Tile.Planes; i++)
        {
            var rows = new WinogradProducts.Factor(u.From((long)i * plan.GradientPlane), outs, 1, plan.OutBlock);
            var (from, to) = (v.From((long)i * plan.InputPlane), sums.From((long)i * plan.SumPlane));
            WinogradProducts.Multiply<V>(rows, from, plan.InBlock, plan.InBlock, tiles, to, plan.InBlock, adds);
        }
    }

    /// <summary>Gᵀ u G for every pair of channels of a block: so many outputs from one on, so many inputs.</summary>
    private static void AddKernels<V>(
        in Conv2dShape s, in WinogradGradientPlan plan, Floats sums, int output, int outs, int input, int ins, Floats groups)
        where V : struct, IVector<V>
    {
        var size = s.KernelHeight * s.KernelWidth;
        var to = groups.From((((long)output * s.InChannels) + input) * size);
        if (plan.Tile is { Step: 4 })
        {
            AddKernels<V, WeightGradientsF43>(plan, sums, outs, ins, to, s.InChannels * size);
        }
        else if (plan.Tile is { Kernel: 3 })
        {
            AddKernels<V, WeightGradientsF23>(plan, sums, outs, ins, to, s.InChannels * size);
        }
        else
        {
            AddKernels<V, WeightGradientsF25>(plan, sums, outs, ins, to, s.InChannels * size);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void AddKernels<V, T>(in WinogradGradientPlan plan, Floats sums, int outs, int ins, Floats groups, int pitch)
        where V : struct, IVector<V>
        where T : struct, ITileTransform
    {
        var memory = stackalloc float[((T.Results * T.Size) + T.Results + 1) * PairBlock];
        var half = Aligned(memory);
        for (var o = 0; o < outs; o++)
        {
            for (var first = 0; first < ins; first += PairBlock)
            {
                var (u, to) = (sums.From(first), groups.From((long)first * T.Results * T.Results));
                var (i, channels) = (0, Math.Min(PairBlock, ins - first));
                for (; i <= channels - V.Count; i += V.Count)
                {
                    AddKernel<V, T>(u.From(i), plan.SumPlane, half, to.From(i), channels);
                }

                for (; i < channels; i++)
                {
                    AddKernel<V1, T>(u.From(i), plan.SumPlane, half, to.From(i), channels);
                }
            }

            (sums, groups) = (sums.From(plan.InBlock), groups.From(pitch));
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void AddKernel<V, T>(Floats u, int step, Floats half, Floats to, int toStep)
        where V : struct, IVector<V>
        where T : struct, ITileTransform
    {
        var row = T.Results * PairBlock;
        for (var i = 0; i < T.Size; i++)
        {
            T.Apply<V>(u.From((long)T.Size * i * step), step, half.From(i * row), PairBlock);
        }

        var kernel = half.From(T.Size * row);
        for (var i = 0; i < T.Results; i++)
        {
            T.Apply<V>(half.From(i * PairBlock), row, kernel, PairBlock);
            for (var k = 0; k < T.Results; k++)
            {
                var place = ((k * T.Results) + i) * toStep;
                (V.Load(to, place) + V.Load(kernel, k * PairBlock)).Store(to, place);
            }
        }
    }
}
