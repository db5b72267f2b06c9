using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Execution;

/// <summary>A value that has been computed: every element of every sample, in double.</summary>
internal sealed class EagerValue(TensorType type, int batch, double[] data) : Value(type)
{
    public int Batch { get; } = batch;

    public double[] Data { get; } = data;
}

/// <summary>Computes each value at once, by the operators' own definitions.</summary>
internal class EagerBuilder(bool training, ulong seed, long step) : Builder
{
    private int _streams;

    public override bool Training => training;

    public override Value Apply(Operator op, params Value[] inputs)
    {
        var types = inputs.Select(i => i.Type).ToArray();
        var type = op.Infer(types);
        var batches = inputs.Cast<EagerValue>().Where(i => i.Type.Batched).Select(i => i.Batch).Distinct().ToArray();
        if (batches.Length > 1)
        {
            throw new ArgumentException($"{op.Name}: the inputs hold different numbers of samples: {string.Join(" and ", batches)}.");
        }

        var batch = batches.Length == 1 ? batches[0] : 1;
        var evaluation = new Evaluation(types, [.. inputs.Select(i => ((EagerValue)i).Data)], type, batch, seed, step);
        op.Evaluate(evaluation);

        return new EagerValue(type, batch, evaluation.Output);
    }

    public override Value Parameter(ParameterSpec spec) =>
        throw new InvalidOperationException($"{spec.Name} is a parameter of a network's layer; a method of Tensor has none.");

    public override void Update(Value buffer, Value newValue)
    {
    }

    public override int NextRandomStream() => _streams++;
}
