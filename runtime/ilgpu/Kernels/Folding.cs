namespace NetGen.Ilgpu;

/// <summary>Batch norm folded into weights; see <see cref="NetGen.Kernels.Folding"/>.</summary>
public static class Folding
{
    /// <inheritdoc cref="NetGen.Kernels.Folding.ScaleRows"/>
    public static void ScaleRows(Queue queue, Floats weight, Floats scale, int rows, int rowSize, Floats output) =>
        queue.Run(new ScaleRowsKernel(weight, scale, rowSize, output), rows * rowSize);

    /// <inheritdoc cref="NetGen.Kernels.Folding.ScaleColumns"/>
    public static void ScaleColumns(
        Queue queue, Floats weight, Floats scale, int inputs, int groups, int columns, int size, Floats output) =>
        queue.Run(new ScaleColumnsKernel(weight, scale, inputs, groups, columns, size, output), inputs * columns * size);

    /// <inheritdoc cref="NetGen.Kernels.Folding.Bias"/>
    public static void Bias(Queue queue, Floats bias, Floats scale, Floats shift, int channels, Floats output) =>
        queue.Run(new BiasKernel(bias, scale, shift, output), channels);

    internal readonly struct ScaleRowsKernel(Floats weight, Floats scale, int rowSize, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = weight[index] * scale[index / rowSize];
    }

    internal readonly struct ScaleColumnsKernel(
        Floats weight, Floats scale, int inputs, int groups, int columns, int size, Floats y) : IKernel
    {
        public void Run(int index)
        {
            var group = index / size / columns * groups / inputs;
            y[index] = weight[index] * scale[(group * columns) + (index / size % columns)];
        }
    }

    internal readonly struct BiasKernel(Floats bias, Floats scale, Floats shift, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = (bias[index] * scale[index]) + shift[index];
    }
}
