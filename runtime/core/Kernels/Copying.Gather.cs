namespace NetGen.Kernels;

public static unsafe partial class Copying
{
    /// <summary>
    /// Takes <paramref name="count"/> runs of <paramref name="inner"/> elements, <paramref name="step"/> apart, out of each run.
    /// </summary>
    public static void Slice(Floats x, int outer, int run, int start, int step, int count, int inner, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            var (from, to) = (x.From(((long)o * run) + start), y.From((long)o * count * inner));
            for (var c = 0; c < count; c++)
            {
                Move(from.From((long)c * step), to.From((long)c * inner), inner);
            }
        }
    }

    /// <summary>
    /// Puts <paramref name="count"/> runs of <paramref name="inner"/> elements, <paramref name="step"/> apart, into each run, and zeros
    /// between them.
    /// </summary>
    public static void Place(Floats dy, int outer, int run, int start, int step, int count, int inner, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            var (from, to) = (dy.From((long)o * count * inner), dx.From((long)o * run));
            to.Span(run).Clear();
            for (var c = 0; c < count; c++)
            {
                Move(from.From((long)c * inner), to.From(start + ((long)c * step)), inner);
            }
        }
    }

    /// <summary>y[o, c, i] = x[o, indices[c], i].</summary>
    /// <param name="x">Runs of <paramref name="size"/> times <paramref name="inner"/> elements.</param>
    /// <param name="indices">Which of them.</param>
    /// <param name="outer">How many runs.</param>
    /// <param name="size">How many indices there are to choose from.</param>
    /// <param name="inner">How many elements each index has.</param>
    /// <param name="y">The output.</param>
    public static void Select(Floats x, ReadOnlySpan<int> indices, int outer, int size, int inner, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in indices)
            {
                Move(x.From((((long)o * size) + index) * inner), y, inner);
                y = y.From(inner);
            }
        }
    }

    /// <summary>dx[o, indices[c], i] = Σ dy[o, c, i], in the order of the indices: the gradient of <see cref="Select"/>.</summary>
    public static void AddSelected(Floats dy, ReadOnlySpan<int> indices, int outer, int size, int inner, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            dx.Span(size * inner).Clear();
            foreach (var index in indices)
            {
                Reduction.SumFeatures(dy, 1, inner, dx.From((long)index * inner));
                dy = dy.From(inner);
            }

            dx = dx.From((long)size * inner);
        }
    }

    /// <summary>y[o, c, i] = x[o, indices[o, c, i], i].</summary>
    /// <param name="x">Runs of <paramref name="size"/> times <paramref name="inner"/> elements.</param>
    /// <param name="indices">An index for each element of the output.</param>
    /// <param name="outer">How many runs.</param>
    /// <param name="size">How many indices there are to choose from.</param>
    /// <param name="count">How many are chosen from each run.</param>
    /// <param name="inner">How many elements lie side by side.</param>
    /// <param name="y">The output.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not from 0 to <paramref name="size"/> − 1.</exception>
    public static void Gather(Floats x, Ints indices, int outer, int size, int count, int inner, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            for (var c = 0; c < count; c++)
            {
                for (var i = 0; i < inner; i++)
                {
                    y[i] = x[(Checked(indices[i], size) * inner) + i];
                }

                (indices, y) = (indices.From(inner), y.From(inner));
            }

            x = x.From((long)size * inner);
        }
    }

    /// <summary>dx[o, indices[o, c, i], i] = Σ dy[o, c, i], in the order of c: the gradient of <see cref="Gather"/>.</summary>
    /// <inheritdoc cref="Gather"/>
    public static void AddGathered(Floats dy, Ints indices, int outer, int size, int count, int inner, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            dx.Span(size * inner).Clear();
            for (var c = 0; c < count; c++)
            {
                for (var i = 0; i < inner; i++)
                {
                    dx[(Checked(indices[i], size) * inner) + i] += dy[i];
                }

                (indices, dy) = (indices.From(inner), dy.From(inner));
            }

            dx = dx.From((long)size * inner);
        }
    }

    private static void Move(Floats from, Floats to, int count)
    {
        if (count == 1)
        {
            to[0] = from[0];
        }
        else
        {
            from.Span(count).CopyTo(to.Span(count));
        }
    }

    private static long Checked(int index, int size)
    {
        if ((uint)index >= (uint)size)
        {
            Fail(index, size);
        }

        return index;
    }

    private static void Fail(int index, int size) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"Gather: an index must be from 0 to {size - 1}.");
}
