using NetGen.Lowering;
using NetGen.Operators;

namespace NetGen.Conformance.Fuzz;

/// <summary>Holds one random network's emitted code against the oracle, at all widths and numbers of threads.</summary>
internal static class FuzzCheck
{
    public static readonly int[] Widths = [0, 256, 512];

    private const double Forward = 1e-5, Backward = 1e-4, AfterSteps = 2e-4;

    /// <summary>How much a result may move by rounding alone before other data are tried.</summary>
    private const double Unstable = 2e-5;

    /// <summary>How exact Winograd's convolutions of the channels that there are can be counted on to be.</summary>
    private const double WinogradRounding = 2e-6;

    /// <summary>Steps may explode; float ends long before double.</summary>
    private const double Overflow = 1e30;

    /// <summary>Beyond this share of a result, steps have multiplied roundings until nothing is left to compare.</summary>
    private const double Chaos = 1e-2;

    /// <summary>What a gradient that is nought but for rounding may be, as a share of the largest.</summary>
    private const double Floor = 1e-6;

    private const int Attempts = 4;

    public static void Run(LoadedNetwork loaded, IEnumerable<int> widths)
    {
        var (data, expected, noise) = Stable(loaded);
        CheckSlope(loaded, data, expected);
        Compare(loaded, "eager", FuzzedRun.Eager(loaded, data), expected, noise, isWhole: false);
        foreach (var width in widths)
        {
            var one = FuzzedRun.Compiled(loaded, data, width, 1);
            Compare(loaded, $"{width} bits", one, expected, noise, isWhole: true);
            Same(loaded, $"{width} bits, two threads", one, FuzzedRun.Compiled(loaded, data, width, 2));
            if (width == 256)
            {
                Same(loaded, "without input gradients", FuzzedRun.Compiled(loaded, data, width, 1, inputGradients: false), one);
            }
        }
    }

    /// <summary>Data at which rounding decides nothing (no ReLU near its kink, no pool near a tie), if a few tries find such.</summary>
    private static (FuzzData Data, Dictionary<string, double[]> Expected, Dictionary<string, double> Noise) Stable(LoadedNetwork loaded)
    {
        for (var attempt = 1; ; attempt++)
        {
            var data = new FuzzData(loaded.Model, Batch(loaded), (loaded.Declared.Seed * Attempts) + attempt);
            var oracle = new FuzzOracle(loaded.Model, data);
            var expected = oracle.Run();
            data.Rate = oracle.Rate!.Value;
            var noise = expected.Keys.ToDictionary(k => k, _ => 0.0);
            for (var seed = 1; seed <= 2; seed++)
            {
                foreach (var (key, values) in new FuzzOracle(loaded.Model, data, seed) { Rate = data.Rate }.Run())
                {
                    noise[key] = Math.Max(noise[key], Distance(values, expected[key]));
                }
            }

            var isStable = expected.Keys.All(k => noise[k] <= Unstable * Largest(expected[k]) || noise[k] <= 1e-6 * Scale(k, expected));
            if ((isStable && IsStableByWinograd(loaded, data, expected)) || attempt == Attempts)
            {
                return (data, expected, noise);
            }
        }
    }

    /// <summary>Whether Winograd's rounding, where it is, decides nothing either.</summary>
    private static bool IsStableByWinograd(LoadedNetwork loaded, FuzzData data, Dictionary<string, double[]> expected)
    {
        if (!WinogradChoice.Rewrite(loaded.Model.Training!).Nodes.Any(n => n.Operator is WinogradConv2d))
        {
            return true;
        }

        var moved = new FuzzOracle(loaded.Model, data, noise: 3) { Rate = data.Rate, ConvolutionRounding = WinogradRounding }.Run();
        return expected.Keys.Where(k => !IsLater(k)).All(k =>
            Distance(moved[k], expected[k]) <= Unstable * WinogradRounding / FuzzOracle.Rounding * Largest(expected[k]));
    }

    /// <summary>Batch normalisation refuses to train on one value.</summary>
    private static int Batch(LoadedNetwork loaded)
    {
        var graph = loaded.Model.Training!;
        var refuses = loaded.Declared.Batch == 1 && graph.Nodes.Any(n =>
            n.Operator is BatchStatistics statistics
            && BatchStatistics.ValuesPerSample(graph.Nodes[n.Inputs[0]].Type.Shape, statistics.Axis) == 1);
        return refuses ? 2 : loaded.Declared.Batch;
    }

    private static void CheckSlope(LoadedNetwork loaded, FuzzData data, Dictionary<string, double[]> expected)
    {
        var (found, slope, scale) = new FuzzOracle(loaded.Model, data).Slope(expected);
        if (Math.Abs(found - slope) > (1e-3 * scale) + 1e-7)
        {
            throw Failure(loaded, $"oracle: the gradients say {slope:R}, the loss {found:R}");
        }
    }

    private static void Compare(
        LoadedNetwork loaded, string engine, Dictionary<string, float[]> actual, Dictionary<string, double[]> expected,
        Dictionary<string, double> noise, bool isWhole)
    {
        foreach (var (key, values) in expected)
        {
            if (!actual.TryGetValue(key, out var found))
            {
                if (isWhole)
                {
                    throw Failure(loaded, $"{engine}: {key} is missing");
                }

                continue;
            }

            if (!(Largest(values) < Overflow) || (IsLater(key) && !(noise[key] <= Chaos * Largest(values))))
            {
                continue;
            }

            var tolerance = IsLater(key) ? AfterSteps
                : key.Contains("gradient", StringComparison.Ordinal) ? Backward : Forward;
            var limit = Math.Max(tolerance * Largest(values), Math.Max(30 * noise[key], Floor * Scale(key, expected)));
            for (var i = 0; i < values.Length; i++)
            {
                if (found.Length != values.Length || !(Math.Abs(found[i] - values[i]) <= limit))
                {
                    var measure = $"(± {limit:0.0e+00}, largest {Largest(values):0.0e+00})";
                    throw Failure(loaded, $"{engine}: {key}[{i}] is {found[i]:R} instead of {values[i]:R} {measure}");
                }
            }
        }
    }

    private static void Same(LoadedNetwork loaded, string what, Dictionary<string, float[]> some, Dictionary<string, float[]> all)
    {
        foreach (var (key, values) in some)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (BitConverter.SingleToInt32Bits(values[i]) != BitConverter.SingleToInt32Bits(all[key][i]))
                {
                    throw Failure(loaded, $"{what}: {key}[{i}] is {values[i]:R} and {all[key][i]:R}");
                }
            }
        }
    }

    /// <summary>What comes after the first update.</summary>
    private static bool IsLater(string key) => key.StartsWith("after", StringComparison.Ordinal) || key is "loss.1" or "loss.2";

    private static double Largest(double[] values) => values.Length == 0 ? 0 : values.Max(Math.Abs);

    /// <summary>For gradients the largest of all of them: some are nought but for rounding.</summary>
    private static double Scale(string key, Dictionary<string, double[]> expected) => key.Contains("gradient", StringComparison.Ordinal)
        ? expected.Where(e => e.Key.Contains("gradient", StringComparison.Ordinal)).Max(e => Largest(e.Value))
        : Math.Max(key.StartsWith("loss", StringComparison.Ordinal) ? 10 : 1e-3, Largest(expected[key]));

    private static double Distance(double[] a, double[] b) => a.Select((v, i) => Math.Abs(v - b[i])).DefaultIfEmpty(0).Max();

    private static FuzzException Failure(LoadedNetwork loaded, string what) =>
        new($"{loaded.Declared.Name} (batch {Batch(loaded)}), {what}\n\n{loaded.Declared.Source}");
}
