using System.Diagnostics;
using System.Globalization;
using NetGen.Benchmarks;
using NetGen.Kernels;

// Both sides on one thread, taking turns, so that a busy machine slows both alike.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Rounds = 15;
const double TurnMilliseconds = 150;

string[] names = [.. args.TakeWhile(a => a != "--python")];
var python = args.SkipWhile(a => a != "--python").Skip(1).FirstOrDefault("/usr/bin/python3");
if (names.Except(Case.All.Select(c => c.Network)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no case {unknown}; there are {string.Join(", ", Case.All.Select(c => c.Network).Distinct())}.");
    return 2;
}

Cpu.Threads = 1;
using var peer = Peer.Start(python, out var problem);
Console.WriteLine($"NetGen on .NET {Environment.Version}, {Cpu.VectorBits}-bit vectors; one thread; medians of {Rounds} turns.");
Console.WriteLine(peer is null
    ? $"PyTorch is left out: {python}: {problem}. To have it: apt install python3-torch libopenblas0-pthread, or --python PATH."
    : $"PyTorch {peer.Version}.");
Console.WriteLine();
Console.WriteLine($"{"network",-10} {"work",-8} {"batch",5} {"NetGen ms",12} {"PyTorch ms",12} {"ratio",8}");
foreach (var @case in Case.All.Where(c => names.Length == 0 || names.Contains(c.Network)))
{
    var (ours, theirs) = Measure(@case, peer);
    var compared = theirs is { } other ? $"{other,12:F4} {other / ours,8:F2}" : $"{"-",12} {"-",8}";
    Console.WriteLine($"{@case.Network,-10} {@case.Work,-8} {@case.Batch,5} {ours,12:F4} {compared}");
}

return 0;

static (double Ours, double? Theirs) Measure(Case @case, Peer? peer)
{
    var step = @case.Prepare(@case.Batch);
    double Time(int steps)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            step();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // Warm, and found out how many steps make a turn.
    var ourSteps = StepsOfATurn(Time);
    var theirSteps = peer is null ? 0 : StepsOfATurn(steps => peer.Time(@case, steps));
    var (ours, theirs) = (new List<double>(), new List<double>());
    for (var round = 0; round < Rounds; round++)
    {
        ours.Add(Time(ourSteps) / ourSteps);
        if (peer is not null)
        {
            theirs.Add(peer.Time(@case, theirSteps) / theirSteps);
        }
    }

    return (Median(ours), peer is null ? null : Median(theirs));
}

static int StepsOfATurn(Func<int, double> time)
{
    time(100);
    return Math.Max(5, (int)(TurnMilliseconds / (time(50) / 50)));
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
