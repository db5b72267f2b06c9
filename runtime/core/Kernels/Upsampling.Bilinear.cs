using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Upsampling
{
    /// <summary>y = the mean of the four pixels of x around, weighed by how near they are.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Four rows of the output.</param>
    public static void Bilinear(in UpsampleShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        var columns = new LinearColumns(s, scratch);
        var (low, high) = (scratch.From(2L * s.OutWidth), scratch.From(3L * s.OutWidth));
        for (var plane = 0; plane < samples * s.Channels; plane++, x = x.From((long)s.InHeight * s.InWidth))
        {
            var (inLow, inHigh) = (-1, -1);
            for (var row = 0; row < s.OutHeight; row++, y = y.From(s.OutWidth))
            {
                var (first, second, weight) = s.RowsAround(row);
                if (first == inHigh)
                {
                    (low, high, inLow, inHigh) = (high, low, inHigh, inLow);
                }

                if (first != inLow)
                {
                    columns.Widen(x.From((long)first * s.InWidth).Pointer, low.Pointer);
                    inLow = first;
                }

                if (weight == 0)
                {
                    low.Span(s.OutWidth).CopyTo(y.Span(s.OutWidth));
                    continue;
                }

                if (second != inHigh)
                {
                    columns.Widen(x.From((long)second * s.InWidth).Pointer, high.Pointer);
                    inHigh = second;
                }

                Elementwise.Flat(new Blend(low, high, weight, y), s.OutWidth);
            }
        }
    }

    /// <summary>dx = the gradients of all pixels that a pixel has a part in, each with its weight.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Four rows of the output.</param>
    public static void BilinearGradient(in UpsampleShape s, Floats dy, Floats dx, int samples, Floats scratch)
    {
        var columns = new LinearColumns(s, scratch);
        var (low, high) = (scratch.From(2L * s.OutWidth), scratch.From(3L * s.OutWidth));
        dx.Span(samples * s.Channels * s.InHeight * s.InWidth).Clear();
        for (var plane = 0; plane < samples * s.Channels; plane++, dx = dx.From((long)s.InHeight * s.InWidth))
        {
            var current = 0;
            low.Span(s.OutWidth).Clear();
            high.Span(s.OutWidth).Clear();
            for (var row = 0; row < s.OutHeight; row++, dy = dy.From(s.OutWidth))
            {
                var (first, second, weight) = s.RowsAround(row);
                for (; current < first; current++)
                {
                    columns.Narrow(low.Pointer, dx.From((long)current * s.InWidth).Pointer);
                    low.Span(s.OutWidth).Clear();
                    (low, high) = (high, low);
                }

                Elementwise.Flat(new Add(dy, 1 - weight, low), s.OutWidth);
                Elementwise.Flat(new Add(dy, weight, second == first ? low : high), s.OutWidth);
            }

            columns.Narrow(low.Pointer, dx.From((long)current * s.InWidth).Pointer);
            columns.Narrow(high.Pointer, dx.From((long)Math.Min(current + 1, s.InHeight - 1) * s.InWidth).Pointer);
        }
    }

    /// <summary>For each column of the output, the first of the two columns of the input around it, and the weight of the second.</summary>
    private readonly struct LinearColumns
    {
        private readonly int _last;
        private readonly int _count;
        private readonly Ints _first;
        private readonly Floats _weight;

        public LinearColumns(in UpsampleShape s, Floats scratch)
        {
            (_last, _count, _first, _weight) = (s.InWidth - 1, s.OutWidth, scratch.AsInts(), scratch.From(s.OutWidth));
            for (var column = 0; column < _count; column++)
            {
                (_first[column], _, _weight[column]) = s.ColumnsAround(column);
            }
        }

        /// <summary>A row of the input at the columns of the output.</summary>
        [MethodImpl(AggressiveOptimization | NoInlining)]
        public void Widen(float* x, float* y)
        {
            for (var column = 0; column < _count; column++)
            {
                var (first, weight) = (_first[column], _weight[column]);
                y[column] = weight == 0 ? x[first] : (x[first] * (1 - weight)) + (x[Math.Min(first + 1, _last)] * weight);
            }
        }

        /// <summary>Adds a row of gradients at the columns of the output to those of the input.</summary>
        [MethodImpl(AggressiveOptimization | NoInlining)]
        public void Narrow(float* dy, float* dx)
        {
            for (var column = 0; column < _count; column++)
            {
                var (first, weight) = (_first[column], _weight[column]);
                dx[first] += dy[column] * (1 - weight);
                dx[Math.Min(first + 1, _last)] += dy[column] * weight;
            }
        }
    }

    /// <summary>y = (1 − weight) · a + weight · b.</summary>
    private readonly struct Blend(Floats a, Floats b, float weight, Floats y) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => V.MultiplyAdd(
                V.Load(b, index), V.Broadcast(weight), V.Load(a, index) * V.Broadcast(1 - weight)).Store(y, index);
    }
}
