using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>A value in a graph under construction (or, in eager execution, one already computed).</summary>
internal abstract class Value(TensorType type)
{
    public TensorType Type { get; } = type;

    public Shape Shape => Type.Shape;
}

/// <summary>
/// What layers are built with. The generator's builder appends nodes to a graph; the runtime's computes each value at
/// once. The same layer code serves both.
/// </summary>
internal abstract class Builder
{
    /// <summary>Whether the layer that is being built computes as in training.</summary>
    public abstract bool Training { get; }

    /// <summary>
    /// Whether the graph is one to be differentiated. A frozen layer in it computes as in prediction, and must hand gradients back
    /// to what is trained before it all the same.
    /// </summary>
    public virtual bool IsTrainingGraph => Training;

    /// <summary>Applies an operator.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract Value Apply(Operator op, params Value[] inputs);

    /// <summary>A trained parameter or a buffer of the module that is being built, by its name in PyTorch (<c>weight</c>).</summary>
    public abstract Value Parameter(ParameterSpec spec);

    /// <summary>States that a buffer takes a new value at the end of the forward pass.</summary>
    public abstract void Update(Value buffer, Value newValue);

    /// <summary>A number that goes into the counters of this module's random draws, different for each module.</summary>
    public abstract int NextRandomStream();
}

/// <summary>How a parameter's first values are drawn.</summary>
internal enum InitialValue
{
    Zero,
    One,

    /// <summary>He or Xavier, by the network's choice, from the fans of the parameter.</summary>
    Fan,

    /// <summary>Normally distributed, with mean 0 and variance 1 unless the parameter says otherwise.</summary>
    Normal,

    /// <summary>Uniform in ±1 / √FanIn, as PyTorch draws recurrent layers.</summary>
    Uniform,
}

/// <summary>A parameter, or a buffer (saved with the network, but not trained).</summary>
/// <param name="Name">The name within its module, as in PyTorch: <c>weight</c>, <c>running_mean</c>.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Initial">Its first values.</param>
/// <param name="FanIn">Inputs that feed one output.</param>
/// <param name="FanOut">Outputs that one input feeds.</param>
/// <param name="IsBuffer">True for running statistics and counters.</param>
/// <param name="IsInteger">True for a counter, which PyTorch saves as a 64-bit integer.</param>
/// <param name="ZeroRow">A row that starts at zero whatever the others start at, or -1.</param>
/// <param name="Mean">The mean of normally distributed values.</param>
/// <param name="Std">Their standard deviation; with 0 all are the mean.</param>
internal sealed record ParameterSpec(
    string Name,
    Shape Shape,
    InitialValue Initial,
    int FanIn = 1,
    int FanOut = 1,
    bool IsBuffer = false,
    bool IsInteger = false,
    int ZeroRow = -1,
    double Mean = 0,
    double Std = 1);

/// <summary>The gradient of one node, while it is being written down.</summary>
internal abstract class Gradient
{
    /// <summary>The inputs of the node.</summary>
    public abstract IReadOnlyList<Value> Inputs { get; }

    /// <summary>The output of the node.</summary>
    public abstract Value Output { get; }

    /// <summary>The gradient of the loss with respect to the output.</summary>
    public abstract Value OutputGradient { get; }

    /// <summary>Whether anything trained (or asked for) lies behind this input.</summary>
    public abstract bool Needs(int input);

    /// <summary>Adds a node to the graph.</summary>
    public abstract Value Apply(Operator op, params Value[] inputs);

    /// <summary>The value of <see cref="Operator.SavedForBackward"/> over the node's own inputs.</summary>
    public virtual Value Save(Operator op) => Apply(op, [.. Inputs]);

    /// <summary>Adds <paramref name="gradient"/> to the gradient of this input.</summary>
    public abstract void Add(int input, Value gradient);
}
