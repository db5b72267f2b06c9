namespace NetGen.Benchmarks.Gpu;

/// <summary>Milliseconds of all turns: NetGen's, and PyTorch's where it could run.</summary>
internal sealed record Measured(string Network, string Work, int Batch, string Precision, double[] Times)
{
    public double[]? Eager { get; init; }

    public double[]? Compiled { get; init; }

    public override string ToString() =>
        $"  {Work,-7} b{Batch,-4} {Precision,-13} {Median(Times),9:0.000} ms, least {Times.Min():0.000}"
        + Ratio("eager", Eager) + Ratio("torch.compile", Compiled);

    private string Ratio(string name, double[]? times) =>
        times is null ? "" : $"; {name} {Median(times):0.000} ms ({Median(times) / Median(Times):0.00})";

    private static double Median(double[] times)
    {
        var sorted = times.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
