using System.Diagnostics;
using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Gpu;

/// <summary>NetGen's turns with one network: inputs are copied in each, and what it comes to is waited for.</summary>
internal sealed class Turns : IDisposable
{
    private readonly Network _network;
    private readonly Trainer? _trainer;
    private readonly Action _turn;

    public Turns(Entry entry, Work work, Device device, Precision precision)
    {
        var contest = entry.Contest;
        _network = contest.Create().To(device, precision);
        var @case = new Case(contest, work, entry.Batch);
        var (inputs, labels, scores) = (@case.Inputs(), @case.Labels(), new float[entry.Batch * contest.Classes]);
        var predict = contest.Predict(_network);
        var step = work == Work.Train ? contest.Step(_network, entry.Batch) : null;
        _trainer = (Trainer?)step?.Target;
        _turn = step is null ? () => predict(inputs, scores) : () => step(inputs, labels);

        // The first turn is asked for kernel by kernel; the others make and replay recordings.
        var queue = device.Queue!;
        var (kernels, multiplications) = (queue.Kernels, queue.Multiplications);
        _turn();
        (Kernels, Multiplications) = (queue.Kernels - kernels, queue.Multiplications - multiplications);
        _turn();
        _turn();
    }

    /// <summary>Kernels of a turn.</summary>
    public long Kernels { get; }

    /// <summary>Multiplications of its products.</summary>
    public long Multiplications { get; }

    /// <summary>Milliseconds of each of so many turns.</summary>
    public double[] Time(int turns)
    {
        var times = new double[turns];
        for (var turn = 0; turn < turns; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            _turn();
            times[turn] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Gives the device's memory back, which the next network wants.</summary>
    public void Dispose()
    {
        _trainer?.Dispose();
        _network.To(Device.Cpu());
    }
}
