namespace NetGen.Kernels;

/// <summary>
/// Batch normalisation: statistics of the batch and sums for its gradient, and what is computed from them once per channel.
/// </summary>
public static partial class BatchNormalization
{
    /// <summary>output[c] = rows[index, c].</summary>
    /// <param name="rows">A table with one column for each channel.</param>
    /// <param name="index">Which row.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="output">The row.</param>
    public static void Row(Floats rows, int index, int channels, Floats output) =>
        rows.From((long)index * channels).Span(channels).CopyTo(output.Span(channels));

    /// <summary>output[c] = rows[index, c] / values.</summary>
    /// <param name="rows">A table with one column for each channel.</param>
    /// <param name="index">Which row.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="values">How many values each channel has in the batch.</param>
    /// <param name="output">The row, divided.</param>
    public static void RowPerValue(Floats rows, int index, int channels, int values, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = rows[(index * channels) + c] / values;
        }
    }

    /// <summary>output[c] = 1 / √(variance[c] + eps).</summary>
    /// <param name="statistics">Means and variances, one row each.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="output">The inverse deviations.</param>
    public static void InverseDeviation(Floats statistics, int channels, double eps, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = (float)(1 / Math.Sqrt(statistics[channels + c] + eps));
        }
    }

    /// <summary>output[c] = (1 − momentum) · running[c] + momentum · mean[c].</summary>
    /// <param name="running">The running means.</param>
    /// <param name="statistics">The batch's means and variances, one row each.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="momentum">The share of the batch.</param>
    /// <param name="output">The new running means.</param>
    public static void RunningMean(Floats running, Floats statistics, int channels, double momentum, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = (float)(((1 - momentum) * running[c]) + (momentum * statistics[c]));
        }
    }

    /// <summary>output[c] = (1 − momentum) · running[c] + momentum · variance[c] · values / (values − 1): unbiased.</summary>
    /// <param name="running">The running variances.</param>
    /// <param name="statistics">The batch's means and biased variances, one row each.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="values">How many values each channel has in the batch.</param>
    /// <param name="momentum">The share of the batch.</param>
    /// <param name="output">The new running variances.</param>
    public static void RunningVariance(Floats running, Floats statistics, int channels, int values, double momentum, Floats output)
    {
        var share = momentum * values / (values - 1.0);
        for (var c = 0; c < channels; c++)
        {
            output[c] = (float)(((1 - momentum) * running[c]) + (share * statistics[channels + c]));
        }
    }

    /// <summary>One more batch. The counter is held as a float and stays right up to 2²⁴ batches.</summary>
    /// <param name="batches">The counter.</param>
    /// <param name="output">The counter plus one.</param>
    public static void CountBatch(Floats batches, Floats output) => output[0] = batches[0] + 1;

    /// <summary>output[c] = 1 / √(variance[c] + eps).</summary>
    /// <param name="variance">The running variances.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="output">The factors.</param>
    public static void Scale(Floats variance, int channels, double eps, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = (float)(1 / Math.Sqrt(variance[c] + eps));
        }
    }

    /// <summary>output[c] = weight[c] / √(variance[c] + eps).</summary>
    /// <param name="variance">The running variances.</param>
    /// <param name="weight">The trained factors.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="output">The factors.</param>
    public static void Scale(Floats variance, Floats weight, int channels, double eps, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = (float)(weight[c] / Math.Sqrt(variance[c] + eps));
        }
    }

    /// <summary>output[c] = −mean[c] · scale[c].</summary>
    /// <param name="mean">The running means.</param>
    /// <param name="scale">What <see cref="Scale(Floats, int, double, Floats)"/> gave.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="output">What is added.</param>
    public static void Shift(Floats mean, Floats scale, int channels, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = -mean[c] * scale[c];
        }
    }

    /// <summary>output[c] = bias[c] − mean[c] · scale[c].</summary>
    /// <param name="mean">The running means.</param>
    /// <param name="scale">What <see cref="Scale(Floats, Floats, int, double, Floats)"/> gave.</param>
    /// <param name="bias">The trained bias.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="output">What is added.</param>
    public static void Shift(Floats mean, Floats scale, Floats bias, int channels, Floats output)
    {
        for (var c = 0; c < channels; c++)
        {
            output[c] = bias[c] - (mean[c] * scale[c]);
        }
    }
}
