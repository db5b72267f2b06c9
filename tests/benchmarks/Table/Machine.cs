using NetGen.Kernels;

namespace NetGen.Benchmarks.Table;

/// <summary>What everything is measured on.</summary>
internal static class Machine
{
    public static string Description(int threads) =>
        $"NetGen on .NET {Environment.Version}, {Cpu.VectorBits}-bit vectors, {threads} thread{(threads == 1 ? "" : "s")}; {Processor}";

    private static string Processor
    {
        get
        {
            const string Information = "/proc/cpuinfo";
            var name = File.Exists(Information)
                ? File.ReadLines(Information).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
            return $"{name ?? "unknown processor"}, {Environment.ProcessorCount} cores";
        }
    }
}
