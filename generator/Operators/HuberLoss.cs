namespace NetGen.Operators
{
    /// <summary>d² / 2 where |d| ≤ δ, else δ · (|d| − δ/2), with d = x − t.</summary>
    internal sealed record Huber(double Delta) : PairwiseLoss
    {
        public static Layer Layer(Arguments a) => Layer(a, new Huber(a.Positive("Delta", 1)));

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights)
        {
            var distance = Scalar.Abs(x - t);
            return Scalar.WhereGreater(distance, Delta, (distance - (0.5 * Delta)) * Delta, distance * distance * 0.5);
        }

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Slope(x - t);

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Slope(t - x);

        private Scalar Slope(Scalar d) => Scalar.Min(Scalar.Max(d, -Delta), Delta);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a regression, quadratic for small differences and linear for large ones: the mean of d² / 2 where |d| ≤ δ, else
    /// δ · (|d| − δ/2), with d = x − t, over all elements; target of the prediction's shape (Huber 1964; PyTorch,
    /// torch.nn.HuberLoss).
    /// </summary>
    public sealed class HuberLossAttribute : LossAttribute
    {
        /// <summary>δ, the difference from which on the loss is linear, greater than 0 (default 1).</summary>
        public double Delta { get; set; } = 1;

        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>d² / 2 where |d| ≤ δ, else δ · (|d| − δ/2), with d = x − t, of all elements (PyTorch, torch.nn.HuberLoss).</summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="delta">δ, greater than 0.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ, or a setting is out of its range.</exception>
        public static Tensor HuberLoss(this Tensor prediction, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(new OperatorCall("HuberLoss", (nameof(delta), delta), (nameof(reduction), (int)reduction)), target);
    }
}
#endif
