using System.CommandLine;
using BenchmarkDotNet.Running;

namespace NetGen.Benchmarks.Kernels;

/// <summary>The command that times single kernels with BenchmarkDotNet.</summary>
internal static class KernelsCommand
{
    public static Command Create()
    {
        var command = new Command(
            "kernels", "Times single kernels, as a share of the machine's measured peak. Takes BenchmarkDotNet's options, such as --filter *Linear*.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed =>
        {
            Console.WriteLine($"One core's peak: {MachinePeak.GigaFlops:F0} GFLOP/s in registers, {MachinePeak.GigaBytes:F0} GB/s copied in memory.");
            string[] given = parsed.UnmatchedTokens is { Count: > 0 } some ? [.. some] : ["--filter", "*"];
            BenchmarkSwitcher.FromAssembly(typeof(KernelsCommand).Assembly).Run(given, new ThroughputConfig());
        });
        return command;
    }
}
