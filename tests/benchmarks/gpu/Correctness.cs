using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Gpu;

/// <summary>
/// Whether a device computes what it should, before it is timed: scores of a sample against the declaration in double, and the weights
/// after a step of training against those that the processor comes to, whose kernels the conformance tests hold to double.
/// </summary>
internal static class Correctness
{
    /// <summary>Throws unless both are near enough; returns how near they are.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static string Check(Entry entry, Device device, Precision precision)
    {
        var tolerance = precision switch { Precision.Float32 => 1e-4, Precision.TensorFloat32 => 2e-2, _ => 1e-1 };
        var (scores, weights) = (Scores(entry, device, precision), Weights(entry, device, precision));
        return Math.Max(scores, weights) <= tolerance
            ? $"scores {scores:0.0e+00}, weights {weights:0.0e+00} from what they should be"
            : throw new InvalidOperationException(
                $"{entry.Contest.Title} in {precision} is wrong on {device}: scores {scores:0.0e+00}, weights {weights:0.0e+00} "
                + $"from what they should be, where {tolerance:0.0e+00} is allowed.");
    }

    private static double Scores(Entry entry, Device device, Precision precision)
    {
        var network = entry.Contest.Create();
        var inputs = new Case(entry.Contest, Work.Predict, 1).Inputs();
        var expected = entry.Eager(network, Tensor.From(inputs, entry.Contest.Sample)).ToArray();
        var scores = new float[entry.Contest.Classes];
        entry.Contest.Predict(network.To(device, precision))(inputs, scores);
        return Distance(scores, expected);
    }

    /// <summary>How far the moves of the weights in one step are apart.</summary>
    private static double Weights(Entry entry, Device device, Precision precision)
    {
        var @case = new Case(entry.Contest, Work.Train, 2);
        var (before, here, there) = (entry.Contest.Create(), entry.Contest.Create(), entry.Contest.Create().To(device, precision));
        foreach (var network in new[] { here, there })
        {
            entry.Contest.Step(network, 2)(@case.Inputs(), @case.Labels());
        }

        return Distance(Moves(there), Moves(here));

        float[] Moves(Network network) =>
        [
            .. before.Parameters.SelectMany(name =>
                network.Parameters.Read(name).ToArray().Zip(before.Parameters.Read(name).ToArray(), (after, first) => after - first)),
        ];
    }

    private static double Distance(float[] values, float[] expected) => Math.Sqrt(
        values.Zip(expected, (v, e) => ((double)v - e) * ((double)v - e)).Sum() / expected.Sum(e => (double)e * e));
}
