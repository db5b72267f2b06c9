using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    private const int KernelFloats = 9;

    /// <summary>Pairs of channels that are transformed together: the widest vector.</summary>
    private const int PairBlock = 16;

    /// <summary>The first cache line of memory on the stack: vectors that straddle two lines take twice as long.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Floats Aligned(float* memory) => new((float*)(((nuint)memory + 63) & ~(nuint)63));

    /// <summary>G g Gᵀ for every pair of channels, in panels of output channels that lie side by side.</summary>
    /// <param name="weight">The weights: out × in × 3 × 3.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="planes">36 × panel × in × output channel of the panel.</param>
    /// <param name="first">The first input channel to do.</param>
    /// <param name="count">How many.</param>
    public static void Weights(Floats weight, int outChannels, int inChannels, Floats planes, int first, int count)
    {
        // Sixteen output channels at a time: their weights are as many streams, which the processor fetches ahead.
        for (var o = 0; o < outChannels; o += PairBlock)
        {
            for (var i = first; i < first + count; i++)
            {
                var from = weight.From((((long)o * inChannels) + i) * KernelFloats);
                var to = planes.From(WinogradPlan.Place(i, o, inChannels, outChannels));
                var pairs = Math.Min(PairBlock, outChannels - o);
                Transform(from, inChannels * KernelFloats, isTurned: false, pairs, to, WinogradPlan.WeightPlane(inChannels, outChannels));
            }
        }
    }

    /// <summary>The same for the weights that hand a gradient back: kernels rotated by 180°, channels exchanged.</summary>
    /// <param name="weight">The weights: out × in × 3 × 3.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="planes">36 × panel × out × input channel of the panel.</param>
    /// <param name="first">The first output channel to do.</param>
    /// <param name="count">How many.</param>
    public static void TurnedWeights(Floats weight, int outChannels, int inChannels, Floats planes, int first, int count)
    {
        for (var o = first; o < first + count; o++)
        {
            for (var i = 0; i < inChannels; i += PairBlock)
            {
                var from = weight.From((((long)o * inChannels) + i) * KernelFloats);
                var to = planes.From(WinogradPlan.Place(o, i, outChannels, inChannels));
                var pairs = Math.Min(PairBlock, inChannels - i);
                Transform(from, KernelFloats, isTurned: true, pairs, to, WinogradPlan.WeightPlane(outChannels, inChannels));
            }
        }
    }

    /// <summary>Up to sixteen kernels that lie <paramref name="step"/> apart; their transforms lie side by side in each plane.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static void Transform(Floats kernels, int step, bool isTurned, int pairs, Floats planes, int plane)
    {
        var memory = stackalloc float[PairBlock * (KernelFloats + (3 * WinogradPlan.Width) + 1)];
        var gathered = Aligned(memory);
        var half = gathered.From(PairBlock * KernelFloats);
        if (pairs < PairBlock)
        {
            gathered.Span(PairBlock * KernelFloats).Clear();
        }

        Transposition.Run(kernels.Pointer, pairs, KernelFloats, step, gathered.Pointer, PairBlock);
        var (first, next) = isTurned ? (gathered.From((KernelFloats - 1) * PairBlock), -PairBlock) : (gathered, PairBlock);
        Transform<V16>(first, next, half, planes, plane);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Transform<V>(Floats kernels, int next, Floats half, Floats planes, int plane)
        where V : struct, IVector<V>
    {
        const int Row = 3 * PairBlock;
        for (var i = 0; i < 3; i++)
        {
            var g = kernels.From(i * next);
            StoreWeights(V.Load(g, 0), V.Load(g, 3 * next), V.Load(g, 6 * next), half.From(i * PairBlock), Row);
        }

        for (var i = 0; i < WinogradPlan.Width; i++)
        {
            StoreWeights(V.Load(half, 0), V.Load(half, PairBlock), V.Load(half, 2 * PairBlock), planes, plane);
            (half, planes) = (half.From(Row), planes.From((long)WinogradPlan.Width * plane));
        }
    }

    /// <summary>G g in one direction; the six results lie <paramref name="step"/> apart.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void StoreWeights<V>(V g0, V g1, V g2, Floats to, int step)
        where V : struct, IVector<V>
    {
        var (sixth, minusSixth) = (V.Broadcast(1f / 6), V.Broadcast(-1f / 6));
        var outer = minusSixth * (g0 + g2);
        var far = V.MultiplyAdd(V.Broadcast(1f / 24), g0, sixth * g2);
        (V.Broadcast(1f / 4) * g0).Store(to, 0);
        V.MultiplyAdd(minusSixth, g1, outer).Store(to.From(step), 0);
        V.MultiplyAdd(sixth, g1, outer).Store(to.From(2L * step), 0);
        V.MultiplyAdd(V.Broadcast(1f / 12), g1, far).Store(to.From(3L * step), 0);
        V.MultiplyAdd(V.Broadcast(-1f / 12), g1, far).Store(to.From(4L * step), 0);
        g2.Store(to.From(5L * step), 0);
    }
}
