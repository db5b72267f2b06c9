using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <remarks>The transforms of F(4×4, 3×3), by the matrices in generator/Operators/WinogradMatrices.cs.</remarks>
public static unsafe partial class Winograd
{
    /// <summary>G g of three weights.</summary>
    private readonly struct WeightsF43 : ITileTransform
    {
        public static int Size => 3;

        public static int Results => 6;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1, g2) = (V.Load(from, 0), V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var (sixth, minusSixth) = (V.Broadcast(1f / 6), V.Broadcast(-1f / 6));
            var outer = minusSixth * (g0 + g2);
            var far = V.MultiplyAdd(V.Broadcast(1f / 24), g0, sixth * g2);
            (V.Broadcast(1f / 4) * g0).Store(to, 0);
            V.MultiplyAdd(minusSixth, g1, outer).Store(to.From(toStep), 0);
            V.MultiplyAdd(sixth, g1, outer).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(1f / 12), g1, far).Store(to.From(3L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(-1f / 12), g1, far).Store(to.From(4L * toStep), 0);
            g2.Store(to.From(5L * toStep), 0);
        }
    }

    /// <summary>Aᵀ m of six products: four outputs.</summary>
    private readonly struct OutputsF43 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 4;

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
            V.MultiplyAdd(V.Broadcast(2), difference2, difference).Store(to.From(toStep), 0);
            V.MultiplyAdd(V.Broadcast(4), sum2, sum).Store(to.From(2L * toStep), 0);
            (V.MultiplyAdd(V.Broadcast(8), difference2, difference) + m5).Store(to.From(3L * toStep), 0);
        }
    }

    /// <summary>A g of four output gradients.</summary>
    private readonly struct OutputGradientsF43 : ITileTransform
    {
        public static int Size => 4;

        public static int Results => 6;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (g2, g3) = (V.Load(from.From(2L * step), 0), V.Load(from.From(3L * step), 0));
            var four = V.Broadcast(4);
            var (even, odd) = (g0 + g2, g1 + g3);
            var (farEven, farOdd) = (V.MultiplyAdd(four, g2, g0), V.MultiplyAdd(four, g3, g1));
            g0.Store(to, 0);
            (even + odd).Store(to.From(toStep), 0);
            (even - odd).Store(to.From(2L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(2), farOdd, farEven).Store(to.From(3L * toStep), 0);
            V.MultiplyAdd(V.Broadcast(-2), farOdd, farEven).Store(to.From(4L * toStep), 0);
            g3.Store(to.From(5L * toStep), 0);
        }
    }

    /// <summary>Gᵀ u of six sums: the gradients of three weights.</summary>
    private readonly struct WeightGradientsF43 : ITileTransform
    {
        public static int Size => 6;

        public static int Results => 3;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (u0, u5) = (V.Load(from, 0), V.Load(from.From(5L * step), 0));
            var (u1, u2) = (V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var (u3, u4) = (V.Load(from.From(3L * step), 0), V.Load(from.From(4L * step), 0));
            var (sum, difference) = (u1 + u2, u2 - u1);
            var (sum2, difference2) = (u3 + u4, u3 - u4);
            var sixth = V.Broadcast(1f / 6);
            V.MultiplyAdd(V.Broadcast(1f / 4), u0, V.MultiplyAdd(V.Broadcast(1f / 24), sum2, -(sixth * sum))).Store(to, 0);
            V.MultiplyAdd(sixth, difference, V.Broadcast(1f / 12) * difference2).Store(to.From(toStep), 0);
            V.MultiplyAdd(sixth, sum2 - sum, u5).Store(to.From(2L * toStep), 0);
        }
    }
}
