namespace NetGen.Operators
{
    /// <summary>d² / 2β where |d| &lt; β, else |d| − β/2, with d = x − t; |d| for β = 0.</summary>
    internal sealed record SmoothL1(double Beta) : PairwiseLoss
    {
        public static Layer Layer(Arguments a) => Layer(a, new SmoothL1(a.Between("Beta", 1, 0, double.MaxValue)));

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights)
        {
            var distance = Scalar.Abs(x - t);
            return Beta == 0
                ? distance
                : Scalar.WhereGreater(Beta, distance, distance * distance * (0.5 / Beta), distance - (0.5 * Beta));
        }

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Slope(x - t);

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Slope(t - x);

        private Scalar Slope(Scalar d) => Beta == 0 ? Scalar.Sign(d) : Scalar.Min(Scalar.Max(d * (1 / Beta), -1), 1);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a regression, quadratic for small differences and linear for large ones: the mean of d² / 2β where |d| &lt; β,
    /// else |d| − β/2, with d = x − t, over all elements; target of the prediction's shape (Girshick 2015; PyTorch,
    /// torch.nn.SmoothL1Loss). It is <see cref="HuberLossAttribute"/> divided by β.
    /// </summary>
    public sealed class SmoothL1LossAttribute : LossAttribute
    {
        /// <summary>β, the difference from which on the loss is linear, at least 0 (default 1).</summary>
        public double Beta { get; set; } = 1;

        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>d² / 2β where |d| &lt; β, else |d| − β/2, with d = x − t, of all elements (PyTorch, torch.nn.SmoothL1Loss).</summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="beta">β, at least 0; 0 gives <see cref="L1Loss"/>.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ, or a setting is out of its range.</exception>
        public static Tensor SmoothL1Loss(this Tensor prediction, Tensor target, double beta = 1, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(new OperatorCall("SmoothL1Loss", (nameof(beta), beta), (nameof(reduction), (int)reduction)), target);
    }
}
#endif
