namespace NetGen.Benchmarks.Gpu;

/// <summary>Milliseconds of all turns: NetGen's, and PyTorch's where it could run.</summary>
internal sealed record Measured(string Network, string Work, int Batch, string Precision, double[] Times)
{
    public double[]? Eager { get; init; }

    public double[]? Compiled { get; init; }

    /// <summary>Operations of its products a second, as a share of the largest product's.</summary>
    public double PeakShare { get; init; }

    /// <summary>The share of its time that copying the inputs takes by itself.</summary>
    public double CopyShare { get; init; }

    /// <summary>How many kernels a turn has.</summary>
    public long Kernels { get; init; }

    public override string ToString() =>
        $"  {Work,-7} b{Batch,-4} {Precision,-13} {Median(Times),9:0.000} ms, least {Times.Min():0.000}"
        + Ratio("eager", Eager) + Ratio("torch.compile", Compiled)
        + $"; products at {PeakShare:0.0%} of the peak, {Kernels} kernels, copying {CopyShare:0%}";

    private string Ratio(string name, double[]? times) =>
        times is null ? "" : $"; {name} {Median(times):0.000} ms ({Median(times) / Median(Times):0.00})";

    public static double Median(double[] times)
    {
        var sorted = times.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
