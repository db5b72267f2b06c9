using System.CommandLine;
using NetGen.Benchmarks.Kernels;
using NetGen.Benchmarks.Peers;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Table;

/// <summary>The command that measures the table against the peers.</summary>
internal static class TableCommand
{
    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of every party.", DefaultValueFactory = _ => 1 };

    private static readonly Option<string?> Json = new("--json") { Description = "A file for all that was measured." };

    private static readonly Option<string?> Svg = new("--svg") { Description = "A file for a chart of the ratios." };

    public static Command Create()
    {
        var command = new Command("table", "Times predictions and training steps, and the same in PyTorch and ONNX Runtime, by turns.")
        {
            CaseOptions.Names, Threads, CaseOptions.Seconds, CaseOptions.Only, PeerOptions.Python, PeerOptions.OnnxRuntimeLibrary, Json, Svg,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var threads = arguments.GetValue(Threads);
        Cpu.Threads = threads;
        using var torch = PyTorch.Start(arguments.GetValue(PeerOptions.Python)!, threads, out var noTorch);
        using var onnx = OnnxRuntime.Start(arguments.GetValue(PeerOptions.OnnxRuntimeLibrary)!, torch, threads, out var noOnnx);
        Console.WriteLine(Machine.Description(threads));
        PeerOptions.Introduce(torch?.Title, noTorch, onnx?.Title, noOnnx);
        var peak = threads * MachinePeak.GigaFlops;
        TextReport.WriteHead(peak);
        var rows = new List<Row>();
        foreach (var @case in CaseOptions.Cases(arguments))
        {
            rows.Add(Measure(@case, torch, onnx, arguments.GetValue(CaseOptions.Seconds)));
            TextReport.Write(rows[^1], peak);

            // The arenas of the last case would be in memory beside the next one's.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var results = new Results(Machine.Description(threads), peak, [.. new[] { torch?.Title, onnx?.Title }.OfType<string>()], rows);
        TextReport.WriteMeans(results);
        Write(arguments.GetValue(Json), () => JsonReport.Of(results));
        Write(arguments.GetValue(Svg), () => Chart.Of(results));
        return 0;
    }

    private static Row Measure(Case @case, PyTorch? torch, OnnxRuntime? onnx, double seconds)
    {
        var network = @case.Contest.Create();
        var session = onnx?.Prepare(@case, network);
        Party?[] parties = [Party.NetGen(@case, network), session, torch?.Prepare(@case)];
        var times = Duel.Run([.. parties.OfType<Party>()], Cpu.Threads, seconds);
        torch?.Forget();
        return new(@case, times);
    }

    private static void Write(string? file, Func<string> text)
    {
        if (file is not null)
        {
            File.WriteAllText(file, text());
        }
    }
}
