namespace NetGen.Operators
{
    /// <summary>
    /// t · (log t − x), 0 where t is 0, with x the logarithm of the prediction; with the logarithm of the target given,
    /// eᵗ · (t − x).
    /// </summary>
    internal sealed record KullbackLeibler(bool LogTarget) : PairwiseLoss
    {
        public static Layer Layer(Arguments a) => Layer(a, new KullbackLeibler(a.Bool("LogTarget", false)));

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) =>
            LogTarget ? Scalar.Exp(t) * (t - x) : Scalar.WhereGreater(t, 0, t * (Scalar.Log(t) - x), 0);

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => LogTarget ? -Scalar.Exp(t) : -Scalar.Max(t, 0);

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) =>
            LogTarget ? Scalar.Exp(t) * (t - x + 1) : Scalar.WhereGreater(t, 0, Scalar.Log(t) - x + 1, 0);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Kullback-Leibler divergence of two distributions: the mean of t · (log t − x) over all elements, where the prediction x
    /// is the <em>logarithm</em> of a probability (put a <see cref="LogSoftmaxAttribute"/> before it) and the target t, of the
    /// same shape, a probability (PyTorch, torch.nn.KLDivLoss). The divergence in the mathematical sense is
    /// <see cref="Reduction.BatchMean"/>; the mean over all elements is PyTorch's default.
    /// </summary>
    public sealed class KLDivLossAttribute : LossAttribute
    {
        /// <summary>Whether the target is the logarithm of a probability too: eᵗ · (t − x).</summary>
        public bool LogTarget { get; set; }

        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>t · (log t − x) of all elements, with x the logarithm of a probability (PyTorch, torch.nn.KLDivLoss).</summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="logTarget">Whether t is the logarithm of a probability too: eᵗ · (t − x).</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ, or a setting is out of its range.</exception>
        public static Tensor KLDivLoss(
            this Tensor prediction, Tensor target, bool logTarget = false, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(new OperatorCall("KLDivLoss", (nameof(logTarget), logTarget), (nameof(reduction), (int)reduction)), target);
    }
}
#endif
