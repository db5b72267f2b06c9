namespace NetGen.Ilgpu;

public static partial class Copying
{
    /// <inheritdoc cref="NetGen.Kernels.Copying.Select"/>
    public static void Select(Queue queue, Floats x, ReadOnlySpan<int> indices, int outer, int size, int inner, Floats y) =>
        queue.Run(new SelectKernel(x, queue.Table(indices), indices.Length, size, inner, y), outer * indices.Length * inner);

    /// <inheritdoc cref="NetGen.Kernels.Copying.AddSelected"/>
    public static void AddSelected(Queue queue, Floats dy, ReadOnlySpan<int> indices, int outer, int size, int inner, Floats dx) =>
        queue.Run(new AddSelectedKernel(dy, queue.Table(indices), indices.Length, size, inner, dx), outer * size * inner);

    /// <summary>y[o, c, i] = x[o, indices[o, c, i], i]. An index that is none gives not-a-number.</summary>
    public static void Gather(Queue queue, Floats x, Ints indices, int outer, int size, int count, int inner, Floats y) =>
        queue.Run(new GatherKernel(x, indices, size, count, inner, y), outer * count * inner);

    /// <inheritdoc cref="NetGen.Kernels.Copying.AddGathered"/>
    public static void AddGathered(Queue queue, Floats dy, Ints indices, int outer, int size, int count, int inner, Floats dx) =>
        queue.Run(new AddGatheredKernel(dy, indices, size, count, inner, dx), outer * inner);

    /// <inheritdoc cref="NetGen.Kernels.Copying.Transpose"/>
    public static void Transpose(Queue queue, Floats x, int samples, int rows, int columns, Floats y) =>
        Permute(queue, x, samples, [columns, rows], [1, columns], y);

    /// <inheritdoc cref="NetGen.Kernels.Copying.Permute"/>
    public static void Permute(Queue queue, Floats x, int samples, ReadOnlySpan<int> sizes, ReadOnlySpan<int> strides, Floats y)
    {
        var count = 1;
        foreach (var size in sizes)
        {
            count *= size;
        }

        queue.Run(new PermuteKernel(x, queue.Table(sizes), queue.Table(strides), sizes.Length, count, y), samples * count);
    }

    internal readonly struct SelectKernel(Floats x, Ints indices, int count, int size, int inner, Floats y) : IKernel
    {
        public void Run(int index) =>
            y[index] = x[(((index / inner / count * size) + indices[index / inner % count]) * inner) + (index % inner)];
    }

    internal readonly struct AddSelectedKernel(Floats dy, Ints indices, int count, int size, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var first = (index / inner / size * count * inner) + (index % inner);
            var sum = 0f;
            for (var c = 0; c < count; c++)
            {
                sum += indices[c] == index / inner % size ? dy[first + (c * inner)] : 0f;
            }

            dx[index] = sum;
        }
    }

    internal readonly struct GatherKernel(Floats x, Ints indices, int size, int count, int inner, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var chosen = indices[index];
            var value = float.NaN;
            if (chosen >= 0 && chosen < size)
            {
                value = x[(((index / inner / count * size) + chosen) * inner) + (index % inner)];
            }

            y[index] = value;
        }
    }

    /// <summary>One column of a run: no other thread adds to it.</summary>
    internal readonly struct AddGatheredKernel(Floats dy, Ints indices, int size, int count, int inner, Floats dx) : IKernel
    {
        public void Run(int index)
        {
            var target = (index / inner * size * inner) + (index % inner);
            var source = (index / inner * count * inner) + (index % inner);
            for (var i = 0; i < size; i++)
            {
                dx[target + (i * inner)] = 0f;
            }

            for (var c = 0; c < count; c++)
            {
                var chosen = indices[source + (c * inner)];
                if (chosen >= 0 && chosen < size)
                {
                    dx[target + (chosen * inner)] += dy[source + (c * inner)];
                }
            }
        }
    }

    internal readonly struct PermuteKernel(Floats x, Ints sizes, Ints strides, int rank, int count, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var rest = index % count;
            var source = index - rest;
            for (var axis = rank - 1; axis >= 0; axis--)
            {
                source += rest % sizes[axis] * strides[axis];
                rest /= sizes[axis];
            }

            y[index] = x[source];
        }
    }
}
