using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// What an attribute (or a method of Tensor) stands for: parameters and one or more operators. Equal by its settings.
/// </summary>
internal abstract record Layer
{
    /// <summary>The name as the user writes it: <c>Conv2d</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The fewest and the most tensors that the layer takes where it is an attribute.</summary>
    public virtual (int Fewest, int Most) Takes => (1, 1);

    /// <summary>Builds the layer over its inputs and gives its result, or the first where it has several.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract Value Build(Builder b, IReadOnlyList<Value> inputs);

    /// <summary>
    /// Builds the layer with as many results as its method is declared to return, or as many as it has: a recurrent layer
    /// gives its final state only where it is asked for.
    /// </summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public virtual IReadOnlyList<Value> BuildAll(Builder b, IReadOnlyList<Value> inputs, int results) => [Build(b, inputs)];

    /// <summary>For a loss: the type of the target that a prediction is compared with. Null for any other layer.</summary>
    /// <exception cref="ShapeException">There is no such loss of such a prediction.</exception>
    public virtual TensorType? TargetFor(TensorType prediction) => null;

    /// <summary>For a loss whose target holds class labels: what it asks of them; else null.</summary>
    public virtual ClassLabels? LabelsFor(TensorType prediction) => null;
}

/// <summary>A layer without parameters: one operator over its inputs.</summary>
internal sealed record OperatorLayer(string Word, Operator Operator) : Layer
{
    public override string Name => Word;

    public override Value Build(Builder b, IReadOnlyList<Value> inputs) => b.Apply(Operator, [.. inputs]);
}
