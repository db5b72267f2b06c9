namespace NetGen.Operators
{
    /// <summary>y = ln x: −∞ at 0 and not-a-number below.</summary>
    internal sealed record Log : Activation
    {
        public override Scalar Form(Scalar x) => Scalar.Log(x);

        public override Scalar Derivative(Scalar x, Scalar y) => 1 / x;

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => dy / x;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Natural logarithm, y = ln x: −∞ at 0, not-a-number below; any shape, keeps it (PyTorch, torch.log).</summary>
    public sealed class LogAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>y = ln x, element by element: −∞ at 0, not-a-number below; keeps the shape.</summary>
        public static Tensor Log(this Tensor x) => x.Apply(new OperatorCall("Log"));
    }
}
#endif
