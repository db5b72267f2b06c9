using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Operators;

/// <summary>A value with its numbers: every element of every sample.</summary>
internal sealed class TapeValue(TensorType type, double[] data, bool needed) : Value(type)
{
    public double[] Data { get; } = data;

    /// <summary>Whether its gradient is asked for, or that of something it was computed from.</summary>
    public bool Needed { get; } = needed;

    /// <summary>What backward has collected; null where nothing arrived.</summary>
    public double[]? Gradient { get; set; }
}

/// <summary>
/// Computes each node at once by its operator's own definition, remembers it, and walks back through the operators' own
/// gradients: all that a test needs to try an operator or a layer, in double, without the compiler.
/// </summary>
internal sealed class Tape(bool training, int batch, ulong seed = 1, long step = 0) : Builder
{
    private readonly List<(Operator Operator, TapeValue[] Inputs, TapeValue Output)> _nodes = [];
    private readonly Random _random = new(2026);
    private int _streams;

    public override bool Training => training;

    public int Batch => batch;

    /// <summary>Values for parameters that are not to be drawn at random, by name.</summary>
    public Dictionary<string, double[]> Given { get; } = [];

    /// <summary>Names of parameters whose gradients are not asked for.</summary>
    public HashSet<string> Frozen { get; } = [];

    /// <summary>The parameters and buffers of the layers built so far, by name.</summary>
    public Dictionary<string, TapeValue> Parameters { get; } = [];

    /// <summary>New values of buffers, by name.</summary>
    public Dictionary<string, double[]> Updates { get; } = [];

    public TapeValue Input(TensorType type, double[]? data = null, bool needed = true) =>
        new(type, data ?? Draw(type), needed && type.Kind == ElementKind.Float32);

    public override Value Apply(Operator op, params Value[] inputs)
    {
        var operands = inputs.Cast<TapeValue>().ToArray();
        var output = Compute(op, operands);
        _nodes.Add((op, operands, output));
        return output;
    }

    public override Value Parameter(ParameterSpec spec)
    {
        if (!Parameters.TryGetValue(spec.Name, out var value))
        {
            var type = new TensorType(spec.Shape, Batched: false);
            var drawn = Draw(type).Select(v => spec.Initial == InitialValue.One ? Math.Abs(v) + 0.5 : v);
            var data = Given.GetValueOrDefault(spec.Name) ?? drawn.ToArray();
            Parameters[spec.Name] = value = new(type, data, !spec.IsBuffer && !Frozen.Contains(spec.Name));
        }

        return value;
    }

    public override void Update(Value buffer, Value newValue) =>
        Updates[Parameters.Single(p => p.Value == buffer).Key] = ((TapeValue)newValue).Data;

    public override int NextRandomStream() => _streams++;

    /// <summary>Fills in the gradients of everything that <paramref name="output"/> was computed from.</summary>
    public void Backward(Value output, double[] outputGradient)
    {
        ((TapeValue)output).Gradient = outputGradient;
        foreach (var (op, inputs, node) in Enumerable.Reverse(_nodes))
        {
            if (node is { Gradient: not null, Needed: true })
            {
                op.Differentiate(new TapeGradient(this, inputs, node));
            }
        }
    }

    /// <summary>Numbers for a tensor: normal for floats, whole and small for integers.</summary>
    public double[] Draw(TensorType type)
    {
        var values = new double[type.Shape.Count * (type.Batched ? batch : 1)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = type.Kind == ElementKind.Int32
                ? _random.Next(3)
                : Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        }

        return values;
    }

    private TapeValue Compute(Operator op, TapeValue[] inputs)
    {
        var types = inputs.Select(i => i.Type).ToArray();
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Data)], op.Infer(types), batch, seed, step);
        op.Evaluate(evaluation);
        return new(evaluation.OutputType, evaluation.Output, inputs.Any(i => i.Needed));
    }

    private sealed class TapeGradient(Tape tape, TapeValue[] inputs, TapeValue output) : Gradient
    {
        public override IReadOnlyList<Value> Inputs => inputs;

        public override Value Output => output;

        public override Value OutputGradient { get; } = new TapeValue(output.Type, output.Gradient!, needed: false);

        public override bool Needs(int input) => inputs[input].Needed;

        public override Value Apply(Operator op, params Value[] operands) => tape.Compute(op, [.. operands.Cast<TapeValue>()]);

        public override void Add(int input, Value gradient)
        {
            Assert.Equal(inputs[input].Type, gradient.Type);
            var share = ((TapeValue)gradient).Data;
            var sum = inputs[input].Gradient;
            inputs[input].Gradient = sum is null ? share : [.. sum.Zip(share, (a, b) => a + b)];
        }
    }
}
