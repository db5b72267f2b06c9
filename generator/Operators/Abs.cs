namespace NetGen.Operators
{
    /// <summary>y = |x|, with gradient 0 at 0 as in PyTorch.</summary>
    internal sealed record Abs : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Abs(x);

        public override Scalar Derivative(Scalar x, Scalar y) => Scalar.WhereGreater(x, 0, 1, Scalar.WhereGreater(0, x, -1, 0));

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) =>
            Scalar.WhereGreater(x, 0, dy, Scalar.WhereGreater(0, x, -dy, 0));
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Absolute value, y = |x|; any shape, keeps it (PyTorch, torch.abs).</summary>
    public sealed class AbsAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = |x|, element by element; keeps the shape.</summary>
        public static Tensor Abs(this Tensor x) => x.Apply(new OperatorCall("Abs"));
    }
}
#endif
