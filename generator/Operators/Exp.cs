namespace NetGen.Operators
{
    /// <summary>y = eˣ.</summary>
    internal sealed record Exp : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Exp(x);

        public override Scalar Derivative(Scalar x, Scalar y) => y;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Exponential function, y = eˣ; any shape, keeps it (PyTorch, torch.exp).</summary>
    public sealed class ExpAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = eˣ, element by element; keeps the shape.</summary>
        public static Tensor Exp(this Tensor x) => x.Apply(new OperatorCall("Exp"));
    }
}
#endif
