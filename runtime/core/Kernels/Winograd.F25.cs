using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <remarks>The transforms of F(2×2, 5×5), by the matrices in generator/Operators/WinogradMatrices.cs.</remarks>
public static unsafe partial class Winograd
{
    /// <summary>G g of five weights.</summary>
    private readonly struct WeightsF25 : ITileTransform
    {
        public static int Size => 5;

        public static int Results => 6;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1, g2) = (V.Load(from, 0), V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var (g3, g4) = (V.Load(from.From(3L * step), 0), V.Load(from.From(4L * step), 0));
            var (sixth, minusSixth) = (V.Broadcast(1f / 6), V.Broadcast(-1f / 6));
            var (even, odd) = (minusSixth * (g0 + g2 + g4), g1 + g3);
            var farEven = V.MultiplyAdd(V.Broadcast(1f / 24), g0, V.MultiplyAdd(sixth, g2, V.Broadcast(2f / 3) * g4));
            var farOdd = V.MultiplyAdd(V.Broadcast(1f / 12), g1, V.Broadcast(1f / 3) * g3);
            (V.Broadcast(1f / 4) * g0).Store(to, 0);
            V.MultiplyAdd(minusSixth, odd, even).Store(to.From(toStep), 0);
            V.MultiplyAdd(sixth, odd, even).Store(to.From(2L * toStep), 0);
            (farEven + farOdd).Store(to.From(3L * toStep), 0);
            (farEven - farOdd).Store(to.From(4L * toStep), 0);
            g4.Store(to.From(5L * toStep), 0);
        }
    }

    /// <summary>Aᵀ m of six products: two outputs.</summary>
    private readonly struct OutputsF25 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 2;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (m0, m5) = (V.Load(from, 0), V.Load(from.From(5L * step), 0));
            var (m1, m2) = (V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var (m3, m4) = (V.Load(from.From(3L * step), 0), V.Load(from.From(4L * step), 0));
            var (sum, difference) = (m1 + m2, m1 - m2);
            var (sum2, difference2) = (m3 + m4, m3 - m4);
            (m0 + sum + sum2).Store(to, 0);
            (V.MultiplyAdd(V.Broadcast(2), difference2, difference) + m5).Store(to.From(toStep), 0);
        }
    }

    /// <summary>A g of two output gradients.</summary>
    private readonly struct OutputGradientsF25 : ITileTransform
    {
        public static int Size => 2;

        public static int Results => 6;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            g0.Store(to, 0);
            (g0 + g1).Store(to.From(toStep), 0);
            (g0 - g1).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(2), g1, g0).Store(to.From(3L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(-2), g1, g0).Store(to.From(4L * toStep), 0);
            g1.Store(to.From(5L * toStep), 0);
        }
    }

    /// <summary>Gᵀ u of six sums: the gradients of five weights.</summary>
    private readonly struct WeightGradientsF25 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 5;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (u0, u5) = (V.Load(from, 0), V.Load(from.From(5L * step), 0));
            var (u1, u2) = (V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var (u3, u4) = (V.Load(from.From(3L * step), 0), V.Load(from.From(4L * step), 0));
            var (sum, difference) = (u1 + u2, u2 - u1);
            var (sum2, difference2) = (u3 + u4, u3 - u4);
            var (sixth, third) = (V.Broadcast(1f / 6), V.Broadcast(1f / 3));
            V.MultiplyAdd(V.Broadcast(1f / 4), u0, V.MultiplyAdd(V.Broadcast(1f / 24), sum2, -(sixth * sum))).Store(to, 0);
            V.MultiplyAdd(sixth, difference, V.Broadcast(1f / 12) * difference2).Store(to.From(toStep), 0);
            (sixth * (sum2 - sum)).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(sixth, difference, third * difference2).Store(to.From(3L * toStep), 0);
            (V.MultiplyAdd(V.Broadcast(2f / 3), sum2, -(sixth * sum)) + u5).Store(to.From(4L * toStep), 0);
        }
    }
}
