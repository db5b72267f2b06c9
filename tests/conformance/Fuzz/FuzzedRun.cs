using System.Reflection;
using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen.Conformance.Fuzz;

/// <summary>What the emitted code and the eager run make of a random network, under the oracle's keys.</summary>
internal static class FuzzedRun
{
    /// <summary>The emitted code at one vector width and number of threads, in poisoned and guarded memory.</summary>
    public static Dictionary<string, float[]> Compiled(
        LoadedNetwork loaded, FuzzData data, int width, int threads, bool inputGradients = true)
    {
        (Cpu.VectorBits, Cpu.Threads) = (width, threads);
        var results = new Dictionary<string, float[]>();
        var network = Make(loaded, data);
        Predict(loaded, data, network, results, "output");
        var backward = loaded.Driver.GetMethod("Backward")!.CreateDelegate<Func<Trainer, float[][], object[], float>>();
        var capacity = data.Batch + (threads > 1 ? 3 : 0);
        using var trainer = (Trainer)loaded.Type.GetMethod("CreateTrainer")!
            .Invoke(network, [new Sgd(data.Rate, FuzzOracle.Momentum), capacity, 0UL, inputGradients])!;
        var memory = new GuardedMemory();
        memory.Guards(trainer);
        for (var step = 0; step < FuzzOracle.Steps; step++)
        {
            memory.Fill();
            results.Add($"loss.{step}", [backward(trainer, data.Inputs, data.Targets)]);
            Check(memory, loaded, "training");
            if (step == 0)
            {
                AddStep(results, network, trainer, inputGradients);
            }

            trainer.Update();
        }

        foreach (var name in network.Parameters)
        {
            results.Add($"after.{name}", network.Parameters.Read(name).ToArray());
        }

        foreach (var name in network.Buffers)
        {
            results.Add($"after.{name}", network.Buffers.Read(name).ToArray());
        }

        return results;
    }

    /// <summary>Forward run layer by layer.</summary>
    public static Dictionary<string, float[]> Eager(LoadedNetwork loaded, FuzzData data)
    {
        var results = new Dictionary<string, float[]>();
        var network = Make(loaded, data);
        var method = loaded.Type.GetMethod("Eager", BindingFlags.Public | BindingFlags.Instance)!;
        foreach (var training in new[] { false, true })
        {
            object[] inputs = [.. network.Info.Inputs.Select((input, i) => Tensor.From(data.Inputs[i], input.Shape))];
            var outputs = method.Invoke(network, [.. inputs, training, 0UL, 0L]) switch
            {
                ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => (Tensor?)tuple[i]).ToArray(),
                var single => [(Tensor?)single],
            };
            foreach (var (output, i) in outputs.Where(o => o is not null).Select((o, i) => (o!, i)))
            {
                results.Add($"{(training ? "training" : "output")}.{i}", output.ToArray());
            }
        }

        return results;
    }

    private static Network Make(LoadedNetwork loaded, FuzzData data)
    {
        var network = (Network)Activator.CreateInstance(loaded.Type, 0UL, Initialization.He)!;
        foreach (var collection in new[] { network.Parameters, network.Buffers })
        {
            foreach (var name in collection)
            {
                data.Weights[name].CopyTo(collection[name]);
            }
        }

        return network;
    }

    private static void Predict(LoadedNetwork loaded, FuzzData data, Network network, Dictionary<string, float[]> results, string key)
    {
        var predict = loaded.Driver.GetMethod("Predict")!.CreateDelegate<Action<Network, float[][], float[][]>>();
        var outputs = network.Info.Outputs.Where(o => !o.TrainingOnly).Select(o => new float[data.Batch * o.SampleSize]).ToArray();
        predict(network, data.Inputs, outputs);
        var memory = new GuardedMemory();
        memory.Guards(network);
        memory.Fill();
        predict(network, data.Inputs, outputs);
        Check(memory, loaded, "prediction");
        for (var i = 0; i < outputs.Length; i++)
        {
            results.Add($"{key}.{i}", outputs[i]);
        }
    }

    private static void AddStep(Dictionary<string, float[]> results, Network network, Trainer trainer, bool inputGradients)
    {
        for (var i = 0; i < network.Info.Outputs.Length; i++)
        {
            results.Add($"training.{i}", trainer.Outputs[i].ToArray());
        }

        for (var i = 0; inputGradients && i < network.Info.Inputs.Length; i++)
        {
            if (HasGradient(trainer, i))
            {
                results.Add($"inputgradient.{i}", trainer.InputGradient(i).ToArray());
            }
        }

        foreach (var name in network.Parameters)
        {
            results.Add($"gradient.{name}", trainer.Gradients.Read(name).ToArray());
        }

        foreach (var name in network.Buffers)
        {
            results.Add($"statistics.{name}", network.Buffers.Read(name).ToArray());
        }
    }

    private static bool HasGradient(Trainer trainer, int input)
    {
        var field = typeof(Trainer).GetField("_inputGradientOffsets", BindingFlags.NonPublic | BindingFlags.Instance)!;
        return ((long[])field.GetValue(trainer)!)[input] >= 0;
    }

    private static void Check(GuardedMemory memory, LoadedNetwork loaded, string what)
    {
        if (!memory.AreIntact())
        {
            throw new FuzzException($"{loaded.Declared.Name}: {what} writes beside its memory.");
        }
    }
}
