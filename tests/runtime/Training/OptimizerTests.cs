using System.Text.Json;
using NetGen.Kernels;

namespace NetGen.Tests.Training;

/// <summary>Ten updates of every optimiser under every combination of settings, against PyTorch in double.</summary>
[Collection(ProcessSettings.Name)]
public sealed class OptimizerTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            var index = 0;
            foreach (var optimiser in TorchReference.Root.GetProperty("optimisers").EnumerateArray())
            {
                data.Add(index++, optimiser.GetProperty("optimiser").GetString() + optimiser.GetProperty("settings"));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ten_updates_are_those_of_PyTorch(int index, string name)
    {
        var reference = TorchReference.Root.GetProperty("optimisers")[index];
        var optimizer = Make(reference);
        foreach (var bits in new[] { 0, 128, 256, 512 })
        {
            var before = Cpu.VectorBits;
            Cpu.VectorBits = bits;
            try
            {
                Run(optimizer, reference.GetProperty("after"), $"{name} with {bits} bits");
            }
            finally
            {
                Cpu.VectorBits = before;
            }
        }
    }

    [Fact]
    public void Large_blocks_are_updated_whole_and_alike_on_any_number_of_threads()
    {
        const int Length = 100_016;
        var results = new List<float[]>();
        foreach (var threads in new[] { 1, 3 })
        {
            using var executor = new Executor(threads, 0);
            var (parameters, gradients, states) = (new Arena(Length), new Arena(Length), new Arena(2 * Length));
            for (var i = 0; i < Length; i++)
            {
                gradients.Span()[i] = 1 + (i % 7);
            }

            var step = new OptimizerStep
            {
                Parameters = parameters.Start,
                Gradients = gradients.Start,
                States = states.Start,
                Length = Length,
                LearningRate = 0.1,
                Number = 1,
                Executor = executor,
            };
            new Adam(0.1).Update(step);
            results.Add(parameters.Span().ToArray());
        }

        Assert.All(results[0], p => Assert.Equal(-0.1f, p, 1e-6f));
        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void L1_adds_its_own_gradient()
    {
        Same(new Sgd(0.1, momentum: 0.9, weightDecay: 0.1) { L1 = 0.05 }, new Sgd(0.1, momentum: 0.9, weightDecay: 0.1));
        Same(new Sgd(0.1) { L1 = 0.05 }, new Sgd(0.1));
        Same(new Adam(0.1) { L1 = 0.05 }, new Adam(0.1));
        Same(new AdamW(0.1, weightDecay: 0) { L1 = 0.05 }, new AdamW(0.1, weightDecay: 0));
        Same(new RmsProp(0.1, momentum: 0.5) { L1 = 0.05 }, new RmsProp(0.1, momentum: 0.5));

        static void Same(Optimizer optimizer, Optimizer without) => Assert.Equal(Steps(without, 0.05f), Steps(optimizer, 0));
    }

    [Fact]
    public void Settings_out_of_range_are_refused_by_name()
    {
        Assert.Equal("L1", Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1) { L1 = -1 }).ParamName);
        var rate = Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Equal("learningRate", rate.ParamName);
        Assert.Contains("learningRate must be at least 0, but is -1.", rate.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(double.NaN));
        Assert.Equal("beta2", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: 1)).ParamName);
        Assert.Equal("weightDecay", Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -0.1)).ParamName);
        Assert.Equal("eps", Assert.Throws<ArgumentOutOfRangeException>(() => new RmsProp(eps: -1)).ParamName);
        Assert.Equal("nesterov", Assert.Throws<ArgumentException>(() => new Sgd(0.1, nesterov: true)).ParamName);
        Assert.Throws<ArgumentException>(() => new Sgd(0.1, momentum: 0.9, dampening: 0.1, nesterov: true));
    }

    /// <summary>Two steps from numbers of both signs and 0, with l1 · sign(p) already in the gradients.</summary>
    private static float[] Steps(Optimizer optimizer, float l1)
    {
        var (parameters, gradients, states) = (new Arena(32), new Arena(32), new Arena(32 * optimizer.StateCount));
        using var executor = new Executor(1, 0);
        for (var number = 1; number <= 2; number++)
        {
            for (var i = 0; i < 32; i++)
            {
                parameters.Span()[i] = number == 1 ? (i % 5) - 2 : parameters.Span()[i];
                gradients.Span()[i] = 0.25f + (l1 * Math.Sign(parameters.Span()[i]));
            }

            optimizer.Update(new()
            {
                Parameters = parameters.Start,
                Gradients = gradients.Start,
                States = states.Start,
                Length = 32,
                LearningRate = optimizer.LearningRate,
                Number = number,
                Executor = executor,
            });
        }

        return [.. parameters.Span().ToArray().Select(p => MathF.Round(p, 5))];
    }

    private static void Run(Optimizer optimizer, JsonElement after, string name)
    {
        var initial = TorchReference.Floats(TorchReference.Root.GetProperty("initial"));
        var length = initial.Length;
        var (parameters, gradients, states) = (new Arena(length), new Arena(length), new Arena(length * optimizer.StateCount));
        initial.CopyTo(parameters.Span());
        using var executor = new Executor(1, 0);
        for (var i = 0; i < after.GetArrayLength(); i++)
        {
            TorchReference.Floats(TorchReference.Root.GetProperty("gradients")[i]).CopyTo(gradients.Span());
            optimizer.Update(new()
            {
                Parameters = parameters.Start,
                Gradients = gradients.Start,
                States = states.Start,
                Length = length,
                LearningRate = optimizer.LearningRate,
                Number = i + 1,
                Executor = executor,
            });
            TorchReference.Close(TorchReference.Doubles(after[i]), parameters.Span(), Tolerance, $"{name} after {i + 1}");
        }
    }

    private static Optimizer Make(JsonElement reference)
    {
        var (rate, settings) = (reference.GetProperty("learningRate").GetDouble(), reference.GetProperty("settings"));
        double Get(string name, double fallback = 0) => settings.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;
        return reference.GetProperty("optimiser").GetString() switch
        {
            "Sgd" => new Sgd(rate, Get("momentum"), Get("dampening"), Get("weightDecay"), Get("nesterov") == 1),
            "Adam" => new Adam(rate, Get("beta1", 0.9), Get("beta2", 0.999), Get("eps", 1e-8), Get("weightDecay")),
            "AdamW" => new AdamW(rate, Get("beta1", 0.9), Get("beta2", 0.999), Get("eps", 1e-8), Get("weightDecay", 1e-2)),
            _ => new RmsProp(
                rate, Get("alpha", 0.99), Get("eps", 1e-8), Get("weightDecay"), Get("momentum"), Get("centered") == 1),
        };
    }
}
