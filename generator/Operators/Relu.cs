namespace NetGen.Operators
{
    /// <summary>y = max(x, 0), with gradient 0 at 0 as in PyTorch.</summary>
    internal sealed record Relu : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Max(x, 0);

        public override Scalar Derivative(Scalar x, Scalar y) => Scalar.WhereGreater(y, 0, 1, 0);

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => Scalar.WhereGreater(y, 0, dy, 0);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Rectified linear unit, y = max(x, 0); any shape, keeps it.</summary>
    public sealed class ReluAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = max(x, 0), element by element; keeps the shape.</summary>
        public static Tensor Relu(this Tensor x) => x.Apply(new OperatorCall("Relu"));
    }
}
#endif
