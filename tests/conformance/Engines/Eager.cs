using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetGen.Conformance.Engines;

/// <summary>The declaration itself, run layer by layer: inference and training, forward only.</summary>
internal sealed class Eager : IEngine
{
    public override string ToString() => "eager";

    public Results Run(Case @case, Reference reference)
    {
        var network = new NetworkUnderTest(@case.Network, reference).Network;
        var results = new Results();
        Add(results, "output", Run(network, reference, training: false));
        Add(results, "training.output", Run(network, reference, training: true));
        return results;
    }

    private static IEnumerable<Tensor?> Run(Network network, Reference reference, bool training)
    {
        var inputs = network.Info.Inputs.Select((input, i) => input.IsInteger
            ? Tensor.FromLabels(reference.Ints($"input.{i}"), input.Shape)
            : Tensor.From(reference.Floats($"input.{i}"), input.Shape));
        var method = network.GetType().GetMethod("Eager", BindingFlags.Public | BindingFlags.Instance)!;
        return method.Invoke(network, [.. inputs, training, 0UL, 0L]) switch
        {
            ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => (Tensor?)tuple[i]),
            var single => [(Tensor?)single],
        };
    }

    private static void Add(Results results, string key, IEnumerable<Tensor?> outputs)
    {
        foreach (var (tensor, i) in outputs.Select((t, i) => (t, i)).Where(o => o.t is not null))
        {
            results.Add($"{key}.{i}", tensor!.ToArray());
        }
    }
}
