using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// −Σ q · log softmax(x) for each label, with q[k] = w[k] · ((1 − ε) · [k is the label] + ε / classes); 0 for an ignored one.
    /// Inputs: logits x, labels of x's shape without the axis of the classes, and w[C] if classes have weights.
    /// </summary>
    internal sealed record CrossEntropy(int Axis, double Smoothing, int? Ignored) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1] with { Kind = ElementKind.Float32 };

        public override long Scratch(IReadOnlyList<TensorType> inputs) => inputs[0].Shape[Axis];

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = new Softmax(Axis).Cut(call.Types[0].Shape);
            return new(
                "CrossEntropy.Terms",
                [
                    call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{classes}", $"{inner}", .. Rule(call, 2), call.Output,
                    call.Scratch,
                ]);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new CrossEntropyGradient(this), [g.OutputGradient, .. g.Inputs]));

        public override void Evaluate(Evaluation e) => ForEachTerm(e, 0, (place, row, log, share) =>
            e.Output[place] = row.Select((i, k) => share[k] * (log - e.Input(0)[i])).Sum());

        /// <summary>The argument that says what is special about this loss, if anything is.</summary>
        internal IEnumerable<string> Rule(CallSite call, int weight) =>
            Smoothing == 0 && Ignored is null && call.Inputs.Count == weight ? [] : [LabelWeights.Rule(call, weight, Smoothing, Ignored)];

        /// <summary>Calls <paramref name="visit"/> with each place that counts, its row, log Σ eˣ and q.</summary>
        internal void ForEachTerm(Evaluation e, int first, Action<int, int[], double, double[]> visit)
        {
            var (x, labels, shape, place) = (e.Input(first), e.Input(first + 1), e.Types[first].Shape, 0);
            var weights = LabelWeights.Of(e, first + 2, shape[Axis]);
            new Softmax(Axis).ForEachRow(shape, x.Length, row =>
            {
                var label = labels[place];
                if (label != Ignored)
                {
                    var greatest = row.Max(i => x[i]);
                    var share = weights.Select((w, k) => w * ((Smoothing / row.Length) + (k == label ? 1 - Smoothing : 0)));
                    visit(place, row, Math.Log(row.Sum(i => Math.Exp(x[i] - greatest))) + greatest, [.. share]);
                }

                place++;
            });
        }
    }

    /// <summary>dx = dy · (softmax(x) · Σ q − q). Inputs: dy, logits, labels[, w[C]].</summary>
    internal sealed record CrossEntropyGradient(CrossEntropy Loss) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

        public override long Scratch(IReadOnlyList<TensorType> inputs) => new Softmax(Loss.Axis).Cut(inputs[1].Shape).Inner;

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = new Softmax(Loss.Axis).Cut(call.OutputType.Shape);
            return new(
                "CrossEntropy.Gradient",
                [
                    call.Inputs[0], call.Inputs[1], call.Inputs[2], KernelCall.Times(call.Count, outer), $"{classes}", $"{inner}",
                    .. Loss.Rule(call, 3), call.Output, call.Scratch,
                ]);
        }

        public override void Evaluate(Evaluation e) => Loss.ForEachTerm(e, 1, (place, row, log, share) =>
        {
            for (var k = 0; k < row.Length; k++)
            {
                e.Output[row[k]] = e.Input(0)[place] * ((Math.Exp(e.Input(1)[row[k]] - log) * share.Sum()) - share[k]);
            }
        });
    }

    /// <summary>Cross entropy with labels, or with a probability for each class.</summary>
    internal sealed record CrossEntropyLossLayer(
        LossReduction Reduction, int? Axis, EquatableArray<double> Weight, int? IgnoreIndex, double Smoothing, bool SoftLabels)
        : LabelLossLayer("CrossEntropyLoss", Reduction, Axis, Weight, IgnoreIndex)
    {
        public static Layer From(Arguments a)
        {
            var (reduction, axis, weight, ignored) = Settings(a);
            var soft = a.Bool("SoftLabels", false);
            return !soft || ignored is null
                ? new CrossEntropyLossLayer(reduction, axis, weight, ignored, a.Between("LabelSmoothing", 0, 0, 1), soft)
                : throw new ShapeException(
                    "NG0202", $"{a.Layer}: soft labels are probabilities, so that there is no IgnoreIndex.", "IgnoreIndex");
        }

        public override TensorType TargetFor(TensorType prediction)
        {
            var labels = base.TargetFor(prediction);
            return SoftLabels ? prediction : labels;
        }

        public override ClassLabels? LabelsFor(TensorType prediction) => SoftLabels ? null : base.LabelsFor(prediction);

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            if (!SoftLabels)
            {
                return base.Build(b, inputs);
            }

            CheckTarget(inputs[0], inputs[1]);
            return Reduce(b, SoftTerms(b, inputs[0], inputs[1]));
        }

        protected override Operator Terms(int axis) => new CrossEntropy(axis, Smoothing, IgnoreIndex);

        /// <summary>−Σ w · t · log softmax(x) along the classes.</summary>
        private Value SoftTerms(Builder b, Value x, Value target)
        {
            var axis = ClassAxis.Of(Name, x.Shape, Axis);
            var (_, classes, inner) = new Softmax(axis).Cut(x.Shape);
            var share = Smoothing == 0 ? target : b.Apply(new Affine(1 - Smoothing, Smoothing / classes), target);
            var products = b.Apply(new Multiply(), share, b.Apply(new LogSoftmax(axis), x));
            if (Weight.Count > 0)
            {
                ClassWeights.Require(this, Weight, classes, "Weight");
                products = b.Apply(new ScaleChannels(ChannelAxisOf(axis, x.Shape)), products, b.Apply(new NumberList(Weight)));
            }

            return b.Apply(Affine.Negate, b.Apply(new SumTo(ClassAxis.Labels(Name, x.Shape, axis).Shape, classes, inner), products));
        }

        private int ChannelAxisOf(int axis, Shape shape) => axis == shape.Rank - 1 ? -1 : axis == 0 ? 0 : throw new ShapeException(
            "NG0202", $"{Name}: soft labels have weights only along the first or the last axis.", "Weight");
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a classifier: the mean of −log softmax(x)[label], with x the logits (PyTorch, torch.nn.CrossEntropyLoss).
    /// Classes → one int label per sample; an image of classes × height × width → height × width labels; a sequence of
    /// steps × classes → one label for each step.
    /// </summary>
    public sealed class CrossEntropyLossAttribute : LabelLossAttribute
    {
        /// <summary>
        /// ε, from 0 to 1 (default 0): how much of each label is shared out among all classes (Szegedy et al. 2016).
        /// </summary>
        public double LabelSmoothing { get; set; }

        /// <summary>
        /// Whether the target holds a probability for each class, in the prediction's shape, instead of labels: the mean of
        /// −Σ t · log softmax(x). Its weights do not count in the mean's denominator, as in PyTorch.
        /// </summary>
        public bool SoftLabels { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// −log softmax(x)[label] of all labels (PyTorch, torch.nn.CrossEntropyLoss): logits of classes, classes × height × width or
        /// steps × classes, with int labels of the same shape without the axis of the classes.
        /// </summary>
        /// <param name="prediction">The logits.</param>
        /// <param name="target">The labels, or with <paramref name="softLabels"/> a probability for each logit.</param>
        /// <param name="axis">
        /// The axis of the classes, counted from the end if negative; by default the first, but the last of two.
        /// </param>
        /// <param name="weight">How much each class counts, if not alike.</param>
        /// <param name="labelSmoothing">How much of each label is shared out among all classes, from 0 to 1.</param>
        /// <param name="ignoreIndex">A label whose places do not count.</param>
        /// <param name="softLabels">Whether the target holds probabilities instead of labels.</param>
        /// <param name="reduction">What becomes of the terms of all labels.</param>
        /// <returns>One number; with <see cref="Reduction.None"/> one for each label.</returns>
        /// <exception cref="ArgumentException">The shapes do not fit, a setting is out of range, or a label is no class.</exception>
        public static Tensor CrossEntropyLoss(
            this Tensor prediction,
            Tensor target,
            int? axis = null,
            double[]? weight = null,
            double labelSmoothing = 0,
            int? ignoreIndex = null,
            bool softLabels = false,
            Reduction reduction = Reduction.Mean) => prediction.Apply(
                new OperatorCall(
                    "CrossEntropyLoss",
                    OperatorCall.Given(
                        (nameof(axis), axis),
                        (nameof(weight), weight),
                        (nameof(labelSmoothing), labelSmoothing),
                        (nameof(ignoreIndex), ignoreIndex),
                        (nameof(softLabels), softLabels),
                        (nameof(reduction), (int)reduction))),
                target);
    }
}
#endif
