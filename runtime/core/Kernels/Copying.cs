namespace NetGen.Kernels;

/// <summary>Kernels that move elements: broadcasting, concatenation, slices, permutations.</summary>
public static partial class Copying
{
    /// <summary>Writes numbers that are known when the program is compiled.</summary>
    public static void Numbers(ReadOnlySpan<float> values, Floats y) => values.CopyTo(y.Span(values.Length));

    /// <summary>
    /// Repeats each of <paramref name="outer"/> runs of <paramref name="inner"/> elements <paramref name="copies"/> times
    /// in a row.
    /// </summary>
    public static void Broadcast(Floats x, int outer, int copies, int inner, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            var target = y.From((long)o * copies * inner);
            if (inner == 1)
            {
                target.Span(copies).Fill(x[o]);
                continue;
            }

            var run = x.From((long)o * inner).Span(inner);
            for (var copy = 0; copy < copies; copy++)
            {
                run.CopyTo(target.From((long)copy * inner).Span(inner));
            }
        }
    }

    /// <summary>
    /// Adds up each <paramref name="copies"/> runs of <paramref name="inner"/> elements: the gradient of
    /// <see cref="Broadcast"/>.
    /// </summary>
    public static void SumCopies(Floats dy, int outer, int copies, int inner, Floats dx)
    {
        switch (Lanes.For(inner == 1 ? copies : inner))
        {
            case 16:
                SumCopies<V16>(dy, outer, copies, inner, dx);
                break;
            case 8:
                SumCopies<V8>(dy, outer, copies, inner, dx);
                break;
            case 4:
                SumCopies<V4>(dy, outer, copies, inner, dx);
                break;
            default:
                SumCopies<V1>(dy, outer, copies, inner, dx);
                break;
        }
    }

    /// <summary>Interleaves the inputs: <paramref name="outer"/> times, a run of each one after the other.</summary>
    /// <param name="outer">How many runs each input has.</param>
    /// <param name="runs">The lengths of the runs, one for each input.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="y">The output.</param>
    public static void Concat(int outer, ReadOnlySpan<int> runs, ReadOnlySpan<Floats> inputs, Floats y)
    {
        var place = 0L;
        for (var o = 0; o < outer; o++)
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var run = runs[i];
                inputs[i].From((long)o * run).Span(run).CopyTo(y.From(place).Span(run));
                place += run;
            }
        }
    }

    /// <summary>Interleaves the inputs of each sample, of which some are the same for all.</summary>
    /// <param name="samples">How many samples.</param>
    /// <param name="outer">How many runs each input has in a sample.</param>
    /// <param name="runs">The lengths of the runs, one for each input.</param>
    /// <param name="steps">How far apart an input's samples lie; 0 for one that exists once.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="y">The output.</param>
    public static void Concat(
        int samples, int outer, ReadOnlySpan<int> runs, ReadOnlySpan<int> steps, ReadOnlySpan<Floats> inputs, Floats y)
    {
        var place = 0L;
        for (var sample = 0; sample < samples; sample++)
        {
            for (var o = 0; o < outer; o++)
            {
                for (var i = 0; i < inputs.Length; i++)
                {
                    var run = runs[i];
                    inputs[i].From(((long)sample * steps[i]) + ((long)o * run)).Span(run).CopyTo(y.From(place).Span(run));
                    place += run;
                }
            }
        }
    }

    /// <summary>Puts whole inputs into their places in the output; the rest of it stays as it is.</summary>
    /// <param name="starts">Where in the output each input begins.</param>
    /// <param name="lengths">How long each is.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="y">The output.</param>
    public static void Parts(ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, ReadOnlySpan<Floats> inputs, Floats y)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i].Span(lengths[i]).CopyTo(y.From(starts[i]).Span(lengths[i]));
        }
    }

    /// <summary>
    /// Takes <paramref name="length"/> elements from <paramref name="start"/> on out of each of <paramref name="outer"/>
    /// runs.
    /// </summary>
    public static void Slice(Floats x, int outer, int run, int start, int length, Floats y)
    {
        for (var o = 0; o < outer; o++)
        {
            x.From(((long)o * run) + start).Span(length).CopyTo(y.From((long)o * length).Span(length));
        }
    }

    /// <summary>
    /// Puts <paramref name="length"/> elements at <paramref name="start"/> of each run, and zeros around them: the gradient
    /// of <see cref="Slice(Floats, int, int, int, int, Floats)"/>.
    /// </summary>
    public static void Place(Floats dy, int outer, int run, int start, int length, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            var target = dx.From((long)o * run).Span(run);
            target[..start].Clear();
            dy.From((long)o * length).Span(length).CopyTo(target[start..]);
            target[(start + length)..].Clear();
        }
    }

    private static void SumCopies<V>(Floats dy, int outer, int copies, int inner, Floats dx)
        where V : struct, IVector<V>
    {
        for (var o = 0; o < outer; o++)
        {
            var source = dy.From((long)o * copies * inner);
            if (inner == 1)
            {
                dx[o] = Rows.Sum<V>(source, copies);
                continue;
            }

            var i = 0;
            for (; i <= inner - V.Count; i += V.Count)
            {
                Column<V>(source, copies, inner, i).Store(dx.From((long)o * inner), i);
            }

            for (; i < inner; i++)
            {
                Column<V1>(source, copies, inner, i).Store(dx.From((long)o * inner), i);
            }
        }
    }

    private static V Column<V>(Floats source, int copies, int inner, int i)
        where V : struct, IVector<V>
    {
        var sum = V.Load(source, i);
        for (var copy = 1; copy < copies; copy++)
        {
            sum += V.Load(source.From((long)copy * inner), i);
        }

        return sum;
    }
}
