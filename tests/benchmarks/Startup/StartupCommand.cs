using System.CommandLine;
using NetGen.Benchmarks.Peers;
using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Startup;

/// <summary>
/// The command that times a program from its start to its first prediction, weights read from a file: compiled while it runs and
/// ahead of time, and the same program with ONNX Runtime. It also says how large they are.
/// </summary>
internal static class StartupCommand
{
    private const int Rounds = 11;

    private static readonly Option<bool> Aot = new("--aot") { Description = "Also publish with NativeAOT (net9.0), which takes minutes." };

    public static Command Create()
    {
        var command = new Command("start", "Times programs from their start to their first prediction, and measures their size.")
        {
            Aot, PeerOptions.Python, PeerOptions.OnnxRuntimeLibrary,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var folder = Directory.CreateTempSubdirectory("netgen-startup-").FullName;
        try
        {
            var library = arguments.GetValue(PeerOptions.OnnxRuntimeLibrary)!;
            using var torch = PyTorch.Start(arguments.GetValue(PeerOptions.Python)!, 1, out var noTorch);
            using var onnx = OnnxRuntime.Start(library, torch, 1, out var noOnnx);
            PeerOptions.Introduce(torch?.Title, noTorch, onnx?.Title, noOnnx);
            Console.WriteLine($"Process start to first prediction, in ms: median (fastest) of {Rounds}; the peer's program is the same but for what predicts.");
            Console.WriteLine();
            bool[] ways = arguments.GetValue(Aot) ? [false, true] : [false];
            foreach (var aot in ways)
            {
                var peer = onnx is null ? null : Published.Make("onnxruntime", aot, folder);
                foreach (var contest in Contests.All.Where(c => c.Name is "lenet5" or "resnet50"))
                {
                    Measure(new(contest, Work.Predict, 1), aot, folder, peer, torch, library);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Measure(Case @case, bool aot, string folder, Published? peer, PyTorch? torch, string library)
    {
        var contest = @case.Contest;
        var program = Published.Make(contest.Name, aot, folder);
        var weights = Path.Combine(folder, contest.Name + ".safetensors");
        contest.Create().Save(weights);
        string[] ours = [weights, $"{contest.SampleSize}", $"{contest.Classes}"];
        var parties = new List<Party> { Party.OfAction("NetGen", () => program.Run(ours)) };
        if (peer is not null)
        {
            var model = Path.Combine(folder, contest.Name + ".onnx");
            torch!.Export(@case, model, Path.Combine(folder, contest.Name + ".pth"));
            string[] theirs = [model, library, "1", .. contest.Sample.Select(extent => $"{extent}")];
            parties.Add(Party.OfAction("ONNX Runtime", () => peer.Run(theirs)));
        }

        var times = parties.Select(_ => new double[Rounds]).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < parties.Count; i++)
            {
                times[i][Math.Max(round, 0)] = parties[i].Time(1);
            }
        }

        var way = aot ? "NativeAOT" : "JIT";
        Write(contest.Title, way, new Times("NetGen", times[0]), program.Bytes);
        if (peer is not null)
        {
            Write(contest.Title, way, new Times("ONNX Runtime", times[1]), peer.Bytes + new FileInfo(library).Length);
        }
    }

    private static void Write(string network, string way, Times times, long bytes) =>
        Console.WriteLine($"{network,-12} {way,-10} {times.Party,-14} {$"{times.Median:F0} ({times.Fastest:F0})",14} {bytes / 1e6,8:F1} MB");
}
