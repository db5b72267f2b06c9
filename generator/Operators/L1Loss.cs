namespace NetGen.Operators
{
    /// <summary>|x − t|, with slope 0 at 0 as in PyTorch.</summary>
    internal sealed record AbsoluteError : PairwiseLoss
    {
        public static Layer Layer(Arguments a) => Layer(a, new AbsoluteError());

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Scalar.Abs(x - t);

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Scalar.Sign(x - t);

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Scalar.Sign(t - x);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a regression that outliers hardly pull: the mean of |x − t| over all elements, target of the prediction's shape
    /// (PyTorch, torch.nn.L1Loss).
    /// </summary>
    public sealed class L1LossAttribute : LossAttribute
    {
        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>|x − t| of all elements (PyTorch, torch.nn.L1Loss).</summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ.</exception>
        public static Tensor L1Loss(this Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(new OperatorCall("L1Loss", (nameof(reduction), (int)reduction)), target);
    }
}
#endif
