using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>One naive evaluation of one node: all samples of each input in double, row after row.</summary>
internal sealed class Evaluation(
    IReadOnlyList<TensorType> types, IReadOnlyList<double[]> inputs, TensorType outputType, int batch, ulong seed, long step)
{
    /// <summary>The types of the inputs.</summary>
    public IReadOnlyList<TensorType> Types { get; } = types;

    public TensorType OutputType { get; } = outputType;

    /// <summary>How many samples there are.</summary>
    public int Batch { get; } = batch;

    /// <summary>The trainer's seed, for operators that draw random numbers.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The number of training steps done before this one.</summary>
    public long Step { get; } = step;

    /// <summary>All elements of the output, zero at first: <c>Batch · Shape.Count</c> of them if batched.</summary>
    public double[] Output { get; } = new double[outputType.Shape.Count * (outputType.Batched ? batch : 1)];

    /// <summary>All elements of input <paramref name="index"/>; integers are held as whole doubles.</summary>
    public double[] Input(int index) => inputs[index];
}
