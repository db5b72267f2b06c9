namespace NetGen.Operators
{
    /// <summary>y = x · min(max(x + 3, 0), 6) / 6, with gradient 0 at −3 and 1 at 3 as in PyTorch since 2.3.</summary>
    internal sealed record HardSwish : Activation
    {
        public override Scalar Form(Scalar x) => x * (Scalar.Min(Scalar.Max(x + 3, 0), 6) * (1.0 / 6));

        public override Scalar Derivative(Scalar x, Scalar y) =>
            Scalar.WhereGreater(x, -3, Scalar.WhereGreater(3, x, (x * (1.0 / 3)) + 0.5, 1), 0);

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) =>
            Scalar.WhereGreater(x, -3, Scalar.WhereGreater(3, x, dy * ((x * (1.0 / 3)) + 0.5), dy), 0);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Hard swish, y = x · min(max(x + 3, 0), 6) / 6; any shape, keeps it (Howard et al. 2019, MobileNetV3; PyTorch,
    /// torch.nn.Hardswish).
    /// </summary>
    public sealed class HardSwishAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = x · min(max(x + 3, 0), 6) / 6, element by element; keeps the shape.</summary>
        public static Tensor HardSwish(this Tensor x) => x.Apply(new OperatorCall("HardSwish"));
    }
}
#endif
