namespace NetGen.Kernels;

/// <summary>What all losses share.</summary>
public static class Losses
{
    /// <summary>Adds up the sums of all chunks, in order and in double, and divides by the number of terms.</summary>
    /// <param name="partials">The sums, <paramref name="partialSize"/> floats apart.</param>
    /// <param name="chunks">How many there are.</param>
    /// <param name="partialSize">The distance from one to the next.</param>
    /// <param name="loss">The mean.</param>
    /// <param name="batch">How many samples the batch has.</param>
    /// <param name="termsPerSample">How many terms each has.</param>
    public static void Mean(Floats partials, int chunks, int partialSize, Floats loss, int batch, int termsPerSample)
    {
        var sum = 0.0;
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            sum += partials[(long)chunk * partialSize];
        }

        loss[0] = (float)(sum / ((double)batch * termsPerSample));
    }

    /// <summary>What each term's gradient is multiplied by.</summary>
    internal static float Share(Floats lossGradient, int batch, int termsPerSample) =>
        (float)(lossGradient[0] / ((double)batch * termsPerSample));
}
