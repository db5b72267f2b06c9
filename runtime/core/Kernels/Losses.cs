namespace NetGen.Kernels;

/// <summary>What becomes of the terms of a loss.</summary>
public static class Losses
{
    /// <summary>Adds Σ x to <paramref name="sum"/>.</summary>
    /// <param name="x">The terms.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="sum">Where to add.</param>
    public static void AddSum(Floats x, int count, Floats sum) => sum[0] += Lanes.For(count) switch
    {
        16 => Rows.Sum<V16>(x, count),
        8 => Rows.Sum<V8>(x, count),
        4 => Rows.Sum<V4>(x, count),
        _ => Rows.Sum<V1>(x, count),
    };

    /// <summary>Adds up the sums of all chunks, in order and in double, and divides.</summary>
    /// <param name="partials">The sums, <paramref name="partialSize"/> floats apart.</param>
    /// <param name="chunks">How many there are.</param>
    /// <param name="partialSize">The distance from one to the next.</param>
    /// <param name="loss">The result.</param>
    /// <param name="divisor">For a mean, the number of terms; 1 for a sum.</param>
    public static void Combine(Floats partials, int chunks, int partialSize, Floats loss, long divisor)
    {
        var sum = 0.0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            sum += partials[(long)chunk * partialSize];
        }

        loss[0] = (float)(sum / divisor);
    }

    /// <summary>The gradient of every term, the same for all: <paramref name="gradient"/> / <paramref name="divisor"/>.</summary>
    /// <param name="gradient">The gradient of the loss.</param>
    /// <param name="divisor">What the sum was divided by.</param>
    /// <param name="count">How many terms to write.</param>
    /// <param name="terms">The gradients of the terms.</param>
    public static void Spread(Floats gradient, long divisor, int count, Floats terms) =>
        terms.Span(count).Fill((float)(gradient[0] / (double)divisor));
}
