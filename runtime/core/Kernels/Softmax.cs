using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Softmax along an axis that has <c>inner</c> elements between its neighbours: rows if that is 1, else columns, of which
/// a vector takes several beside one another.
/// </summary>
public static class Softmax
{
    /// <summary>
    /// y = eˣ / Σ eˣ along the axis, of <paramref name="outer"/> × <paramref name="size"/> × <paramref name="inner"/>
    /// elements.
    /// </summary>
    public static void Forward(Floats x, int outer, int size, int inner, Floats y) => Scaled(x, outer, size, inner, default, y);

    /// <summary>dx = y · (dy − Σ dy · y).</summary>
    public static void Gradient(Floats dy, Floats y, int outer, int size, int inner, Floats dx)
    {
        switch (Lanes.For(inner == 1 ? size : inner))
        {
            case 16:
                Gradient<V16>(dy, y, outer, size, inner, dx);
                break;
            case 8:
                Gradient<V8>(dy, y, outer, size, inner, dx);
                break;
            case 4:
                Gradient<V4>(dy, y, outer, size, inner, dx);
                break;
            default:
                Gradient<V1>(dy, y, outer, size, inner, dx);
                break;
        }
    }

    /// <summary>As <see cref="Forward"/>, times a factor of its own for each row or column unless that is <c>default</c>.</summary>
    internal static void Scaled(Floats x, int outer, int size, int inner, Floats factors, Floats y)
    {
        switch (Lanes.For(inner == 1 ? size : inner))
        {
            case 16:
                Scaled<V16>(x, outer, size, inner, factors, y);
                break;
            case 8:
                Scaled<V8>(x, outer, size, inner, factors, y);
                break;
            case 4:
                Scaled<V4>(x, outer, size, inner, factors, y);
                break;
            default:
                Scaled<V1>(x, outer, size, inner, factors, y);
                break;
        }
    }

    /// <summary>The greatest element of V.Count columns.</summary>
    internal static V Greatest<V>(Floats x, int size, int inner, int i)
        where V : struct, IVector<V>
    {
        var greatest = V.Load(x, i);
        for (var k = 1; k < size; k++)
        {
            greatest = V.Max(V.Load(x.From((long)k * inner), i), greatest);
        }

        return greatest;
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static unsafe void Scaled<V>(Floats x, int outer, int size, int inner, Floats factors, Floats y)
        where V : struct, IVector<V>
    {
        for (var o = 0; o < outer; o++)
        {
            var offset = (long)o * size * inner;
            var (from, to) = (x.From(offset), y.From(offset));
            var factor = factors.Pointer == null ? default : factors.From((long)o * inner);
            if (inner == 1)
            {
                var sum = Rows.Exp<V>(from, size, Rows.Max<V>(from, size), to);
                Rows.Scale<V>(to, size, (factor.Pointer == null ? 1 : factor[0]) / sum);
                continue;
            }

            var i = 0;
            for (; i <= inner - V.Count; i += V.Count)
            {
                ScaledColumns<V>(from, size, inner, factor, to, i);
            }

            for (; i < inner; i++)
            {
                ScaledColumns<V1>(from, size, inner, factor, to, i);
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static unsafe void ScaledColumns<V>(Floats x, int size, int inner, Floats factor, Floats y, int i)
        where V : struct, IVector<V>
    {
        var (greatest, sum) = (Greatest<V>(x, size, inner, i), V.Zero);
        for (var k = 0; k < size; k++)
        {
            var exp = V.Exp(V.Load(x.From((long)k * inner), i) - greatest);
            exp.Store(y.From((long)k * inner), i);
            sum += exp;
        }

        var scale = (factor.Pointer == null ? V.Broadcast(1) : V.Load(factor, i)) / sum;
        for (var k = 0; k < size; k++)
        {
            var place = y.From((long)k * inner);
            (V.Load(place, i) * scale).Store(place, i);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Gradient<V>(Floats dy, Floats y, int outer, int size, int inner, Floats dx)
        where V : struct, IVector<V>
    {
        for (var o = 0; o < outer; o++)
        {
            var offset = (long)o * size * inner;
            var (gradient, output, result) = (dy.From(offset), y.From(offset), dx.From(offset));
            if (inner == 1)
            {
                GradientRow<V>(gradient, output, size, result);
                continue;
            }

            var i = 0;
            for (; i <= inner - V.Count; i += V.Count)
            {
                GradientColumns<V>(gradient, output, size, inner, result, i);
            }

            for (; i < inner; i++)
            {
                GradientColumns<V1>(gradient, output, size, inner, result, i);
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void GradientRow<V>(Floats dy, Floats y, int size, Floats dx)
        where V : struct, IVector<V>
    {
        var dot = Rows.Dot<V>(dy, y, size);
        var (dots, i) = (V.Broadcast(dot), 0);
        for (; i <= size - V.Count; i += V.Count)
        {
            (V.Load(y, i) * (V.Load(dy, i) - dots)).Store(dx, i);
        }

        for (; i < size; i++)
        {
            dx[i] = y[i] * (dy[i] - dot);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void GradientColumns<V>(Floats dy, Floats y, int size, int inner, Floats dx, int i)
        where V : struct, IVector<V>
    {
        var dot = V.Zero;
        for (var k = 0; k < size; k++)
        {
            var place = (long)k * inner;
            dot = V.MultiplyAdd(V.Load(dy.From(place), i), V.Load(y.From(place), i), dot);
        }

        for (var k = 0; k < size; k++)
        {
            var place = (long)k * inner;
            (V.Load(y.From(place), i) * (V.Load(dy.From(place), i) - dot)).Store(dx.From(place), i);
        }
    }
}
