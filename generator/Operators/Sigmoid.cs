namespace NetGen.Operators
{
    /// <summary>y = 1 / (1 + e⁻ˣ).</summary>
    internal sealed record Sigmoid : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Sigmoid(x);

        public override Scalar Derivative(Scalar x, Scalar y) => y * (1 - y);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Logistic function, y = 1 / (1 + e⁻ˣ); any shape, keeps it.</summary>
    public sealed class SigmoidAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = 1 / (1 + e⁻ˣ), element by element; keeps the shape.</summary>
        public static Tensor Sigmoid(this Tensor x) => x.Apply(new OperatorCall("Sigmoid"));
    }
}
#endif
