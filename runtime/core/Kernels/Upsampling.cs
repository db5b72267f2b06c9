using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Resizing of images, one axis after the other: along the rows once for each row of the input, pixel by pixel (or by pairs where
/// columns double); across the rows in vectors.
/// </summary>
public static unsafe partial class Upsampling
{
    /// <summary>y = the nearest pixel of x.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the output.</param>
    public static void Nearest(in UpsampleShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        var columns = NearestColumns(s, scratch);
        for (var plane = 0; plane < samples * s.Channels; plane++, x = x.From((long)s.InHeight * s.InWidth))
        {
            var before = -1;
            for (var row = 0; row < s.OutHeight; row++, y = y.From(s.OutWidth))
            {
                var source = s.NearestRow(row);
                if (source == before)
                {
                    y.From(-s.OutWidth).Span(s.OutWidth).CopyTo(y.Span(s.OutWidth));
                    continue;
                }

                Spread(s, x.From((long)source * s.InWidth).Pointer, columns, y.Pointer);
                before = source;
            }
        }
    }

    /// <summary>dx = the sum of the gradients of all pixels that a pixel is the nearest of.</summary>
    /// <param name="s">The sizes, as in the forward pass.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Two rows of the output.</param>
    public static void NearestGradient(in UpsampleShape s, Floats dy, Floats dx, int samples, Floats scratch)
    {
        var (columns, sum) = (NearestColumns(s, scratch), scratch.From(s.OutWidth));
        dx.Span(samples * s.Channels * s.InHeight * s.InWidth).Clear();
        for (var plane = 0; plane < samples * s.Channels; plane++, dx = dx.From((long)s.InHeight * s.InWidth))
        {
            for (var row = 0; row < s.OutHeight;)
            {
                var source = s.NearestRow(row);
                dy.Span(s.OutWidth).CopyTo(sum.Span(s.OutWidth));
                for (row++, dy = dy.From(s.OutWidth); row < s.OutHeight && s.NearestRow(row) == source; row++, dy = dy.From(s.OutWidth))
                {
                    Elementwise.Flat(new Add(dy, 1, sum), s.OutWidth);
                }

                Gather(s, sum.Pointer, columns, dx.From((long)source * s.InWidth).Pointer);
            }
        }
    }

    private static Ints NearestColumns(in UpsampleShape s, Floats scratch)
    {
        var columns = scratch.AsInts();
        for (var column = 0; column < s.OutWidth; column++)
        {
            columns[column] = s.NearestColumn(column);
        }

        return columns;
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Spread(in UpsampleShape s, float* x, Ints columns, float* y)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && s.DoublesColumns && i <= s.InWidth - Pairs.Count; i += Pairs.Count)
        {
            Pairs.Store(Vector128.Load(x + i), Vector128.Load(x + i), y + (2 * i));
        }

        for (var column = 2 * i; column < s.OutWidth; column++)
        {
            y[column] = x[columns[column]];
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Gather(in UpsampleShape s, float* dy, Ints columns, float* dx)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && s.DoublesColumns && i <= s.InWidth - Pairs.Count; i += Pairs.Count)
        {
            var (a, b) = Pairs.Load(dy + (2 * i));
            Vector128.Store(a + b, dx + i);
        }

        for (var column = 2 * i; column < s.OutWidth; column++)
        {
            dx[columns[column]] += dy[column];
        }
    }

    /// <summary>sums += weight · x.</summary>
    private readonly struct Add(Floats x, float weight, Floats sums) : IElementwise
    {
        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => V.MultiplyAdd(V.Load(x, index), V.Broadcast(weight), V.Load(sums, index)).Store(sums, index);
    }
}
