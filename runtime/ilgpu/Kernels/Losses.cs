namespace NetGen.Ilgpu;

/// <summary>What becomes of the terms of a loss; see <see cref="NetGen.Kernels.Losses"/>.</summary>
public static class Losses
{
    /// <summary>sum = Σ x.</summary>
    public static void AddSum(Queue queue, Floats x, int count, Floats sum) => Reduction.SumChannels(queue, x, 1, 1, count, sum);

    /// <summary>loss = the sum, of which there is one, divided.</summary>
    public static void Combine(Queue queue, Floats partials, int chunks, int partialSize, Floats loss, long divisor) =>
        queue.Run(new BatchNormalization.DivideKernel(partials, divisor, loss), 1);

    /// <inheritdoc cref="NetGen.Kernels.Losses.Spread"/>
    public static void Spread(Queue queue, Floats gradient, long divisor, int count, Floats terms) =>
        queue.Run(new SpreadKernel(gradient, divisor, terms), count);

    internal readonly struct SpreadKernel(Floats gradient, float divisor, Floats terms) : IKernel
    {
        public void Run(int index) => terms[index] = gradient[0] / divisor;
    }
}
