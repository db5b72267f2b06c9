namespace NetGen.Operators
{
    /// <summary>
    /// y = x · Φ(x), with Φ the normal distribution, ½ (1 + erf(x/√2)), or, approximated, σ(2u) = ½ (1 + tanh u) with
    /// u = √(2/π) · (x + 0.044715 x³).
    /// </summary>
    internal sealed record Gelu(bool Approximate) : Activation
    {
        private const double Cubic = 0.044715;

        private static readonly double TwiceRoot = 2 * Math.Sqrt(2 / Math.PI);

        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new Gelu(a.Bool("approximate", false)));

        public override Scalar Form(Scalar x) => x * (Approximate ? Scalar.Sigmoid(TwiceU(x)) : Distribution(x));

        /// <summary>Φ(x) + x · φ(x) with φ the normal density; approximated, σ(2u) · (1 + x · 2u′ · σ(−2u)).</summary>
        public override Scalar Derivative(Scalar x, Scalar y)
        {
            if (!Approximate)
            {
                var density = Scalar.Exp(x * x * -0.5) * (1 / Math.Sqrt(2 * Math.PI));
                return (x * density) + Distribution(x);
            }

            var slope = (x * x * (3 * Cubic * TwiceRoot)) + TwiceRoot;
            return Scalar.Sigmoid(TwiceU(x)) * ((x * slope * Scalar.Sigmoid(-TwiceU(x))) + 1);
        }

        private static Scalar Distribution(Scalar x) => (Scalar.Erf(x * Math.Sqrt(0.5)) * 0.5) + 0.5;

        private static Scalar TwiceU(Scalar x) => x * ((x * x * (Cubic * TwiceRoot)) + TwiceRoot);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Gaussian error linear unit, y = x · Φ(x) with Φ the normal distribution; any shape, keeps it (Hendrycks and Gimpel 2016;
    /// PyTorch, torch.nn.GELU).
    /// </summary>
    public sealed class GeluAttribute : LayerAttribute
    {
        /// <summary>
        /// Computes Φ with the error function, or, with <paramref name="approximate"/>, as ½ (1 + tanh(√(2/π) · (x + 0.044715 x³))),
        /// which is PyTorch's <c>approximate="tanh"</c>.
        /// </summary>
        public GeluAttribute(bool approximate = false) => Set(approximate, nameof(approximate));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = x · Φ(x), element by element, with Φ the normal distribution, or, with <paramref name="approximate"/>,
        /// ½ (1 + tanh(√(2/π) · (x + 0.044715 x³))) in its place; keeps the shape.
        /// </summary>
        public static Tensor Gelu(this Tensor x, bool approximate = false) =>
            x.Apply(new OperatorCall("Gelu", (nameof(approximate), approximate)));
    }
}
#endif
