using System.Globalization;
using System.Text.Json;
using NetGen;
using NetGen.Benchmarks.Gpu;
using NetGen.Benchmarks.Table;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return Options.Command(Run).Parse(args).Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (DeviceNotFoundException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

static int Run(Options options)
{
    var device = options.Device;
    using var peer = PyTorchPeer.Start(options.Python, out var problem);
    Console.WriteLine($"NetGen on {device}. " + (peer is null ? $"PyTorch is left out: {problem}." : peer.Version));
    Console.WriteLine("Milliseconds of one turn, median; in brackets PyTorch's time as a multiple of it. Inputs are copied in each turn.");
    var side = options.IsTiny ? 128 : 8192;
    var peaks = options.Precisions.ToDictionary(p => p, p => options.IsCheck ? double.NaN : PeakOf(p, device, peer, side));
    var chosen = Networks.All.Where(e => options.Networks.Length == 0 || options.Networks.Contains(e.Contest.Name));
    var (rows, isWrong) = (new List<Measured>(), false);
    foreach (var entry in chosen.Select(e => options.IsTiny ? e.Tiny : e).DistinctBy(e => (e.Contest.Name, e.Batch)))
    {
        foreach (var precision in options.Precisions)
        {
            try
            {
                Console.WriteLine($"{entry.Contest.Title}, {precision}: {Correctness.Check(entry, device, precision)}");
                Work[] works = options.IsCheck ? [] : [Work.Train, Work.Predict];
                rows.AddRange(works.Select(work => Measure(entry, work, device, precision, peer, options.Turns, peaks[precision])));
            }
            catch (Exception wrong)
            {
                // Whatever it was, the other networks have their turns.
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

static double PeakOf(Precision precision, Device device, PyTorchPeer? peer, int side)
{
    var (own, other) = (Peak.Measure(device, precision, side), peer?.Peak(side, $"{precision}".ToLowerInvariant()));
    Console.WriteLine(
        $"{precision}: products of {side}³ run at {own / 1e12:0.000} TFLOP/s"
        + (other is null ? "" : $", PyTorch's at {other / 1e12:0.000}")
        + (other > own ? ", of which shares are." : "."));
    return Math.Max(own, other ?? 0);
}

static Measured Measure(Entry entry, Work work, Device device, Precision precision, PyTorchPeer? peer, int turns, double peak)
{
    const int Rounds = 6;
    var (word, name, mode) = ($"{work}".ToLowerInvariant(), entry.Contest.Name, $"{precision}".ToLowerInvariant());
    using var netgen = new Turns(entry, work, device, precision);
    var (own, eager, compiled) = (new List<double>(), new List<double>(), new List<double>());
    for (var round = 0; round < Rounds; round++)
    {
        var count = Math.Max(turns / Rounds, 1);
        own.AddRange(netgen.Time(count));
        eager.AddRange(peer?.Time(word, name, entry.Batch, $"eager-{mode}", count) ?? []);
        compiled.AddRange(peer?.Time(word, name, entry.Batch, $"compile-{mode}", count) ?? []);
    }

    var seconds = Measured.Median([.. own]) / 1000;
    var row = new Measured(entry.Contest.Title, $"{work}", entry.Batch, $"{precision}", [.. own])
    {
        Eager = eager.Count == 0 ? null : [.. eager],
        Compiled = compiled.Count == 0 ? null : [.. compiled],
        PeakShare = 2 * netgen.Multiplications / seconds / peak,
        CopyShare = Peak.Copy(device, entry.Batch * entry.Contest.SampleSize) / seconds,
        Kernels = netgen.Kernels,
    };
    Console.WriteLine(row);
    return row;
}
