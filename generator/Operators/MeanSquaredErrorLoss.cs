namespace NetGen.Operators
{
    /// <summary>(x − t)².</summary>
    internal sealed record SquaredError : PairwiseLoss
    {
        public static Layer Layer(Arguments a) => Layer(a, new SquaredError());

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => (x - t) * (x - t);

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => (x - t) * 2;

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => (t - x) * 2;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a regression: the mean of (x − t)² over all elements, target of the prediction's shape (PyTorch,
    /// torch.nn.MSELoss).
    /// </summary>
    public sealed class MeanSquaredErrorLossAttribute : LossAttribute
    {
        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>(x − t)² of all elements (PyTorch, torch.nn.MSELoss).</summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ.</exception>
        public static Tensor MeanSquaredErrorLoss(this Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(new OperatorCall("MeanSquaredErrorLoss", (nameof(reduction), (int)reduction)), target);
    }
}
#endif
