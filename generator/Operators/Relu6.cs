namespace NetGen.Operators
{
    /// <summary>y = min(max(x, 0), 6), with gradient 0 at 0 and at 6 as in PyTorch.</summary>
    internal sealed record Relu6 : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Min(Scalar.Max(x, 0), 6);

        public override Scalar Derivative(Scalar x, Scalar y) => Scalar.WhereGreater(y, 0, Scalar.WhereGreater(6, y, 1, 0), 0);

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) =>
            Scalar.WhereGreater(y, 0, Scalar.WhereGreater(6, y, dy, 0), 0);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Rectified linear unit up to 6, y = min(max(x, 0), 6); any shape, keeps it (PyTorch, torch.nn.ReLU6).</summary>
    public sealed class Relu6Attribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = min(max(x, 0), 6), element by element; keeps the shape.</summary>
        public static Tensor Relu6(this Tensor x) => x.Apply(new OperatorCall("Relu6"));
    }
}
#endif
