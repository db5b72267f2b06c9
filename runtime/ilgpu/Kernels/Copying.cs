using System.Runtime.InteropServices;

namespace NetGen.Ilgpu;

/// <summary>Kernels that move elements; see <see cref="NetGen.Kernels.Copying"/>.</summary>
public static partial class Copying
{
    /// <inheritdoc cref="NetGen.Kernels.Copying.Numbers"/>
    public static void Numbers(Queue queue, ReadOnlySpan<float> values, Floats y) =>
        queue.Copy(queue.Table(MemoryMarshal.Cast<float, int>(values)).AsFloats(), y, values.Length);

    /// <inheritdoc cref="NetGen.Kernels.Copying.Broadcast"/>
    public static void Broadcast(Queue queue, Floats x, int outer, int copies, int inner, Floats y) =>
        queue.Run(new BroadcastKernel(x, copies, inner, y), outer * copies * inner);

    /// <inheritdoc cref="NetGen.Kernels.Copying.SumCopies"/>
    public static void SumCopies(Queue queue, Floats dy, int outer, int copies, int inner, Floats dx) =>
        queue.Run(new SumCopiesKernel(dy, copies, inner, dx), outer * inner);

    /// <summary>Interleaves the inputs: <paramref name="outer"/> times, a run of each one after the other.</summary>
    public static void Concat(Queue queue, int outer, ReadOnlySpan<int> runs, ReadOnlySpan<Floats> inputs, Floats y)
    {
        Span<int> steps = stackalloc int[runs.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            steps[i] = runs[i];
        }

        Concat(queue, outer, 1, runs, steps, inputs, y);
    }

    /// <summary>Interleaves the inputs of each sample, of which some are the same for all.</summary>
    public static void Concat(
        Queue queue, int samples, int outer, ReadOnlySpan<int> runs, ReadOnlySpan<int> steps, ReadOnlySpan<Floats> inputs, Floats y)
    {
        var total = 0;
        foreach (var run in runs)
        {
            total += run;
        }

        var start = 0;
        for (var i = 0; i < inputs.Length; i++)
        {
            queue.Run(new ConcatKernel(inputs[i], outer, runs[i], steps[i], start, total, y), samples * outer * runs[i]);
            start += runs[i];
        }
    }

    /// <summary>
    /// Takes <paramref name="length"/> elements from <paramref name="start"/> on out of each of <paramref name="outer"/> runs.
    /// </summary>
    public static void Slice(Queue queue, Floats x, int outer, int run, int start, int length, Floats y) =>
        Slice(queue, x, outer, run, start, length, 1, length, y);

    /// <summary>
    /// Takes <paramref name="count"/> runs of <paramref name="inner"/> elements, <paramref name="step"/> apart, out of each run.
    /// </summary>
    public static void Slice(Queue queue, Floats x, int outer, int run, int start, int step, int count, int inner, Floats y) =>
        queue.Run(new SliceKernel(x, run, start, step, count, inner, y), outer * count * inner);

    /// <summary>Puts <paramref name="length"/> elements at <paramref name="start"/> of each run, and zeros around them.</summary>
    public static void Place(Queue queue, Floats dy, int outer, int run, int start, int length, Floats dx) =>
        Place(queue, dy, outer, run, start, length, 1, length, dx);

    /// <summary>
    /// Puts <paramref name="count"/> runs of <paramref name="inner"/> elements, <paramref name="step"/> apart, into each run, and zeros
    /// between them.
    /// </summary>
    public static void Place(Queue queue, Floats dy, int outer, int run, int start, int step, int count, int inner, Floats dx) =>
        queue.Run(new PlaceKernel(dy, run, start, step, count, inner, dx), outer * run);

    internal readonly struct BroadcastKernel(Floats x, int copies, int inner, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = x[(index / inner / copies * inner) + (index % inner)];
    }

    internal readonly struct SumCopiesKernel(Floats dy, int copies, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner * copies * inner) + (index % inner);
            var sum = 0f;
            for (var copy = 0; copy < copies; copy++)
            {
                sum += dy[first + (copy * inner)];
            }

            dx[index] = sum;
        }
    }

    /// <summary>The elements of one input.</summary>
    internal readonly struct ConcatKernel(Floats x, int outer, int run, int step, int start, int total, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var place = index % run;
            var o = index / run;
            y[(o * total) + start + place] = x[(o / outer * step) + (o % outer * run) + place];
        }
    }

    internal readonly struct SliceKernel(Floats x, int run, int start, int step, int count, int inner, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var o = index / inner / count;
            y[index] = x[(o * run) + start + (index / inner % count * step) + (index % inner)];
        }
    }

    internal readonly struct PlaceKernel(Floats dy, int run, int start, int step, int count, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var place = (index % run) - start;
            var value = 0f;
            if (place >= 0 && place / step < count && place % step < inner)
            {
                value = dy[(((index / run * count) + (place / step)) * inner) + (place % step)];
            }

            dx[index] = value;
        }
    }
}
