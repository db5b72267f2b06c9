using System.Linq.Expressions;
using System.Reflection;
using NetGen.Execution;

namespace NetGen.Conformance;

/// <summary>The generated members of any case: their signatures differ from network to network, and so are called with arrays.</summary>
internal sealed class NetworkUnderTest
{
    private readonly Reference _reference;

    public NetworkUnderTest(Type type, Reference reference)
    {
        _reference = reference;
        Network = (Network)Activator.CreateInstance(type, 0UL, Initialization.He)!;
        foreach (var collection in new[] { Network.Parameters, Network.Buffers })
        {
            foreach (var name in collection)
            {
                reference.Floats($"initial.{name}").CopyTo(collection[name]);
            }
        }
    }

    public Network Network { get; }

    /// <summary>Predicts and makes a step with two samples of zeros, on a network of any signature.</summary>
    public static void TryOut(Network network)
    {
        var outputs = network.Info.Outputs.Where(o => !o.TrainingOnly).Select(o => new float[2 * o.SampleSize]);
        Call(network, "Predict", [.. Zeros(network.Info.Inputs), .. outputs]);
        using var trainer = (Trainer)network.GetType().GetMethod("CreateTrainer")!
            .Invoke(network, [new Sgd(0.1), 2, 0UL, !network.Info.Parameters.Any(p => p.IsFrozen)])!;
        if (network.GetType().GetNestedType("Trainer")!.GetMethods().Any(m => m.Name == "Step" && m.DeclaringType != typeof(Trainer)))
        {
            Call(trainer, "Step", [.. Zeros(network.Info.Inputs), .. Zeros(network.Info.Targets)]);
            return;
        }

        Call(trainer, "Forward", [.. Zeros(network.Info.Inputs)]);
        Call(trainer, "Backward", [.. Zeros(network.Info.Outputs)]);
        trainer.Update();
    }

    public float[][] Predict()
    {
        var outputs = Network.Info.Outputs.Where(o => !o.TrainingOnly).Select(o => new float[_reference.Batch * o.SampleSize]).ToArray();
        Call(Network, "Predict", [.. Given("input", Network.Info.Inputs), .. outputs]);
        return outputs;
    }

    public Trainer CreateTrainer(int batchSize) => (Trainer)Network.GetType().GetMethod("CreateTrainer")!
        .Invoke(Network, [Optimizers.From(_reference), batchSize, 0UL, HasInputGradients])!;

    /// <summary>Networks with frozen layers have no gradients of their inputs.</summary>
    public bool HasInputGradients => !Network.Info.Parameters.Any(p => p.IsFrozen);

    /// <summary>
    /// Calls <c>Step</c> or <c>Backward</c> with inputs and targets; without a loss, Forward, Backward and, for a step, Update.
    /// </summary>
    public float Train(Trainer trainer, string method)
    {
        if (_reference.Has("outputgradient.0"))
        {
            Outside(trainer);
            if (method == "Step")
            {
                trainer.Update();
            }

            return 0;
        }

        return (float)Call(
            trainer, method, [.. Given("input", Network.Info.Inputs), .. Given("target", Network.Info.Targets)])!;
    }

    private void Outside(Trainer trainer)
    {
        Call(trainer, "Forward", [.. Given("input", Network.Info.Inputs)]);
        Call(trainer, "Backward", [.. Given("outputgradient", Network.Info.Outputs)]);
    }

    private static IEnumerable<Array> Zeros(IEnumerable<TensorInfo> tensors) =>
        tensors.Select(t => t.IsInteger ? (Array)new int[2 * t.SampleSize] : new float[2 * t.SampleSize]);

    private IEnumerable<Array> Given(string key, IEnumerable<TensorInfo> tensors) =>
        tensors.Select((t, i) => t.IsInteger ? (Array)_reference.Ints($"{key}.{i}") : _reference.Floats($"{key}.{i}"));

    /// <summary>Calls the overload that takes spans of these arrays; reflection itself passes no spans.</summary>
    private static object? Call(object target, string name, Array[] arguments)
    {
        var method = target.GetType().GetMethods().Single(m => m.Name == name && !m.IsStatic && Takes(m, arguments));
        var spans = method.GetParameters().Zip(arguments, (p, a) => Expression.Convert(Expression.Constant(a), p.ParameterType));
        var call = Expression.Call(Expression.Constant(target), method, spans);
        return Expression.Lambda<Func<object?>>(method.ReturnType == typeof(void)
            ? Expression.Block(call, Expression.Constant(null))
            : Expression.Convert(call, typeof(object))).Compile()();
    }

    private static bool Takes(MethodInfo method, Array[] arguments) =>
        method.GetParameters() is var parameters
        && parameters.Length == arguments.Length
        && parameters.Zip(arguments).All(p => p.First.ParameterType.IsByRefLike
            && p.First.ParameterType.GenericTypeArguments[0] == p.Second.GetType().GetElementType());
}
