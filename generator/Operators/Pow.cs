namespace NetGen.Operators
{
    /// <summary>
    /// y = x^p with a p known at build time: products where |p| is a small whole number, a root for ½, else e^(p · ln |x|), which
    /// is not a number where x is negative and p is not whole.
    /// </summary>
    internal sealed record Pow(double Exponent) : Activation
    {
        /// <summary>The greatest exponent that is multiplied out.</summary>
        private const int MostFactors = 8;

        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new Pow(a.Finite("exponent", 2)));

        public override Scalar Form(Scalar x) => Power(x, Exponent);

        public override Scalar Derivative(Scalar x, Scalar y) => Exponent switch
        {
            0 => 0,
            1 => 1,
            2 => x * 2,
            _ => Power(x, Exponent - 1) * Exponent,
        };

        private static Scalar Power(Scalar x, double p)
        {
            if (Math.Abs(p) == 0.5)
            {
                return p > 0 ? Scalar.Sqrt(x) : 1 / Scalar.Sqrt(x);
            }

            if (p != Math.Floor(p))
            {
                return Scalar.Exp(Scalar.Log(x) * p);
            }

            if (Math.Abs(p) <= MostFactors)
            {
                return p > 0 ? Product(x, (int)p) : p < 0 ? 1 / Product(x, (int)-p) : Scalar.WhereGreater(x, 0, 1, 1);
            }

            var size = Scalar.Exp(Scalar.Log(Scalar.Abs(x)) * p);
            return p % 2 == 0 ? size : Scalar.WhereGreater(0, x, -size, size);
        }

        private static Scalar Product(Scalar x, int factors) =>
            Enumerable.Repeat(x, factors).Aggregate((product, factor) => product * factor);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>A power, y = x^exponent; any shape, keeps it (PyTorch, torch.pow).</summary>
    public sealed class PowAttribute : LayerAttribute
    {
        /// <summary>Raises each element to <paramref name="exponent"/>.</summary>
        public PowAttribute(double exponent) => Set(exponent, nameof(exponent));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = x to the power of <paramref name="exponent"/>, element by element; not a number where x is negative and the exponent
        /// is not whole; keeps the shape.
        /// </summary>
        /// <exception cref="ArgumentException"><paramref name="exponent"/> is not a finite number.</exception>
        public static Tensor Pow(this Tensor x, double exponent) => x.Apply(new OperatorCall("Pow", (nameof(exponent), exponent)));
    }
}
#endif
