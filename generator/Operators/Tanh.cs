namespace NetGen.Operators
{
    /// <summary>y = tanh x.</summary>
    internal sealed record Tanh : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Tanh(x);

        public override Scalar Derivative(Scalar x, Scalar y) => 1 - (y * y);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Hyperbolic tangent, y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ); any shape, keeps it.</summary>
    public sealed class TanhAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = tanh x, element by element; keeps the shape.</summary>
        public static Tensor Tanh(this Tensor x) => x.Apply(new OperatorCall("Tanh"));
    }
}
#endif
