using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>
    /// The weights' gradient, Gᵀ[Σ (A dy Aᵀ) ⊙ (Bᵀ x B)]G with the sum over all tiles, in the order in which it is made: out × groups
    /// of sixteen input channels (the last one may be smaller) × 9 elements of a kernel × channel of the group.
    /// </summary>
    /// <param name="s">The sizes, as in the forward pass: a kernel of 3 × 3, stride 1, no dilation, one group.</param>
    /// <param name="x">samples × input image.</param>
    /// <param name="dy">samples × output image.</param>
    /// <param name="groups">What is added to.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="scratch">As many floats as the operator says.</param>
    public static void WeightGradient(in Conv2dShape s, Floats x, Floats dy, Floats groups, int samples, Floats scratch)
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                AddGradients<V16>(s, x, dy, groups, samples, scratch);
                break;
            case 256:
                AddGradients<V8>(s, x, dy, groups, samples, scratch);
                break;
            case 128:
                AddGradients<V4>(s, x, dy, groups, samples, scratch);
                break;
            default:
                AddGradients<V1>(s, x, dy, groups, samples, scratch);
                break;
        }
    }

    /// <summary>Adds up what <see cref="WeightGradient"/> made of the parts of a batch, and turns groups into kernels.</summary>
    /// <param name="partials">The parts; the first one is overwritten.</param>
    /// <param name="chunks">How many parts.</param>
    /// <param name="partialSize">Floats of a part.</param>
    /// <param name="output">The gradient: out × in × 3 × 3.</param>
    /// <param name="inChannels">Input channels.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void CombineGradients(Floats partials, int chunks, int partialSize, Floats output, int inChannels)
    {
        Reduction.SumFeatures(partials.From(partialSize), chunks - 1, partialSize, partials);
        var row = inChannels * KernelFloats;
        for (var start = 0; start < partialSize; start += row)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var place = start + (i * KernelFloats);
                Interleave(partials.From(place), Math.Min(PairBlock, inChannels - i), output.From(place));
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Interleave(Floats group, int channels, Floats kernels)
    {
        for (var i = 0; i < channels; i++)
        {
            for (var k = 0; k < KernelFloats; k++)
            {
                kernels[k] = group[k * channels];
            }

            (group, kernels) = (group.From(1), kernels.From(KernelFloats));
        }
    }

    private static void AddGradients<V>(in Conv2dShape s, Floats x, Floats dy, Floats groups, int samples, Floats scratch)
        where V : struct, IVector<V>
    {
        var plan = new WinogradGradientPlan(s.InChannels, s.InWidth, s.OutChannels, s.OutHeight, s.OutWidth);
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
                        var image = new Images(from, s.OutChannels * s.OutPixels, s.OutPixels, outs, plan.TileRows);
                        for (var c = 0; c < outs; c += V.Count)
                        {
                            Transform<V, GradientTile>(gradient, image, c, row, count, u, plan.GradientPlane, plan.OutBlock);
                        }
                    }

                    var images = new Images(x.From((long)i * s.InPixels), s.InChannels * s.InPixels, s.InPixels, ins, plan.TileRows);
                    for (var c = 0; c < ins; c += V.Count)
                    {
                        Transform<V, InputTile>(input, images, c, row, count, v, plan.InputPlane, plan.InBlock);
                    }

                    Multiply<V>(plan, u, v, sums, outs, count * plan.InputBands.TileColumns, adds: row > 0);
                }

                var to = groups.From((((long)o * s.InChannels) + i) * KernelFloats);
                AddKernels<V>(plan, sums, outs, ins, to, s.InChannels * KernelFloats);
            }
        }
    }

    /// <summary>One product of matrices for each plane: output channels × tiles times tiles × input channels.</summary>
    private static void Multiply<V>(in WinogradGradientPlan plan, Floats u, Floats v, Floats sums, int outs, int tiles, bool adds)
        where V : struct, IVector<V>
    {
        for (var i = 0; i < WinogradPlan.Planes; i++)
        {
            var rows = new WinogradProducts.Factor(u.From((long)i * plan.GradientPlane), outs, 1, plan.OutBlock);
            var (from, to) = (v.From((long)i * plan.InputPlane), sums.From((long)i * plan.SumPlane));
            WinogradProducts.Multiply<V>(rows, from, plan.InBlock, plan.InBlock, tiles, to, plan.InBlock, adds);
        }
    }

    /// <summary>Gᵀ u G for every pair of channels of a block.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void AddKernels<V>(in WinogradGradientPlan plan, Floats sums, int outs, int ins, Floats groups, int pitch)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[((3 * WinogradPlan.Width) + 1) * PairBlock];
        var half = Aligned(memory);
        for (var o = 0; o < outs; o++)
        {
            for (var first = 0; first < ins; first += PairBlock)
            {
                var (u, to) = (sums.From(first), groups.From((long)first * KernelFloats));
                var (i, channels) = (0, Math.Min(PairBlock, ins - first));
                for (; i <= channels - V.Count; i += V.Count)
                {
                    AddKernel<V>(u.From(i), plan.SumPlane, half, to.From(i), channels);
                }

                for (; i < channels; i++)
                {
                    AddKernel<V1>(u.From(i), plan.SumPlane, half, to.From(i), channels);
                }
            }

            (sums, groups) = (sums.From(plan.InBlock), groups.From(pitch));
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void AddKernel<V>(Floats u, int step, Floats half, Floats to, int toStep)
        where V : struct, IVector<V>
    {
        const int Row = 3 * PairBlock;
        for (var i = 0; i < WinogradPlan.Width; i++)
        {
            var (a, b, c) = Kernel<V>(u.From((long)WinogradPlan.Width * i * step), step);
            a.Store(half, i * Row);
            b.Store(half, (i * Row) + PairBlock);
            c.Store(half, (i * Row) + (2 * PairBlock));
        }

        for (var i = 0; i < 3; i++)
        {
            var (a, b, c) = Kernel<V>(half.From(i * PairBlock), Row);
            (V.Load(to, 0) + a).Store(to, 0);
            (V.Load(to, 3 * toStep) + b).Store(to, 3 * toStep);
            (V.Load(to, 6 * toStep) + c).Store(to, 6 * toStep);
            to = to.From(toStep);
        }
    }

    /// <summary>Gᵀ u in one direction.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (V A, V B, V C) Kernel<V>(Floats u, int step)
        where V : struct, IVector<V>
    {
        var (u0, u5) = (V.Load(u, 0), V.Load(u.From(5L * step), 0));
        var (u1, u2) = (V.Load(u.From(step), 0), V.Load(u.From(2L * step), 0));
        var (u3, u4) = (V.Load(u.From(3L * step), 0), V.Load(u.From(4L * step), 0));
        var (sixth, twelfth) = (V.Broadcast(1f / 6), V.Broadcast(1f / 12));
        var (sum, difference) = (u1 + u2, u2 - u1);
        var (sum2, difference2) = (u3 + u4, u3 - u4);
        return (
            V.MultiplyAdd(V.Broadcast(1f / 4), u0, V.MultiplyAdd(V.Broadcast(1f / 24), sum2, -(sixth * sum))),
            V.MultiplyAdd(sixth, difference, twelfth * difference2),
            V.MultiplyAdd(sixth, sum2 - sum, u5));
    }
}
