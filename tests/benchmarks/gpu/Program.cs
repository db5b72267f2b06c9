using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NetGen;
using NetGen.Benchmarks.Gpu;
using NetGen.Benchmarks.Table;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return Run(Options.Parse(args));
}
catch (Exception wrong) when (wrong is ArgumentException or DeviceNotFoundException)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine("Usage: " + Options.Usage);
    return 2;
}

static int Run(Options options)
{
    var device = options.Device();
    using var peer = PyTorchPeer.Start(options.Python, out var problem);
    Console.WriteLine($"NetGen on {device}. " + (peer is null ? $"PyTorch is left out: {problem}." : peer.Version));
    Console.WriteLine("Milliseconds of one turn, median; in brackets PyTorch's time as a multiple of it. Inputs are copied in each turn.");
    var chosen = Networks.All.Where(e => options.Networks.Length == 0 || options.Networks.Contains(e.Contest.Name));
    var (rows, isWrong) = (new List<Measured>(), false);
    foreach (var entry in chosen.Select(e => options.IsTiny ? e.Tiny : e).DistinctBy(e => (e.Contest.Name, e.Batch)))
    {
        foreach (var precision in options.Precisions)
        {
            try
            {
                Console.WriteLine($"{entry.Contest.Title}, {precision}: {Correctness.Check(entry, device, precision)}");
                rows.Add(Measure(entry, Work.Train, device, precision, peer, options.Turns));
                rows.Add(Measure(entry, Work.Predict, device, precision, peer, options.Turns));
            }
            catch (Exception wrong) when (wrong is InvalidOperationException)
            {
                isWrong = true;
                Console.WriteLine($"{entry.Contest.Title}, {precision}: {wrong.Message}");
            }
        }

        peer?.Forget();
    }

    if (options.Json is { } file)
    {
        File.WriteAllText(file, JsonSerializer.Serialize(rows));
    }

    return isWrong ? 1 : 0;
}

static Measured Measure(Entry entry, Work work, Device device, Precision precision, PyTorchPeer? peer, int turns)
{
    var contest = entry.Contest;
    var network = contest.Create().To(device, precision);
    var @case = new Case(contest, work, entry.Batch);
    var (inputs, labels, scores) = (@case.Inputs(), @case.Labels(), new float[entry.Batch * contest.Classes]);
    var predict = contest.Predict(network);
    var step = work == Work.Train ? contest.Step(network, entry.Batch) : null;
    var times = Enumerable.Range(0, turns + 3).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        if (step is null)
        {
            predict(inputs, scores);
        }
        else
        {
            step(inputs, labels);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }).Skip(3).ToArray();
    network.To(Device.Cpu());
    var row = new Measured(contest.Title, $"{work}", entry.Batch, $"{precision}", times)
    {
        Eager = peer?.Time($"{work}".ToLowerInvariant(), contest.Name, entry.Batch, $"eager-{precision}".ToLowerInvariant(), turns),
        Compiled = peer?.Time($"{work}".ToLowerInvariant(), contest.Name, entry.Batch, $"compile-{precision}".ToLowerInvariant(), turns),
    };
    Console.WriteLine(row);
    return row;
}
