using System.CommandLine;
using NetGen.Benchmarks.Table;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Scaling;

/// <summary>The command that measures what threads gain: one thread and several, by turns.</summary>
internal static class ScalingCommand
{
    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads are compared with one; as many as there are processors if not said.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    public static Command Create()
    {
        Threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 2)
            {
                result.AddError("--threads: one thread is compared with at least two.");
            }
        });
        var command = new Command("scaling", "Times predictions and training steps on one thread and on several, by turns.")
        {
            CaseOptions.Names, Threads, CaseOptions.Seconds, CaseOptions.Only,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult arguments)
    {
        var threads = arguments.GetValue(Threads);
        Console.WriteLine(Machine.Description(threads));
        Console.WriteLine(
            $"Read from memory, GB/s: {MemoryReads.GigaBytes(1):F1} by one thread, {MemoryReads.GigaBytes(threads):F1} by {threads}.");
        Console.WriteLine();
        Console.WriteLine("Milliseconds: median (fastest). Efficiency: one thread's time by all threads' time together, of the fastest turns and");
        Console.WriteLine("of the medians. Side by side: the efficiency of threads that each do all of it with a network of their own. Parameters:");
        Console.WriteLine("GB/s at which they were read in the fastest turn, if each is read once.");
        Console.WriteLine();
        Console.WriteLine($"{"network",-24} {"work",-7} {"batch",5} {"one thread",21} {$"{threads} threads",21} {"efficiency",14} "
            + $"{"side by side",14} {"parameters",11}");
        foreach (var @case in CaseOptions.Cases(arguments))
        {
            Write(@case, threads, arguments.GetValue(CaseOptions.Seconds));

            // The arenas of the last case would be in memory beside the next one's.
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return 0;
    }

    private static void Write(Case @case, int threads, double seconds)
    {
        var network = @case.Contest.Create();
        Party[] alone = [.. Enumerable.Range(0, threads).Select(_ => On(1, @case, @case.Contest.Create()))];
        var times = Duel.Run([alone[0], On(threads, @case, network), SideBySide.Of(alone)], threads, seconds);
        var (one, all, sideBySide) = (times[0], times[1], times[2]);
        var efficiency = $"{one.Fastest / all.Fastest / threads:P0} {one.Median / all.Median / threads:P0}";
        var most = $"{one.Fastest / sideBySide.Fastest:P0} {one.Median / sideBySide.Median:P0}";
        var bytes = sizeof(float) * network.Info.Parameters.Sum(p => (double)p.Count);
        var speed = @case.Work == Work.Predict ? $"{bytes / all.Fastest / 1e6:F1}" : "-";
        Console.WriteLine(
            $"{@case.Contest.Title,-24} {@case.Work.ToString().ToLowerInvariant(),-7} {@case.Batch,5} {Text(one),21} {Text(all),21} "
            + $"{efficiency,14} {most,14} {speed,11}");
    }

    /// <summary>NetGen on so many threads: predictions take as many as are set when they run, trainers as were when they were made.</summary>
    private static Party On(int threads, Case @case, Network network)
    {
        Cpu.Threads = threads;
        var party = Party.NetGen(@case, network);
        return new($"{threads} threads", turns =>
        {
            Cpu.Threads = threads;
            return party.Time(turns);
        });
    }

    private static string Text(Times times) => $"{times.Median:G4} ({times.Fastest:G4})";
}
