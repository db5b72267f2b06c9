using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Winograd
{
    private const int KernelFloats = 9;

    /// <summary>Pairs of channels that are transformed together.</summary>
    private const int PairBlock = 16;

    /// <summary>G g Gᵀ for every pair of channels.</summary>
    /// <param name="weight">The weights: out × in × 3 × 3.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="planes">36 × out × in.</param>
    /// <param name="first">The first output channel to do.</param>
    /// <param name="count">How many.</param>
    public static void Weights(Floats weight, int outChannels, int inChannels, Floats planes, int first, int count)
    {
        var plane = (long)outChannels * inChannels;
        for (var o = first; o < first + count; o++)
        {
            var row = (long)o * inChannels;
            Transform(weight.From(row * KernelFloats), KernelFloats, isTurned: false, inChannels, planes.From(row), plane);
        }
    }

    /// <summary>The same for the weights that hand a gradient back: kernels rotated by 180°, channels exchanged.</summary>
    /// <param name="weight">The weights: out × in × 3 × 3.</param>
    /// <param name="outChannels">Output channels.</param>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="planes">36 × in × out.</param>
    /// <param name="first">The first input channel to do.</param>
    /// <param name="count">How many.</param>
    public static void TurnedWeights(Floats weight, int outChannels, int inChannels, Floats planes, int first, int count)
    {
        var (plane, step) = ((long)outChannels * inChannels, inChannels * KernelFloats);
        for (var i = first; i < first + count; i++)
        {
            var to = planes.From((long)i * outChannels);
            Transform(weight.From((long)i * KernelFloats), step, isTurned: true, outChannels, to, plane);
        }
    }

    /// <summary>Kernels that lie <paramref name="step"/> apart; their transforms lie side by side in each plane.</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Transform(Floats kernels, int step, bool isTurned, int count, Floats planes, long plane)
    {
        var memory = stackalloc float[PairBlock * (KernelFloats + (3 * WinogradPlan.Width))];
        var gathered = new Floats(memory);
        var half = gathered.From(PairBlock * KernelFloats);
        for (var pair = 0; pair < count; pair += PairBlock)
        {
            var pairs = Math.Min(PairBlock, count - pair);
            for (var p = 0; p < pairs; p++)
            {
                var from = kernels.From((long)(pair + p) * step);
                for (var k = 0; k < KernelFloats; k++)
                {
                    gathered[(k * PairBlock) + p] = from[isTurned ? KernelFloats - 1 - k : k];
                }
            }

            if (pairs == PairBlock)
            {
                Transform<V16>(gathered, half, planes.From(pair), plane, 0);
                continue;
            }

            for (var p = 0; p < pairs; p++)
            {
                Transform<V1>(gathered, half, planes.From(pair), plane, p);
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Transform<V>(Floats kernels, Floats half, Floats planes, long plane, int p)
        where V : struct, IVector<V>
    {
        const int Row = 3 * PairBlock;
        for (var i = 0; i < 3; i++)
        {
            var g = kernels.From(i * PairBlock);
            StoreWeights(V.Load(g, p), V.Load(g.From(Row), p), V.Load(g.From(2 * Row), p), half.From(i * PairBlock), Row, p);
        }

        for (var i = 0; i < WinogradPlan.Width; i++)
        {
            var g = half.From(i * Row);
            var to = planes.From(i * WinogradPlan.Width * plane);
            StoreWeights(V.Load(g, p), V.Load(g.From(PairBlock), p), V.Load(g.From(2 * PairBlock), p), to, plane, p);
        }
    }

    /// <summary>G g in one direction; the six results lie <paramref name="step"/> apart.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void StoreWeights<V>(V g0, V g1, V g2, Floats to, long step, int index)
        where V : struct, IVector<V>
    {
        var (quarter, sixth, twelfth) = (V.Broadcast(1f / 4), V.Broadcast(1f / 6), V.Broadcast(1f / 12));
        var (outer, inner) = (-(sixth * (g0 + g2)), sixth * g1);
        var (far, middle) = (V.MultiplyAdd(V.Broadcast(1f / 24), g0, sixth * g2), twelfth * g1);
        (quarter * g0).Store(to, index);
        (outer - inner).Store(to.From(step), index);
        (outer + inner).Store(to.From(2 * step), index);
        (far + middle).Store(to.From(3 * step), index);
        (far - middle).Store(to.From(4 * step), index);
        g2.Store(to.From(5 * step), index);
    }
}
