using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <remarks>The transforms of F(2×2, 3×3), by the matrices in generator/Operators/WinogradMatrices.cs.</remarks>
public static unsafe partial class Winograd
{
    /// <summary>Bᵀ d of four pixels.</summary>
    private readonly struct InputTile4 : ITileTransform
    {
        public static int Size => 4;

        public static int Results => 4;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (d0, d1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (d2, d3) = (V.Load(from.From(2L * step), 0), V.Load(from.From(3L * step), 0));
            (d2 - d0).Store(to, 0);
            (d1 + d2).Store(to.From(toStep), 0);
            (d2 - d1).Store(to.From(2L * toStep), 0);
            (d3 - d1).Store(to.From(3L * toStep), 0);
        }
    }

    /// <summary>G g of three weights.</summary>
    private readonly struct WeightsF23 : ITileTransform
    {
        public static int Size => 3;

        public static int Results => 4;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1, g2) = (V.Load(from, 0), V.Load(from.From(step), 0), V.Load(from.From(2L * step), 0));
            var outer = V.Broadcast(1f / 2) * (g0 + g2);
            (-g0).Store(to, 0);
            V.MultiplyAdd(V.Broadcast(1f / 2), g1, outer).Store(to.From(toStep), 0);
            V.MultiplyAdd(V.Broadcast(-1f / 2), g1, outer).Store(to.From(2L * toStep), 0);
            g2.Store(to.From(3L * toStep), 0);
        }
    }

    /// <summary>Two by two outputs of four by four products.</summary>
    private readonly struct OutputsF23 : IOutputTransform
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
            Row(a0, a1, a2, a3, to);
            if (height > 1)
            {
                Row(b0, b1, b2, b3, to.From(row));
            }
        }

        [MethodImpl(AggressiveInlining)]
        private static void Column<V>(Floats from, int plane, out V y0, out V y1)
            where V : struct, IVector<V>
        {
            long step = 4L * plane;
            var (m0, m1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (m2, m3) = (V.Load(from.From(2 * step), 0), V.Load(from.From(3 * step), 0));
            Transform(m0, m1, m2, m3, out y0, out y1);
        }

        [MethodImpl(AggressiveInlining)]
        private static void Row<V>(V m0, V m1, V m2, V m3, Floats to)
            where V : struct, IVector<V>
        {
            Transform(m0, m1, m2, m3, out var y0, out var y1);
            y0.Store(to, 0);
            y1.Store(to, V.Count);
        }

        /// <summary>Aᵀ m.</summary>
        [MethodImpl(AggressiveInlining)]
        private static void Transform<V>(V m0, V m1, V m2, V m3, out V y0, out V y1)
            where V : struct, IVector<V>
        {
            y0 = m0 + (m1 + m2);
            y1 = m1 - m2 + m3;
        }
    }

    /// <summary>A g of two output gradients.</summary>
    private readonly struct OutputGradientsF23 : ITileTransform
    {
        public static int Size => 2;

        public static int Results => 4;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (g0, g1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            g0.Store(to, 0);
            (g0 + g1).Store(to.From(toStep), 0);
            (g0 - g1).Store(to.From(2L * toStep), 0);
            g1.Store(to.From(3L * toStep), 0);
        }
    }

    /// <summary>Gᵀ u of four sums: the gradients of three weights.</summary>
    private readonly struct WeightGradientsF23 : ITileTransform
    {
        public static int Size => 4;

        public static int Results => 3;

        [MethodImpl(AggressiveInlining)]
        public static void Apply<V>(Floats from, int step, Floats to, int toStep)
            where V : struct, IVector<V>
        {
            var (u0, u1) = (V.Load(from, 0), V.Load(from.From(step), 0));
            var (u2, u3) = (V.Load(from.From(2L * step), 0), V.Load(from.From(3L * step), 0));
            var half = V.Broadcast(1f / 2);
            var even = half * (u1 + u2);
            (even - u0).Store(to, 0);
            (half * (u1 - u2)).Store(to.From(toStep), 0);
            (even + u3).Store(to.From(2L * toStep), 0);
        }
    }
}
