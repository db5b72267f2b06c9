using NetGen.Kernels;

namespace NetGen.Conformance.Engines;

/// <summary>The emitted code, as users run it, at one vector width and number of threads.</summary>
internal sealed class Compiled(int vectorBits, int threads) : IEngine
{
    public override string ToString() => $"compiled, {(vectorBits == 0 ? "scalar" : vectorBits)}, {threads} threads";

    public Results Run(Case @case, Reference reference)
    {
        var (bitsBefore, threadsBefore) = (Cpu.VectorBits, Cpu.Threads);
        (Cpu.VectorBits, Cpu.Threads) = (vectorBits, threads);
        try
        {
            // More room than the batch needs, for some: nothing may depend on it.
            return Compute(@case, reference, reference.Batch + (threads > 1 ? 3 : 0));
        }
        finally
        {
            (Cpu.VectorBits, Cpu.Threads) = (bitsBefore, threadsBefore);
        }
    }

    /// <summary>Everything that a case is compared by, with networks that are first moved to where they are to be run.</summary>
    public static Results Compute(Case @case, Reference reference, int capacity, Action<Network>? move = null)
    {
        var results = ComputeStep(@case, reference, capacity, move);
        var fresh = new NetworkUnderTest(@case.Network, reference);
        move?.Invoke(fresh.Network);
        TenSteps(results, fresh, capacity);
        return results;
    }

    /// <summary>The same but for ten steps of training.</summary>
    public static Results ComputeStep(Case @case, Reference reference, int capacity, Action<Network>? move = null)
    {
        var results = new Results();
        var network = new NetworkUnderTest(@case.Network, reference);
        move?.Invoke(network.Network);
        var outputs = network.Predict();
        for (var i = 0; i < outputs.Length; i++)
        {
            results.Add($"output.{i}", outputs[i]);
        }

        using (var trainer = network.CreateTrainer(capacity))
        {
            results.Add("training.loss", [network.Train(trainer, "Backward")]);
            AddStep(results, network, trainer);
        }

        return results;
    }

    private static void AddStep(Results results, NetworkUnderTest tested, Trainer trainer)
    {
        var network = tested.Network;
        for (var i = 0; i < network.Info.Outputs.Length; i++)
        {
            results.Add($"training.output.{i}", trainer.Outputs[i]);
        }

        foreach (var i in Enumerable.Range(0, network.Info.Inputs.Length)
            .Where(i => tested.HasInputGradients && !network.Info.Inputs[i].IsInteger))
        {
            results.Add($"inputgradient.{i}", trainer.InputGradient(i));
        }

        foreach (var name in trainer.Gradients)
        {
            results.Add($"gradient.{name}", trainer.Gradients.Read(name));
        }

        foreach (var name in network.Buffers)
        {
            results.Add($"statistics.{name}", network.Buffers.Read(name));
        }
    }

    private static void TenSteps(Results results, NetworkUnderTest network, int capacity)
    {
        using var trainer = network.CreateTrainer(capacity);
        var losses = Enumerable.Range(0, 10).Select(_ => network.Train(trainer, "Step")).ToArray();
        results.Add("steps.losses", losses);
        foreach (var name in network.Network.Parameters)
        {
            results.Add($"steps.{name}", network.Network.Parameters.Read(name));
        }

        foreach (var name in network.Network.Buffers)
        {
            results.Add($"steps.{name}", network.Network.Buffers.Read(name));
        }
    }
}
