using NetGen.Operators;

namespace NetGen.Autodiff;

/// <summary>y = x, in memory of its own: where two gradients are one value but must lie in two places.</summary>
internal sealed record Copy : ElementwiseOperator
{
    public override Scalar Form(IReadOnlyList<Scalar> x) => x[0];
}
