using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Execution;

/// <summary>
/// One eager run of a network's declaration on the calling thread. Generated layer methods compute with it; only one run
/// of a network may be under way at a time.
/// </summary>
public sealed class EagerRun : IDisposable
{
    [ThreadStatic]
    private static EagerRun? current;

    private readonly EagerRun? _outer;
    private readonly Network _network;
    private readonly bool _wasTraining;
    private string _module = "";

    private EagerRun(Network network, bool training, ulong seed, long step)
    {
        (_outer, _network, _wasTraining) = (current, network, network.Training);
        Builder = new(network, training, seed, step);
        network.Training = training;
        current = this;
    }

    internal static bool IsTraining => current?._network.Training ?? false;

    /// <summary>What an operator on tensors is computed with: the run under way, or none.</summary>
    internal static EagerBuilder? Current => current?.Builder;

    private EagerNetworkBuilder Builder { get; }

    /// <summary>Starts a run; dispose it to end it.</summary>
    /// <param name="network">The network whose weights are used.</param>
    /// <param name="training">What <c>Training</c> is.</param>
    /// <param name="seed">The trainer's seed, for dropout.</param>
    /// <param name="step">How many training steps have been done before, for dropout.</param>
    public static EagerRun Begin(Network network, bool training, ulong seed, long step)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new(network, training, seed, step);
    }

    /// <summary>A layer of a network with one output; outside a run, it is computed as in inference.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">The layer's name in checkpoints.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">What is applied, from left to right.</param>
    public static Tensor Layer(Network network, string name, Tensor[] inputs, params LayerAttribute[] layers) =>
        Layers(network, 1, name, inputs, layers)[0];

    /// <summary>A layer of a network with several outputs; outside a run, it is computed as in inference.</summary>
    /// <param name="network">The network.</param>
    /// <param name="outputs">How many outputs the last of the layers is to give.</param>
    /// <param name="name">The layer's name in checkpoints.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">What is applied, from left to right.</param>
    public static Tensor[] Layers(Network network, int outputs, string name, Tensor[] inputs, params LayerAttribute[] layers)
    {
        if (current?._network == network)
        {
            return Layers(outputs, name, inputs, layers);
        }

        using var run = Begin(network, training: false, 0, 0);
        return Layers(outputs, name, inputs, layers);
    }

    /// <summary>A layer of a block with one output.</summary>
    /// <param name="name">The layer's name in checkpoints, within the block.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">What is applied, from left to right.</param>
    /// <exception cref="InvalidOperationException">No network is being run.</exception>
    public static Tensor Layer(string name, Tensor[] inputs, params LayerAttribute[] layers) => Layers(1, name, inputs, layers)[0];

    /// <summary>A layer of a block with several outputs.</summary>
    /// <param name="outputs">How many outputs the last of the layers is to give.</param>
    /// <param name="name">The layer's name in checkpoints, within the block.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">What is applied, from left to right.</param>
    /// <exception cref="InvalidOperationException">No network is being run.</exception>
    public static Tensor[] Layers(int outputs, string name, Tensor[] inputs, params LayerAttribute[] layers)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(layers);
        var run = current
            ?? throw new InvalidOperationException("A block has no weights of its own: run the network that uses it, with Eager.");
        LayerAttribute[] stack = [.. layers.SelectMany(l => Enumerable.Repeat(l, l.Repeat))];
        var outer = run._module;
        try
        {
            for (var i = 0; i < stack.Length; i++)
            {
                run._module = Join(outer, WeightPath.Of(name, i, stack.Length));
                inputs = run.Apply(stack[i], inputs, i == stack.Length - 1 ? outputs : 1);
            }
        }
        finally
        {
            run._module = outer;
        }

        return inputs;
    }

    /// <summary>Ends the run.</summary>
    public void Dispose()
    {
        current = _outer;
        _network.Training = _wasTraining;
    }

    private static string Join(string module, string name) => module.Length == 0 ? name : $"{module}.{name}";

    private Tensor[] Apply(LayerAttribute layer, Tensor[] inputs, int results)
    {
        if (layer is BlockLayerAttribute block)
        {
            return block.Run(inputs);
        }

        Builder.Module = _module;
        return Tensor.Run(layer.ToLayer, Builder, inputs, results);
    }

    /// <summary>Computes with the weights of a network.</summary>
    private sealed class EagerNetworkBuilder(Network network, bool training, ulong seed, long step) : EagerBuilder(training, seed, step)
    {
        public string Module { get; set; } = "";

        /// <summary>Frozen layers compute in training as in prediction.</summary>
        public override bool Training => base.Training && network.Info.FixedModules?.Contains(Module) != true;

        public override Value Parameter(ParameterSpec spec)
        {
            var name = spec.Name.Length == 0 ? Module : Join(Module, spec.Name);
            var info = network.Info.Parameters.FirstOrDefault(p => p.Name == name)
                ?? throw new InvalidOperationException($"The network has no {name}.");
            if (!spec.Shape.Sizes.SequenceEqual(info.Shape))
            {
                throw new ArgumentException(
                    $"{name} would have the shape {spec.Shape} for this input, but the network's is {string.Join('×', info.Shape)}: "
                    + "the input's sizes are not those that the network declares.");
            }

            var values = network.Values(info);
            var data = new double[spec.Shape.Count];
            for (var i = 0; i < data.Length; i++)
            {
                data[i] = values[i];
            }

            return new EagerValue(new TensorType(spec.Shape, Batched: false), 1, data);
        }
    }
}
