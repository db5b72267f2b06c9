namespace NetGen.Operators
{
    /// <summary>y = √x, not-a-number below 0.</summary>
    internal sealed record Sqrt : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Sqrt(x);

        public override Scalar Derivative(Scalar x, Scalar y) => 0.5 / y;

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => dy * 0.5 / y;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Square root, y = √x, not-a-number below 0; any shape, keeps it (PyTorch, torch.sqrt).</summary>
    public sealed class SqrtAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = √x, element by element, not-a-number below 0; keeps the shape.</summary>
        public static Tensor Sqrt(this Tensor x) => x.Apply(new OperatorCall("Sqrt"));
    }
}
#endif
