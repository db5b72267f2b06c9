using System.Diagnostics;
using System.Globalization;
using NetGen.Benchmarks;
using NetGen.Kernels;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["compile", .. var compiled])
{
    return Compilation.Run(compiled.Length > 0 ? compiled : ["ResNet152", "DenseNet169"]);
}

// Both sides on one thread, taking turns, so that a busy machine slows both alike.
const int Rounds = 101;
const double TurnMilliseconds = 15;

string[] names = [.. args.TakeWhile(a => a != "--python")];
var python = args.SkipWhile(a => a != "--python").Skip(1).FirstOrDefault("/usr/bin/python3");
if (names.Except(Case.All.Select(c => c.Network)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no case {unknown}; there are {string.Join(", ", Case.All.Select(c => c.Network).Distinct())}.");
    return 2;
}

Cpu.Threads = 1;
using var peer = Peer.Start(python, out var problem);
Console.WriteLine($"NetGen on .NET {Environment.Version}, {Cpu.VectorBits}-bit vectors; one thread; median (and fastest) of {Rounds} turns, in ms.");
Console.WriteLine(peer is null
    ? $"PyTorch is left out: {python}: {problem}. To have it: apt install python3-torch libopenblas0-pthread, or --python PATH."
    : $"PyTorch {peer.Version}.");
Console.WriteLine();
Console.WriteLine($"{"network",-10} {"work",-8} {"batch",5} {"NetGen",20} {"PyTorch",20} {"ratio",8}");
foreach (var @case in Case.All.Where(c => names.Length == 0 || names.Contains(c.Network)))
{
    var (ours, theirs) = Measure(@case, peer);
    var ratio = theirs.Count == 0 ? "-" : $"{Median(theirs) / Median(ours):F2}";
    Console.WriteLine($"{@case.Network,-10} {@case.Work,-8} {@case.Batch,5} {Text(ours),20} {Text(theirs),20} {ratio,8}");
}

return 0;

static (List<double> Ours, List<double> Theirs) Measure(Case @case, Peer? peer)
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

    return (ours, theirs);
}

static int StepsOfATurn(Func<int, double> time)
{
    time(100);
    return Math.Max(2, (int)(TurnMilliseconds / (time(50) / 50)));
}

static string Text(List<double> values) => values.Count == 0 ? "-" : $"{Median(values):F4} ({values.Min():F4})";

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
