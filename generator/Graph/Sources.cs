using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Graph;

/// <summary>Input <paramref name="Index"/> of the network.</summary>
internal sealed record InputSource(int Index, TensorType Type) : SourceOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;
}

/// <summary>Target <paramref name="Index"/> of the loss.</summary>
internal sealed record TargetSource(int Index, TensorType Type) : SourceOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;
}

/// <summary>Parameter or buffer <paramref name="Index"/> of the network's parameter table.</summary>
internal sealed record ParameterSource(int Index, TensorType Type, bool IsBuffer, bool IsFrozen = false) : SourceOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;
}

/// <summary>The gradient of output <paramref name="Index"/>, given from outside where a network has no loss.</summary>
internal sealed record OutputGradientSource(int Index, TensorType Type) : SourceOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Type;
}

/// <summary>One number known at build time.</summary>
internal sealed record ConstantSource(double Value) : SourceOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once();
}
