using System.Diagnostics;

namespace NetGen.Benchmarks.Table;

/// <summary>Who is measured: milliseconds that a number of turns of its work take.</summary>
internal sealed record Party(string Name, Func<int, double> Time)
{
    /// <summary>NetGen, in this process.</summary>
    public static Party NetGen(Case @case, Network network)
    {
        var inputs = @case.Inputs();
        if (@case.Work == Work.Train)
        {
            var (step, labels) = (@case.Contest.Step(network, @case.Batch), @case.Labels());
            return OfAction("NetGen", () => step(inputs, labels));
        }

        var (predict, scores) = (@case.Contest.Predict(network), new float[@case.Batch * @case.Contest.Classes]);
        return OfAction("NetGen", () => predict(inputs, scores));
    }

    public static Party OfAction(string name, Action work) => new(name, turns =>
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < turns; i++)
        {
            work();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });
}
