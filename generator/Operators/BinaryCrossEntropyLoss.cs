using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// w · (−p · t · log σ(x) − (1 − t) · log(1 − σ(x))) with x a logit, computed as max(x, 0) − x · t + log(1 + e^−|x|), which
    /// neither overflows nor cancels (PyTorch, binary_cross_entropy_with_logits). p and w are numbers; one that is null is the
    /// next further operand, one for each channel.
    /// </summary>
    internal sealed record BinaryCrossEntropy(double? PosWeight, double? Weight, int Axis) : PairwiseLoss
    {
        public override int ChannelAxis => Axis;

        public override IReadOnlyList<string> OperandNames => ["x", "target", "weight", "weight"];

        /// <summary>The term without weights.</summary>
        public static Scalar Plain(Scalar x, Scalar t) => Scalar.Max(x, 0) - (x * t) + SoftplusOfMinusAbsolute(x);

        public override Scalar Term(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Weighted(
            PosWeight == 1 ? Plain(x, t) : (x * (1 - t)) + (OfMinus(x) * (((PositiveWeight(weights) - 1) * t) + 1)), weights);

        public override Scalar Slope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Weighted(
            PosWeight == 1
                ? Scalar.Sigmoid(x) - t
                : (Scalar.Sigmoid(x) * (1 - t)) - (PositiveWeight(weights) * t * Scalar.Sigmoid(-x)), weights);

        public override Scalar TargetSlope(Scalar x, Scalar t, IReadOnlyList<Scalar> weights) => Weighted(
            PosWeight == 1 ? -x : ((PositiveWeight(weights) - 1) * OfMinus(x)) - x, weights);

        private Scalar PositiveWeight(IReadOnlyList<Scalar> weights) => PosWeight is { } number ? number : weights[0];

        private Scalar Weighted(Scalar value, IReadOnlyList<Scalar> weights) =>
            Weight == 1 ? value : value * (Weight is { } number ? number : weights[weights.Count - 1]);

        /// <summary>log(1 + e^−x).</summary>
        private static Scalar OfMinus(Scalar x) => Scalar.Max(-x, 0) + SoftplusOfMinusAbsolute(x);

        private static Scalar SoftplusOfMinusAbsolute(Scalar x) => Scalar.Log1p(Scalar.Exp(-Scalar.Abs(x)));
    }

    /// <summary>Binary cross entropy, with weights that may differ from channel to channel.</summary>
    internal sealed record BinaryCrossEntropyLossLayer(
        LossReduction Reduction, EquatableArray<double> PosWeight, EquatableArray<double> Weight)
        : LossLayer("BinaryCrossEntropyLoss", Reduction)
    {
        public static Layer From(Arguments a) =>
            new BinaryCrossEntropyLossLayer(ReductionOf(a), a.Weights("PosWeight"), a.Weights("Weight"));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            CheckTarget(inputs[0], inputs[1]);
            var (shape, operands) = (inputs[0].Shape, inputs.ToList());
            var positive = ClassWeights.NumberOrOperand(b, this, PosWeight, shape, "PosWeight", operands);
            var weight = ClassWeights.NumberOrOperand(b, this, Weight, shape, "Weight", operands);
            return Reduce(b, b.Apply(new BinaryCrossEntropy(positive, weight, shape.Rank > 2 ? 0 : -1), [.. operands]));
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of yes-or-no answers, given as logits: the mean of −t · log σ(x) − (1 − t) · log(1 − σ(x)) over all elements,
    /// target of the prediction's shape (PyTorch, torch.nn.BCEWithLogitsLoss).
    /// </summary>
    public sealed class BinaryCrossEntropyLossAttribute : LossAttribute
    {
        /// <summary>
        /// How much more a target of 1 counts than one of 0: one number, or one for each class (features, steps × classes) or
        /// channel (channels × height × width). None (the default) for 1.
        /// </summary>
        public double[] PosWeight { get; set; } = [];

        /// <summary>How much each element counts: one number, or one for each class or channel. None (the default) for 1.</summary>
        public double[] Weight { get; set; } = [];

        /// <summary>What becomes of the terms of all elements; the mean divides by how many there are, whatever their weights.</summary>
        public Reduction Reduction { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// −t · log σ(x) − (1 − t) · log(1 − σ(x)) of all elements, with x the logits (PyTorch, torch.nn.BCEWithLogitsLoss).
        /// </summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">t, of the prediction's shape, from 0 to 1.</param>
        /// <param name="posWeight">How much more a target of 1 counts: one number, or one for each class or channel.</param>
        /// <param name="weight">How much each element counts: one number, or one for each class or channel.</param>
        /// <param name="reduction">What becomes of the terms of all elements.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> the term of each element.</returns>
        /// <exception cref="ArgumentException">The shapes differ, or there is another number of weights.</exception>
        public static Tensor BinaryCrossEntropyLoss(
            this Tensor prediction,
            Tensor target,
            double[]? posWeight = null,
            double[]? weight = null,
            Reduction reduction = Reduction.Mean) => prediction.Apply(
                new OperatorCall(
                    "BinaryCrossEntropyLoss",
                    OperatorCall.Given((nameof(posWeight), posWeight), (nameof(weight), weight), (nameof(reduction), (int)reduction))),
                target);
    }
}
#endif
