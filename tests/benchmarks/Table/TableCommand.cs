using System.CommandLine;
using NetGen.Benchmarks.Peers;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Table;

/// <summary>The command that measures the table against the peers.</summary>
internal static class TableCommand
{
    private static readonly Argument<string[]> Names = new("networks")
    {
        Description = $"Which networks; all without any. There are {Known}.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> Threads = new("--threads") { Description = "Threads of every party.", DefaultValueFactory = _ => 1 };

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "About how long to measure one row.",
        DefaultValueFactory = _ => 10,
    };

    private static readonly Option<Work?> Only = new("--only") { Description = "Only predictions, or only training steps." };

    private static readonly Option<string?> Json = new("--json") { Description = "A file for all that was measured." };

    private static readonly Option<string?> Svg = new("--svg") { Description = "A file for a chart of the ratios." };

    private static string Known => string.Join(", ", Contests.All.Select(c => c.Name));

    public static Command Create()
    {
        Names.Validators.Add(names =>
        {
            if (names.GetValueOrDefault<string[]>().Except(Contests.All.Select(c => c.Name)).FirstOrDefault() is { } unknown)
            {
                names.AddError($"There is no network {unknown}; there are {Known}.");
            }
        });
        var command = new Command("table", "Times predictions and training steps, and the same in PyTorch and ONNX Runtime, by turns.")
        {
            Names, Threads, Seconds, Only, PeerOptions.Python, PeerOptions.OnnxRuntimeLibrary, Json, Svg,
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
        var names = arguments.GetValue(Names)!;
        var cases = Contests.All.Where(c => names.Length == 0 || names.Contains(c.Name)).SelectMany(c => c.Cases);
        TextReport.WriteHead();
        var rows = new List<Row>();
        foreach (var @case in cases.Where(c => arguments.GetValue(Only) is not { } only || c.Work == only))
        {
            rows.Add(Measure(@case, torch, onnx, arguments.GetValue(Seconds)));
            TextReport.Write(rows[^1]);

            // The arenas of the last case would be in memory beside the next one's.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var results = new Results(Machine.Description(threads), [.. new[] { torch?.Title, onnx?.Title }.OfType<string>()], rows);
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
