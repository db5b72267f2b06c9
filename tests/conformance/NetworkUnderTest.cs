namespace NetGen.Conformance;

internal delegate void Predict11(ReadOnlySpan<float> x, Span<float> y);
internal delegate void Predict21(ReadOnlySpan<float> x0, ReadOnlySpan<float> x1, Span<float> y);
internal delegate void Predict12(ReadOnlySpan<float> x, Span<float> y0, Span<float> y1);
internal delegate float Train1Labels(ReadOnlySpan<float> x, ReadOnlySpan<int> labels);
internal delegate float Train2Labels(ReadOnlySpan<float> x0, ReadOnlySpan<float> x1, ReadOnlySpan<int> labels);
internal delegate float Train1Values(ReadOnlySpan<float> x, ReadOnlySpan<float> values);
internal delegate float Train1Values2(ReadOnlySpan<float> x, ReadOnlySpan<float> values0, ReadOnlySpan<float> values1);
internal delegate void Forward1(ReadOnlySpan<float> x);
internal delegate void Backward1(ReadOnlySpan<float> gradient);
internal delegate void Backward2(ReadOnlySpan<float> gradient0, ReadOnlySpan<float> gradient1);

/// <summary>The generated members of any case: their signatures differ from network to network, and so are bound by shape.</summary>
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

    private float[] X => _reference.Floats("input.0");

    public float[][] Predict()
    {
        var outputs = Network.Info.Outputs.Where(o => !o.TrainingOnly).Select(o => new float[_reference.Batch * o.SampleSize]).ToArray();
        switch (Bind(Network, "Predict", typeof(Predict11), typeof(Predict21), typeof(Predict12)))
        {
            case Predict11 predict: predict(X, outputs[0]); break;
            case Predict21 predict: predict(X, _reference.Floats("input.1"), outputs[0]); break;
            case Predict12 predict: predict(X, outputs[0], outputs[1]); break;
        }

        return outputs;
    }

    public Trainer CreateTrainer(int batchSize) => (Trainer)Network.GetType().GetMethod("CreateTrainer")!
        .Invoke(Network, [Optimizers.From(_reference), batchSize, 0UL, true])!;

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

        return Bind(trainer, method, typeof(Train1Labels), typeof(Train2Labels), typeof(Train1Values), typeof(Train1Values2)) switch
        {
            Train1Labels train => train(X, _reference.Ints("target.0")),
            Train2Labels train => train(X, _reference.Floats("input.1"), _reference.Ints("target.0")),
            Train1Values train => train(X, _reference.Floats("target.0")),
            Train1Values2 train => train(X, _reference.Floats("target.0"), _reference.Floats("target.1")),
            var other => throw new InvalidOperationException($"{other} is not handled."),
        };
    }

    private void Outside(Trainer trainer)
    {
        ((Forward1)Bind(trainer, "Forward", typeof(Forward1)))(X);
        switch (Bind(trainer, "Backward", typeof(Backward1), typeof(Backward2)))
        {
            case Backward1 backward: backward(_reference.Floats("outputgradient.0")); break;
            case Backward2 backward: backward(_reference.Floats("outputgradient.0"), _reference.Floats("outputgradient.1")); break;
        }
    }

    /// <summary>The overload that has one of these shapes.</summary>
    private static Delegate Bind(object target, string name, params Type[] shapes)
    {
        var overloads = target.GetType().GetMethods().Where(m => m.Name == name && !m.IsStatic).ToArray();
        foreach (var shape in shapes)
        {
            var wanted = shape.GetMethod("Invoke")!.GetParameters().Select(p => p.ParameterType);
            if (overloads.FirstOrDefault(m => m.GetParameters().Select(p => p.ParameterType).SequenceEqual(wanted)) is { } method)
            {
                return method.CreateDelegate(shape, target);
            }
        }

        throw new MissingMethodException($"{target.GetType()}.{name} has none of the expected shapes.");
    }
}
