namespace NetGen.Operators
{
    /// <summary>y = x · σ(x), with σ the logistic function; dy/dx = σ(x) · (1 + x · σ(−x)).</summary>
    internal sealed record Silu : Activation
    {
        public override Scalar Form(Scalar x) => x * Scalar.Sigmoid(x);

        public override Scalar Derivative(Scalar x, Scalar y) => Scalar.Sigmoid(x) * ((x * Scalar.Sigmoid(-x)) + 1);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Sigmoid linear unit, or swish, y = x / (1 + e⁻ˣ); any shape, keeps it (Elfwing, Uchibe and Doya 2017; PyTorch,
    /// torch.nn.SiLU).
    /// </summary>
    public sealed class SiluAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = x / (1 + e⁻ˣ), element by element; keeps the shape.</summary>
        public static Tensor Silu(this Tensor x) => x.Apply(new OperatorCall("Silu"));
    }
}
#endif
