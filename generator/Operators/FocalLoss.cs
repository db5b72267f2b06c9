namespace NetGen.Operators
{
    /// <summary>
    /// α(t) · u^γ · c, with c the binary cross entropy of logit x, u = p · (1 − t) + (1 − p) · t how wrong p = σ(x) is, and
    /// α(t) = α · t + (1 − α) · (1 − t), or 1 where alpha is null.
    /// </summary>
    internal sealed record Focal(double Gamma, double? Alpha) : PairwiseLoss
    {
        /// <summary>Stands in for a u of 0, whose powers are computed through its logarithm.</summary>
        private const double Tiny = 1e-30;

        public static Layer Layer(Arguments a)
        {
            var alpha = a.Between("Alpha", 0.25, double.MinValue, 1);
            return Layer(a, new Focal(a.Between("Gamma", 2, 0, double.MaxValue), alpha < 0 ? null : alpha));
        }

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) =>
            Weighted(Power(Wrong(x, t), Gamma) * BinaryCrossEntropy.Plain(x, t), t);

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights)
        {
            var (p, u) = (Scalar.Sigmoid(x), Wrong(x, t));
            var slope = Power(u, Gamma) * (p - t);
            return Weighted(
                Gamma == 0
                    ? slope
                    : (p * Scalar.Sigmoid(-x) * (1 - (t * 2)) * (BinaryCrossEntropy.Plain(x, t) * Gamma) * Power(u, Gamma - 1)) + slope,
                t);
        }

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights)
        {
            var (u, cross) = (Wrong(x, t), BinaryCrossEntropy.Plain(x, t));
            var slope = -(Power(u, Gamma) * x);
            slope = Gamma == 0 ? slope : ((1 - (Scalar.Sigmoid(x) * 2)) * (cross * Gamma) * Power(u, Gamma - 1)) + slope;
            return Alpha is { } alpha ? (Power(u, Gamma) * cross * ((2 * alpha) - 1)) + Weighted(slope, t) : slope;
        }

        private static Scalar Wrong(Scalar x, Scalar t) => (Scalar.Sigmoid(x) * (1 - t)) + (Scalar.Sigmoid(-x) * t);

        private Scalar Weighted(Scalar value, Scalar t) =>
            Alpha is { } alpha ? value * ((t * ((2 * alpha) - 1)) + (1 - alpha)) : value;

        private static Scalar Power(Scalar u, double exponent) => exponent switch
        {
            0 => 1,
            1 => u,
            2 => u * u,
            3 => u * u * u,
            _ => Scalar.Exp(Scalar.Log(Scalar.Max(u, Tiny)) * exponent),
        };
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of yes-or-no answers most of which are easy, such as the classes of a detector: the mean of α(t) · (1 − p(t))^γ ·
    /// −log p(t) over all elements, with p(t) the probability that logit x gives to the right answer and α(t) = α for a target
    /// of 1 and 1 − α for 0; target of the prediction's shape (Lin et al. 2017; torchvision, sigmoid_focal_loss, whose default
    /// is no reduction). Of several classes each is a yes-or-no answer of its own, as in the paper.
    /// </summary>
    public sealed class FocalLossAttribute : LossAttribute
    {
        /// <summary>γ, how much less easy answers count, at least 0 (default 2).</summary>
        public double Gamma { get; set; } = 2;

        /// <summary>α, the weight of a target of 1 as against 0, from 0 to 1 (default 0.25); negative for no weights.</summary>
        public double Alpha { get; set; } = 0.25;

        /// <summary>What becomes of the terms of all elements.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// α(t) · (1 − p(t))^γ · −log p(t) of all elements, with x the logits (Lin et al. 2017; torchvision, sigmoid_focal_loss).
        /// </summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape.</param>
        /// <param name="gamma">γ, how much less easy answers count, at least 0.</param>
        /// <param name="alpha">α, the weight of a target of 1 as against 0, from 0 to 1; negative for no weights.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ, or a setting is out of its range.</exception>
        public static Tensor FocalLoss(
            this Tensor prediction, Tensor target, double gamma = 2, double alpha = 0.25, Reduction reduction = Reduction.Mean) =>
            prediction.Apply(
                new OperatorCall("FocalLoss", (nameof(gamma), gamma), (nameof(alpha), alpha), (nameof(reduction), (int)reduction)), target);
    }
}
#endif
