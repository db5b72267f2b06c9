namespace NetGen.Ilgpu;

/// <summary>Rows of a table by their ids; see <see cref="NetGen.Kernels.Embedding"/>.</summary>
public static class Embedding
{
    /// <summary>y[i] = table[ids[i]]. An id that is no row gives not-a-number.</summary>
    public static void Forward(Queue queue, Ints ids, Floats table, int count, int rows, int dim, Floats y) =>
        queue.Run(new ForwardKernel(ids, table, rows, dim, y), count * dim);

    /// <inheritdoc cref="NetGen.Kernels.Embedding.Gradient"/>
    public static void Gradient(
        Queue queue, Ints ids, Floats dy, int count, int rows, int dim, int padding, Floats dw, int first, int columns)
    {
        queue.Fill(dw, rows * dim, 0f);
        queue.Run(new GradientKernel(ids, dy, count, dim, padding, dw, first), columns);
    }

    internal readonly struct ForwardKernel(Ints ids, Floats table, int rows, int dim, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var id = ids[index / dim];
            var value = float.NaN;
            if (id >= 0 && id < rows)
            {
                value = table[(id * dim) + (index % dim)];
            }

            y[index] = value;
        }
    }

    /// <summary>One column of the whole table, in the order of the ids.</summary>
    internal readonly struct GradientKernel(Ints ids, Floats dy, int count, int dim, int padding, Floats dw, int first) : IKernel
    {
        public void Run(int index)
        {
            for (var i = 0; i < count; i++)
            {
                if (ids[i] != padding)
                {
                    dw[(ids[i] * dim) + first + index] += dy[(i * dim) + first + index];
                }
            }
        }
    }
}
