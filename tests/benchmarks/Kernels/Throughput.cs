using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace NetGen.Benchmarks.Kernels;

/// <summary>What one call of a benchmark does; the benchmark's only parameter.</summary>
public interface IWork
{
    /// <summary>Floating-point operations, a multiply-add being two; 0 where memory is what counts.</summary>
    double Operations { get; }

    /// <summary>Bytes read and written; 0 where operations are what counts.</summary>
    double Bytes { get; }
}

/// <summary>Kernels are timed in this process, one thread, and shown as a share of what the machine can do.</summary>
internal sealed class ThroughputConfig : ManualConfig
{
    public ThroughputConfig()
    {
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(DefaultColumnProviders.Instance);
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        AddColumn(new ThroughputColumn("Throughput", (work, nanoseconds) => work.Operations > 0
            ? $"{work.Operations / nanoseconds:F0} GFLOP/s"
            : $"{work.Bytes / nanoseconds:F0} GB/s"));
        AddColumn(new ThroughputColumn("Of peak", (work, nanoseconds) => work.Operations > 0
            ? $"{work.Operations / nanoseconds / MachinePeak.GigaFlops:P0}"
            : $"{work.Bytes / nanoseconds / MachinePeak.GigaBytes:P0}"));
        HideColumns("Error", "StdDev");
        WithOptions(ConfigOptions.DisableLogFile);
        WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));
    }
}

/// <summary>A column made of the benchmark's work and its mean time.</summary>
internal sealed class ThroughputColumn(string name, Func<IWork, double, string> text) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => $"{name} of one core, by the mean time";

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } times ? text((IWork)benchmarkCase.Parameters.Items[0].Value, times.Mean) : "?";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
