using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    /// <summary>Pairs of channels that are transformed together: the widest vector.</summary>
    private const int PairBlock = 16;

    /// <summary>The first cache line of memory on the stack: vectors that straddle two lines take twice as long.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Floats Aligned(float* memory) => new((float*)(((nuint)memory + 63) & ~(nuint)63));

    /// <summary>G g Gᵀ for every pair of channels, in panels of output channels that lie side by side.</summary>
    /// <param name="weight">The weights: out × in × kernel × kernel.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="kernel">Rows and columns of a kernel: 3 or 5.</param>
    /// <param name="planes">36 × panel × in × output channel of the panel.</param>
    /// <param name="first">The first input channel to do.</param>
    /// <param name="count">How many.</param>
    public static void Weights(Floats weight, int outChannels, int inChannels, int kernel, Floats planes, int first, int count)
    {
        var size = kernel * kernel;

        // Sixteen output channels at a time: their weights are as many streams, which the processor fetches ahead.
        for (var o = 0; o < outChannels; o += PairBlock)
        {
            for (var i = first; i < first + count; i++)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                var to = planes.From(WinogradPlan.Place(i, o, inChannels, outChannels));
                var pairs = Math.Min(PairBlock, outChannels - o);
                Transform(kernel, from, inChannels * size, isTurned: false, pairs, to, WinogradPlan.WeightPlane(inChannels, outChannels));
            }
        }
    }

    /// <summary>The same for the weights that hand a gradient back: kernels rotated by 180°, channels exchanged.</summary>
    /// <param name="weight">The weights: out × in × kernel × kernel.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="kernel">Rows and columns of a kernel: 3 or 5.</param>
    /// <param name="planes">36 × panel × out × input channel of the panel.</param>
    /// <param name="first">The first output channel to do.</param>
    /// <param name="count">How many.</param>
    public static void TurnedWeights(Floats weight, int outChannels, int inChannels, int kernel, Floats planes, int first, int count)
    {
        var (size, plane) = (kernel * kernel, WinogradPlan.WeightPlane(outChannels, inChannels));
        for (var o = first; o < first + count; o++)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                var to = planes.From(WinogradPlan.Place(o, i, outChannels, inChannels));
                var pairs = Math.Min(PairBlock, inChannels - i);
                Transform(kernel, from, size, isTurned: true, pairs, to, plane);
            }
        }
    }

    private static void Transform(int kernel, Floats kernels, int step, bool isTurned, int pairs, Floats planes, int plane)
    {
        if (kernel == 3)
        {
            Transform<Weights3>(kernels, step, isTurned, pairs, planes, plane);
        }
        else
        {
            Transform<Weights5>(kernels, step, isTurned, pairs, planes, plane);
        }
    }

    /// <summary>Up to sixteen kernels that lie <paramref name="step"/> apart; their transforms lie side by side in each plane.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Transform<T>(Floats kernels, int step, bool isTurned, int pairs, Floats planes, int plane)
        where T : struct, ITileTransform
    {
        var (size, row) = (T.Size * T.Size, T.Size * PairBlock);
        var memory = stackalloc float[PairBlock * ((T.Size * T.Size) + (T.Size * WinogradPlan.Width) + 1)];
        var gathered = Aligned(memory);
        var half = gathered.From(PairBlock * size);
        if (pairs < PairBlock)
        {
            gathered.Span(PairBlock * size).Clear();
        }

        Transposition.Run(kernels.Pointer, pairs, size, step, gathered.Pointer, PairBlock);
        var (first, next) = isTurned ? (gathered.From((size - 1) * PairBlock), -PairBlock) : (gathered, PairBlock);
        for (var i = 0; i < T.Size; i++)
        {
            T.Apply<V16>(first.From(i * next), T.Size * next, half.From(i * PairBlock), row);
        }

        for (var i = 0; i < WinogradPlan.Width; i++)
        {
            T.Apply<V16>(half.From(i * row), PairBlock, planes.From((long)i * WinogradPlan.Width * plane), plane);
        }
    }
}
