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
    /// <param name="oneWay">Whether it is G g alone: row × strip of 32 output channels × input channel × column × output channel.</param>
    public static void Weights(
        Floats weight, int outChannels, int inChannels, int kernel, Floats planes, int first, int count, bool oneWay = false)
    {
        var size = kernel * kernel;
        var target = new Target(kernel, inChannels, outChannels, planes, oneWay);

        // Sixteen output channels at a time: their weights are as many streams, which the processor fetches ahead.
        for (var o = 0; o < outChannels; o += PairBlock)
        {
            for (var i = first; i < first + count; i++)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                target.Transform(from, inChannels * size, isTurned: false, i, o);
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
    /// <param name="oneWay">Whether it is G g alone: row × strip of 32 output channels × input channel × column × output channel.</param>
    public static void TurnedWeights(
        Floats weight, int outChannels, int inChannels, int kernel, Floats planes, int first, int count, bool oneWay = false)
    {
        var size = kernel * kernel;
        var target = new Target(kernel, outChannels, inChannels, planes, oneWay);
        for (var o = first; o < first + count; o++)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var from = weight.From((((long)o * inChannels) + i) * size);
                target.Transform(from, size, isTurned: true, o, i);
            }
        }
    }

    /// <summary>Up to sixteen kernels that lie <paramref name="step"/> apart; their transforms lie side by side in each plane.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Transform<T>(Floats kernels, int step, bool isTurned, int pairs, Floats planes, int plane, bool isOneWay)
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
        var (columns, columnStep, rowStep) = isOneWay ? (planes, WinogradPlan.Strip, plane) : (half, PairBlock, row);
        for (var i = 0; i < T.Size; i++)
        {
            T.Apply<V16>(first.From(i * next), T.Size * next, columns.From(i * columnStep), rowStep);
        }

        for (var i = 0; i < WinogradPlan.Width && !isOneWay; i++)
        {
            T.Apply<V16>(half.From(i * row), PairBlock, planes.From((long)i * WinogradPlan.Width * plane), plane);
        }
    }

    /// <summary>Where transformed weights go, and which way.</summary>
    private readonly struct Target(int kernel, int inChannels, int outChannels, Floats planes, bool isOneWay)
    {
        /// <summary>Kernels from one input to as many output channels as there are, at most sixteen.</summary>
        public void Transform(Floats kernels, int step, bool isTurned, int input, int output)
        {
            var pairs = Math.Min(PairBlock, outChannels - output);
            var (place, plane) = isOneWay
                ? (WinogradPlan.OneWayPlace(input, output, inChannels), WinogradPlan.OneWayRow(1, inChannels, outChannels))
                : (WinogradPlan.Place(input, output, inChannels, outChannels), WinogradPlan.WeightPlane(inChannels, outChannels));
            if (kernel == 3)
            {
                Transform<Weights3>(kernels, step, isTurned, pairs, planes.From(place), plane, isOneWay);
            }
            else
            {
                Transform<Weights5>(kernels, step, isTurned, pairs, planes.From(place), plane, isOneWay);
            }
        }
    }
}
