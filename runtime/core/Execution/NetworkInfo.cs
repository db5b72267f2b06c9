namespace NetGen.Execution;

/// <summary>How the first values of a parameter are drawn.</summary>
public enum InitialValues
{
    /// <summary>All zero: biases, running means, counters.</summary>
    Zero,

    /// <summary>All one: scales, running variances.</summary>
    One,

    /// <summary>Uniform numbers from the parameter's fans, by <see cref="Initialization"/>.</summary>
    Fan,

    /// <summary>Normally distributed numbers, of mean 0 and variance 1 unless stated otherwise: embeddings, free parameters.</summary>
    Normal,

    /// <summary>Uniform in ±1 / √fanIn, whatever <see cref="Initialization"/> says: recurrent layers, as PyTorch draws them.</summary>
    Uniform,
}

/// <summary>An input, an output or a target of a network.</summary>
/// <param name="Name">Its name in the declaration's words.</param>
/// <param name="Shape">The sizes of one sample.</param>
/// <param name="IsInteger">Whether it holds 32-bit integers instead of floats.</param>
/// <param name="Classes">For class labels: how many classes there are; else 0.</param>
/// <param name="TrainingOnly">For an output: whether only training has it.</param>
/// <param name="ClassAxis">For class labels: the axis of the prediction along which the classes lie.</param>
/// <param name="IgnoredLabel">For class labels: the label of places that do not count; null for none.</param>
public sealed record TensorInfo(
    string Name,
    int[] Shape,
    bool IsInteger,
    int Classes = 0,
    bool TrainingOnly = false,
    int ClassAxis = 0,
    int? IgnoredLabel = null)
{
    /// <summary>How many numbers one sample has.</summary>
    public int SampleSize { get; } = checked((int)Shape.Aggregate(1L, (product, size) => product * size));
}

/// <summary>A parameter (trained) or a buffer (saved with the network, but not trained).</summary>
/// <param name="Name">Its name in PyTorch: <c>layer2.0.conv1.weight</c>.</param>
/// <param name="Shape">Its sizes; empty for a single number.</param>
/// <param name="Initial">How its first values are drawn.</param>
/// <param name="Offset">Its place in the parameter block (in the buffer block for a buffer), in floats: a multiple of 16.</param>
/// <param name="FanIn">How many inputs feed one output.</param>
/// <param name="FanOut">How many outputs one input feeds.</param>
/// <param name="IsBuffer">Whether it is a buffer.</param>
/// <param name="IsInteger">Whether it is a counter: held as a float, saved as a 64-bit integer.</param>
/// <param name="ZeroRow">A row that starts at zero whatever the others start at, or -1.</param>
/// <param name="Mean">The mean of normally distributed values.</param>
/// <param name="Std">Their standard deviation; with 0 all are the mean.</param>
/// <param name="IsFrozen">Whether it is not trained: it lies behind all parameters that are.</param>
public sealed record ParameterInfo(
    string Name,
    int[] Shape,
    InitialValues Initial,
    long Offset,
    int FanIn = 1,
    int FanOut = 1,
    bool IsBuffer = false,
    bool IsInteger = false,
    int ZeroRow = -1,
    double Mean = 0,
    double Std = 1,
    bool IsFrozen = false)
{
    /// <summary>How many numbers it has.</summary>
    public int Count { get; } = checked((int)Shape.Aggregate(1L, (product, size) => product * size));
}

/// <summary>What a network is made of, as its generated code states it.</summary>
/// <param name="Name">The class's name.</param>
/// <param name="Inputs">Its inputs, in order.</param>
/// <param name="Outputs">Its outputs, in order.</param>
/// <param name="Targets">What its loss compares the outputs with; empty without a loss.</param>
/// <param name="Parameters">Parameters and buffers, in the order in which they are saved.</param>
/// <param name="ParameterFloats">The size of the parameter block.</param>
/// <param name="BufferFloats">The size of the buffer block.</param>
/// <param name="FixedModules">Modules that compute in training as in prediction; null for none.</param>
public sealed record NetworkInfo(
    string Name,
    TensorInfo[] Inputs,
    TensorInfo[] Outputs,
    TensorInfo[] Targets,
    ParameterInfo[] Parameters,
    long ParameterFloats,
    long BufferFloats,
    string[]? FixedModules = null)
{
    /// <summary>The size of the part of the parameter block that is trained: that before the first frozen parameter.</summary>
    public long TrainedFloats { get; } = Parameters.Where(p => p.IsFrozen).Select(p => p.Offset).DefaultIfEmpty(ParameterFloats).Min();
}
