using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The logarithm of softmax along an axis that has <c>inner</c> elements between its neighbours.</summary>
public static class LogSoftmax
{
    /// <summary>
    /// y = x − log Σ eˣ along the axis, of <paramref name="outer"/> × <paramref name="size"/> × <paramref name="inner"/>
    /// elements.
    /// </summary>
    public static void Forward(Floats x, int outer, int size, int inner, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            var offset = (long)o * size * inner;
            var (from, to) = (x.From(offset), y.From(offset));
            if (inner > 1)
            {
                Elementwise.Flat(new Columns(from, size, inner, to), inner);
                continue;
            }

            var log = Lanes.For(size) switch
            {
                16 => LogOfSum<V16>(from, size, to),
                8 => LogOfSum<V8>(from, size, to),
                4 => LogOfSum<V4>(from, size, to),
                _ => LogOfSum<V1>(from, size, to),
            };
            Elementwise.Flat(new Shift(from, log, to), size);
        }
    }

    /// <summary>dx = dy − eʸ · Σ dy.</summary>
    public static void Gradient(Floats dy, Floats y, int outer, int size, int inner, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            var offset = (long)o * size * inner;
            var (gradient, output, result) = (dy.From(offset), y.From(offset), dx.From(offset));
            if (inner > 1)
            {
                Elementwise.Flat(new GradientColumns(gradient, output, size, inner, result), inner);
                continue;
            }

            var sum = Lanes.For(size) switch
            {
                16 => Rows.Sum<V16>(gradient, size),
                8 => Rows.Sum<V8>(gradient, size),
                4 => Rows.Sum<V4>(gradient, size),
                _ => Rows.Sum<V1>(gradient, size),
            };
            Elementwise.Flat(new GradientRow(gradient, output, sum, result), size);
        }
    }

    /// <summary>log Σ eˣ of one row, with <paramref name="y"/> for what comes between.</summary>
    private static float LogOfSum<V>(Floats x, int size, Floats y)
        where V : struct, IVector<V>
    {
        var greatest = Rows.Max<V>(x, size);
        return MathF.Log(Rows.Exp<V>(x, size, greatest, y)) + greatest;
    }

    private readonly struct Shift(Floats x, float log, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(x, index) - V.Broadcast(log)).Store(y, index);
    }

    private readonly struct Columns(Floats x, int size, int inner, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var (greatest, sum) = (Softmax.Greatest<V>(x, size, inner, index), V.Zero);
            for (var k = 0; k < size; k++)
            {
                sum += V.Exp(V.Load(x.From((long)k * inner), index) - greatest);
            }

            var log = V.Log(sum) + greatest;
            for (var k = 0; k < size; k++)
            {
                var place = (long)k * inner;
                (V.Load(x.From(place), index) - log).Store(y.From(place), index);
            }
        }
    }

    private readonly struct GradientRow(Floats dy, Floats y, float sum, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(dy, index) - (V.Exp(V.Load(y, index)) * V.Broadcast(sum))).Store(dx, index);
    }

    private readonly struct GradientColumns(Floats dy, Floats y, int size, int inner, Floats dx) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V>
        {
            var sum = V.Zero;
            for (var k = 0; k < size; k++)
            {
                sum += V.Load(dy.From((long)k * inner), index);
            }

            for (var k = 0; k < size; k++)
            {
                var place = (long)k * inner;
                (V.Load(dy.From(place), index) - (V.Exp(V.Load(y.From(place), index)) * sum)).Store(dx.From(place), index);
            }
        }
    }
}
