namespace NetGen.Ilgpu;

/// <summary>
/// Batch normalisation: sums over the batch, and the few numbers made of them; see <see cref="NetGen.Kernels.BatchNormalization"/>.
/// Statistics are computed in two passes, so that nothing cancels.
/// </summary>
public static class BatchNormalization
{
    /// <summary>partial = mean and biased variance of each channel, as two rows.</summary>
    public static void ChannelStatistics(Queue queue, Floats x, int samples, int channels, int inner, Floats partial)
    {
        if (samples * inner == 1)
        {
            throw new InvalidOperationException(
                "Batch normalisation needs more than one value per channel in training, but this batch has one: use a larger batch.");
        }

        queue.Reduce(new MeanSum(x, samples, channels, inner, partial), channels);
        queue.Reduce(new VarianceSum(x, samples, channels, inner, partial), channels);
    }

    /// <summary>partial = mean and biased variance of each feature, as two rows.</summary>
    public static void FeatureStatistics(Queue queue, Floats x, int rows, int features, Floats partial) =>
        ChannelStatistics(queue, x, rows, features, 1, partial);

    /// <summary>The statistics, of which there is one partial result.</summary>
    public static void CombineStatistics(Queue queue, Floats partials, int chunks, int partialSize, Floats output, int channels) =>
        queue.Copy(partials, output, 2 * channels);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.ChannelGradientSums"/>
    public static void ChannelGradientSums(
        Queue queue, Floats dy, Floats x, Floats mean, Floats inverse, int samples, int channels, int inner, Floats sums) =>
        queue.Reduce(new GradientSum(dy, x, mean, inverse, samples, channels, inner, sums), 2 * channels);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.FeatureGradientSums"/>
    public static void FeatureGradientSums(
        Queue queue, Floats dy, Floats x, Floats mean, Floats inverse, int rows, int features, Floats sums) =>
        ChannelGradientSums(queue, dy, x, mean, inverse, rows, features, 1, sums);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.Row"/>
    public static void Row(Queue queue, Floats rows, int index, int channels, Floats output) =>
        queue.Copy(rows.From((long)index * channels), output, channels);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.RowPerValue"/>
    public static void RowPerValue(Queue queue, Floats rows, int index, int channels, int values, Floats output) =>
        queue.Run(new DivideKernel(rows.From((long)index * channels), values, output), channels);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.InverseDeviation"/>
    public static void InverseDeviation(Queue queue, Floats statistics, int channels, double eps, Floats output) =>
        Scale(queue, statistics.From(channels), channels, eps, output);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.RunningMean"/>
    public static void RunningMean(Queue queue, Floats running, Floats statistics, int channels, double momentum, Floats output) =>
        queue.Run(new BlendKernel(running, (float)(1 - momentum), statistics, (float)momentum, output), channels);

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.RunningVariance"/>
    public static void RunningVariance(
        Queue queue, Floats running, Floats statistics, int channels, int values, double momentum, Floats output)
    {
        var share = (float)(momentum * values / (values - 1.0));
        queue.Run(new BlendKernel(running, (float)(1 - momentum), statistics.From(channels), share, output), channels);
    }

    /// <inheritdoc cref="NetGen.Kernels.BatchNormalization.CountBatch"/>
    public static void CountBatch(Queue queue, Floats batches, Floats output) => queue.Run(new CountKernel(batches, output), 1);

    /// <summary>output = 1 / √(variance + eps).</summary>
    public static void Scale(Queue queue, Floats variance, int channels, double eps, Floats output) =>
        queue.Run(new ScaleKernel(variance, variance, 0, (float)eps, output), channels);

    /// <summary>output = weight / √(variance + eps).</summary>
    public static void Scale(Queue queue, Floats variance, Floats weight, int channels, double eps, Floats output) =>
        queue.Run(new ScaleKernel(variance, weight, 1, (float)eps, output), channels);

    /// <summary>output = −mean · scale.</summary>
    public static void Shift(Queue queue, Floats mean, Floats scale, int channels, Floats output) =>
        queue.Run(new ShiftKernel(mean, scale, mean, 0, output), channels);

    /// <summary>output = bias − mean · scale.</summary>
    public static void Shift(Queue queue, Floats mean, Floats scale, Floats bias, int channels, Floats output) =>
        queue.Run(new ShiftKernel(mean, scale, bias, 1, output), channels);

    internal readonly struct MeanSum(Floats x, int samples, int channels, int inner, Floats statistics) : IReduction
    {
        public int Terms => samples * inner;

        public float Term(int output, int term) => x[(((term / inner * channels) + output) * inner) + (term % inner)];

        public void Store(int output, float sum) => statistics[output] = sum / (samples * inner);
    }

    internal readonly struct VarianceSum(Floats x, int samples, int channels, int inner, Floats statistics) : IReduction
    {
        public int Terms => samples * inner;

        public float Term(int output, int term)
        {
            var distance = x[(((term / inner * channels) + output) * inner) + (term % inner)] - statistics[output];
            return distance * distance;
        }

        public void Store(int output, float sum) => statistics[channels + output] = sum / (samples * inner);
    }

    /// <summary>Σ dy in the first row, Σ dy · x̂ in the second.</summary>
    internal readonly struct GradientSum(
        Floats dy, Floats x, Floats mean, Floats inverse, int samples, int channels, int inner, Floats sums) : IReduction
    {
        public int Terms => samples * inner;

        public float Term(int output, int term)
        {
            var channel = output % channels;
            var place = (((term / inner * channels) + channel) * inner) + (term % inner);
            return output < channels ? dy[place] : dy[place] * (x[place] - mean[channel]) * inverse[channel];
        }

        public void Store(int output, float sum) => sums[output] = sum;
    }

    internal readonly struct DivideKernel(Floats x, float divisor, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = x[index] / divisor;
    }

    internal readonly struct BlendKernel(Floats a, float shareOfA, Floats b, float shareOfB, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = (a[index] * shareOfA) + (b[index] * shareOfB);
    }

    internal readonly struct CountKernel(Floats batches, Floats output) : IKernel
    {
        public void Run(int index) => output[index] = batches[index] + 1;
    }

    internal readonly struct ScaleKernel(Floats variance, Floats weight, int weighted, float eps, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = (weighted == 1 ? weight[index] : 1f) / MathF.Sqrt(variance[index] + eps);
    }

    internal readonly struct ShiftKernel(Floats mean, Floats scale, Floats bias, int biased, Floats y) : IKernel
    {
        public void Run(int index) => y[index] = (biased == 1 ? bias[index] : 0f) - (mean[index] * scale[index]);
    }
}
