using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// What an attribute (or a method of Tensor) stands for: parameters and one or more operators. Equal by its settings.
/// </summary>
internal abstract record Layer
{
    /// <summary>The name as the user writes it: <c>Conv2d</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Builds the layer over its inputs. An attribute's layer has one input; Concat and losses have several.</summary>
    /// <exception cref="ShapeException">The inputs do not fit.</exception>
    public abstract Value Build(Builder b, IReadOnlyList<Value> inputs);

    /// <summary>For a loss: the type of the target that a prediction is compared with. Null for any other layer.</summary>
    /// <exception cref="ShapeException">There is no such loss of such a prediction.</exception>
    public virtual TensorType? TargetFor(TensorType prediction) => null;

    /// <summary>For a loss whose target holds class labels: how many classes there are (labels are 0 to that minus 1); else 0.</summary>
    public virtual int ClassesFor(TensorType prediction) => 0;
}

/// <summary>A layer without parameters: one operator over its inputs.</summary>
internal sealed record OperatorLayer(string Word, Operator Operator) : Layer
{
    public override string Name => Word;

    public override Value Build(Builder b, IReadOnlyList<Value> inputs) => b.Apply(Operator, [.. inputs]);
}
