namespace NetGen.Operators
{
    /// <summary>
    /// y = log(1 + e^βx) / β, computed as (max(βx, 0) + log(1 + e^−|βx|)) / β, and y = x where βx is greater than the threshold.
    /// </summary>
    internal sealed record Softplus(double Beta, double Threshold) : Activation
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(
            a.Layer, new Softplus(a.Positive("beta", 1), a.Double("threshold", 20)));

        public override Scalar Form(Scalar x)
        {
            var scaled = Scaled(x);
            var sum = Scalar.Max(scaled, 0) + Scalar.Log1p(Scalar.Exp(-Scalar.Abs(scaled)));
            return Scalar.WhereGreater(scaled, Threshold, x, Beta == 1 ? sum : sum * (1 / Beta));
        }

        public override Scalar Derivative(Scalar x, Scalar y) =>
            Scalar.WhereGreater(Scaled(x), Threshold, 1, Scalar.Sigmoid(Scaled(x)));

        private Scalar Scaled(Scalar x) => Beta == 1 ? x : x * Beta;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>A smooth ReLU, y = log(1 + e^βx) / β; any shape, keeps it (PyTorch, torch.nn.Softplus).</summary>
    public sealed class SoftplusAttribute : LayerAttribute
    {
        /// <summary>Bends more sharply with a greater <paramref name="beta"/>.</summary>
        /// <param name="beta">β, greater than 0.</param>
        /// <param name="threshold">Where βx is greater than this, y = x.</param>
        public SoftplusAttribute(double beta = 1, double threshold = 20)
        {
            Set(beta, nameof(beta));
            Set(threshold, nameof(threshold));
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = log(1 + e^βx) / β, element by element, and y = x where βx is greater than <paramref name="threshold"/>; keeps the
        /// shape.
        /// </summary>
        /// <exception cref="ArgumentException"><paramref name="beta"/> is not greater than 0.</exception>
        public static Tensor Softplus(this Tensor x, double beta = 1, double threshold = 20) =>
            x.Apply(new OperatorCall("Softplus", (nameof(beta), beta), (nameof(threshold), threshold)));
    }
}
#endif
