using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Gpu;

/// <summary>
/// Whether a device computes what it should, before it is timed: scores of a sample against the declaration in double, and gradients
/// of each parameter against the processor's, whose kernels the conformance tests hold to double.
/// </summary>
internal static class Correctness
{
    /// <summary>Throws unless both are near enough; returns how near they are.</summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public static string Check(Entry entry, Device device, Precision precision)
    {
        // Of the networks here, scores were found up to 2e-6, 4e-3 and 3e-2 off, the farthest gradients 6e-5, 3e-2 and 2e-1.
        var (scoresOff, gradientOff) = precision switch
        {
            Precision.Float32 => (1e-4, 1e-4),
            Precision.TensorFloat32 => (2e-2, 5e-2),
            _ => (1e-1, 3e-1),
        };
        var (scores, (gradient, name)) = (Scores(entry, device, precision), Gradients(entry, device, precision));
        var found = $"scores {scores:0.0e+00}, gradient of {name} {gradient:0.0e+00} from what they should be";
        return scores <= scoresOff && gradient <= gradientOff
            ? found
            : throw new InvalidOperationException(
                $"{entry.Contest.Title} in {precision} is wrong on {device}: {found}, "
                + $"where {scoresOff:0.0e+00} and {gradientOff:0.0e+00} are allowed.");
    }

    private static double Scores(Entry entry, Device device, Precision precision)
    {
        var network = entry.Contest.Create();
        var inputs = new Case(entry.Contest, Work.Predict, 1).Inputs();
        var expected = entry.Eager(network, Tensor.From(inputs, entry.Contest.Sample)).ToArray();
        var scores = new float[entry.Contest.Classes];
        entry.Contest.Predict(network.To(device, precision))(inputs, scores);
        network.To(Device.Cpu());
        return Distance(scores, expected);
    }

    /// <summary>
    /// The parameter whose gradient is the farthest from the processor's, and how far that is: as a share of its length, or of a
    /// hundredth of what all gradients together would make it, since some of them are nothing but rounding.
    /// </summary>
    private static (double Distance, string Name) Gradients(Entry entry, Device device, Precision precision)
    {
        var @case = new Case(entry.Contest, Work.Train, 2);
        var network = Create(entry).To(device, precision);
        using var here = Trained(Create(entry));
        using var there = Trained(network);
        var expected = here.Gradients.ToDictionary(name => name, name => here.Gradients[name].ToArray());
        var usual = Math.Sqrt(expected.Values.Sum(Squares) / expected.Values.Sum(gradient => gradient.Length));
        var farthest = expected.Max(e => (Distance(there.Gradients[e.Key].ToArray(), e.Value, 0.01 * usual), e.Key));
        network.To(Device.Cpu());
        return farthest;

        Trainer Trained(Network network)
        {
            var step = entry.Contest.Step(network, 2);
            step(@case.Inputs(), @case.Labels());
            return (Trainer)step.Target!;
        }
    }

    /// <summary>
    /// The network with norms whose results lie six standard deviations from zero and from six. A ReLU's decision that rounding turns
    /// changes a gradient by all of its value: for two samples, PyTorch's gradients of ResNet-18 in Float32 and in double differ by 0.5 %
    /// for it, a device's in TensorFloat32 by a tenth, which would hide what is looked for here.
    /// </summary>
    private static Network Create(Entry entry)
    {
        const string Mean = ".running_mean";
        var network = entry.Contest.Create();
        foreach (var mean in network.Buffers.Where(name => name.EndsWith(Mean, StringComparison.Ordinal)))
        {
            var norm = mean[..^Mean.Length];
            network.Parameters[norm + ".weight"].Fill(0.5f);
            network.Parameters[norm + ".bias"].Fill(3);
        }

        return network;
    }

    private static double Distance(float[] values, float[] expected, double least = 0)
    {
        var differences = values.Zip(expected, (v, e) => v - e).ToArray();
        var distance = Math.Sqrt(Squares(differences) / Math.Max(Squares(expected), least * least * expected.Length));

        // What is not a number would come before all numbers where the farthest is looked for.
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }

    private static double Squares(float[] values) => values.Sum(v => (double)v * v);
}
