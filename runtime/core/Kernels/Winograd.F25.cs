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

    /// <summary>Two by two outputs of six by six products.</summary>
    private readonly struct OutputsF25 : IOutputTransform
    {
        public static int Step => 2;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats products, int plane, Floats to, int row, int height)
            where V : struct, IVector<V>
        {
            Column<V>(products, plane, out var a0, out var b0);
            Column<V>(products.From(plane), plane, out var a1, out var b1);
            Column<V>(products.From(2L * plane), plane, out var a2, out var b2);
            Column<V>(products.From(3L * plane), plane, out var a3, out var b3);
            Column<V>(products.From(4L * plane), plane, out var a4, out var b4);
            Column<V>(products.From(5L * plane), plane, out var a5, out var b5);
            Row(a0, a1, a2, a3, a4, a5, to);
            if (height > 1)
            {
                Row(b0, b1, b2, b3, b4, b5, to.From(row));
            }
        }

        [MethodImpl(AggressiveInlining)]
        private static void Column<V>(Floats from, int plane, out V y0, out V y1)
            where V : struct, IVector<V>
        {
            long step = 6L * plane;
            var (m0, m5) = (V.Load(from, 0), V.Load(from.From(5 * step), 0));
            var (m1, m2) = (V.Load(from.From(step), 0), V.Load(from.From(2 * step), 0));
            var (m3, m4) = (V.Load(from.From(3 * step), 0), V.Load(from.From(4 * step), 0));
            Transform(m0, m1, m2, m3, m4, m5, out y0, out y1);
        }

        [MethodImpl(AggressiveInlining)]
        private static void Row<V>(V m0, V m1, V m2, V m3, V m4, V m5, Floats to)
            where V : struct, IVector<V>
        {
            Transform(m0, m1, m2, m3, m4, m5, out var y0, out var y1);
            y0.Store(to, 0);
            y1.Store(to, V.Count);
        }

        /// <summary>Aᵀ m.</summary>
        [MethodImpl(AggressiveInlining)]
        private static void Transform<V>(V m0, V m1, V m2, V m3, V m4, V m5, out V y0, out V y1)
            where V : struct, IVector<V>
        {
            var (sum, difference) = (m1 + m2, m1 - m2);
            var (sum2, difference2) = (m3 + m4, m3 - m4);
            y0 = m0 + sum + sum2;
            y1 = V.MultiplyAdd(V.Broadcast(2), difference2, difference) + m5;
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
