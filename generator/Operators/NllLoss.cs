using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// −w[label] · x[label] for each label; 0 for an ignored one. Inputs: logarithms of probabilities x, labels of x's shape
    /// without the axis of the classes, and w[C] if classes have weights.
    /// </summary>
    internal sealed record NegativeLogLikelihood(int Axis, int? Ignored) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1] with { Kind = ElementKind.Float32 };

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = new Softmax(Axis).Cut(call.Types[0].Shape);
            return new(
                "NegativeLogLikelihood.Terms", call.Inputs[0], call.Inputs[1],
                KernelCall.Times(call.Count, outer), $"{classes}", $"{inner}", LabelWeights.Rule(call, 2, 0, Ignored), call.Output);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new NegativeLogLikelihoodGradient(this, g.Inputs[0].Type), [g.OutputGradient, .. g.Inputs.Skip(1)]));

        public override void Evaluate(Evaluation e) => ForEachTerm(
            e, e.Types[0].Shape, 1, (place, chosen, weight) => e.Output[place] = -weight * e.Input(0)[chosen]);

        /// <summary>Calls <paramref name="visit"/> with each place that counts, the element its label chooses, and its weight.</summary>
        internal void ForEachTerm(Evaluation e, Shape shape, int labels, Action<int, int, double> visit)
        {
            var (place, weights) = (0, LabelWeights.Of(e, labels + 1, shape[Axis]));
            new Softmax(Axis).ForEachRow(shape, e.Input(labels).Length * shape[Axis], row =>
            {
                var label = (int)e.Input(labels)[place];
                if (label != Ignored)
                {
                    visit(place, row[label], weights[label]);
                }

                place++;
            });
        }
    }

    /// <summary>dx[label] = −w[label] · dy, else 0. Inputs: dy, labels[, w[C]].</summary>
    internal sealed record NegativeLogLikelihoodGradient(NegativeLogLikelihood Loss, TensorType Prediction) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Prediction;

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = new Softmax(Loss.Axis).Cut(Prediction.Shape);
            return new(
                "NegativeLogLikelihood.Gradient", call.Inputs[0], call.Inputs[1],
                KernelCall.Times(call.Count, outer), $"{classes}", $"{inner}", LabelWeights.Rule(call, 2, 0, Loss.Ignored), call.Output);
        }

        public override void Evaluate(Evaluation e) => Loss.ForEachTerm(
            e, Prediction.Shape, 1, (place, chosen, weight) => e.Output[chosen] = -weight * e.Input(0)[place]);
    }

    /// <summary>Negative log likelihood.</summary>
    internal sealed record NllLossLayer(LossReduction Reduction, int? Axis, EquatableArray<double> Weight, int? IgnoreIndex)
        : LabelLossLayer("NllLoss", Reduction, Axis, Weight, IgnoreIndex)
    {
        public static Layer From(Arguments a)
        {
            var (reduction, axis, weight, ignored) = Settings(a);
            return new NllLossLayer(reduction, axis, weight, ignored);
        }

        protected override Operator Terms(int axis) => new NegativeLogLikelihood(axis, IgnoreIndex);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a classifier that ends in <see cref="LogSoftmaxAttribute"/>: the mean of −x[label] (PyTorch, torch.nn.NLLLoss).
    /// Shapes are those of <see cref="CrossEntropyLossAttribute"/>, which does both in one and takes logits.
    /// </summary>
    public sealed class NllLossAttribute : LabelLossAttribute;

    public static partial class TensorOperators
    {
        /// <summary>
        /// −x[label] of all labels, with x logarithms of probabilities (PyTorch, torch.nn.NLLLoss); shapes are those of
        /// <see cref="CrossEntropyLoss"/>.
        /// </summary>
        /// <param name="prediction">x.</param>
        /// <param name="target">The labels.</param>
        /// <param name="axis">
        /// The axis of the classes, counted from the end if negative; by default the first, but the last of two.
        /// </param>
        /// <param name="weight">How much each class counts, if not alike.</param>
        /// <param name="ignoreIndex">A label whose places do not count.</param>
        /// <param name="reduction">What becomes of the terms of all labels.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> one for each label.</returns>
        /// <exception cref="ArgumentException">The shapes do not fit, a setting is out of range, or a label is no class.</exception>
        public static Tensor NllLoss(
            this Tensor prediction,
            Tensor target,
            int? axis = null,
            double[]? weight = null,
            int? ignoreIndex = null,
            Reduction reduction = Reduction.Mean) => prediction.Apply(
                new OperatorCall(
                    "NllLoss",
                    OperatorCall.Given(
                        (nameof(axis), axis),
                        (nameof(weight), weight),
                        (nameof(ignoreIndex), ignoreIndex),
                        (nameof(reduction), (int)reduction))),
                target);
    }
}
#endif
