using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The mean of −log softmax(x)[label] over samples and places, the softmax along the axis of the classes: as given, else
    /// by <see cref="ClassAxis"/>. Inputs: logits x, labels of x's shape without that axis.
    /// </summary>
    internal sealed record CrossEntropyLoss(int? Axis = null) : Loss
    {
        public static Layer Layer(Arguments a) => new LossLayer(new CrossEntropyLoss(a.Has("Axis") ? a.Int("Axis", 0) : null));

        public override TensorType TargetFor(TensorType prediction) =>
            ClassAxis.Labels(Name, base.TargetFor(prediction).Shape, Axis);

        public override ClassLabels? LabelsFor(TensorType prediction)
        {
            var axis = ClassAxis.Of(Name, prediction.Shape, Axis);
            return new(prediction.Shape[axis], axis);
        }

        public override long TermsPerSample(TensorType prediction) =>
            prediction.Shape.Count / prediction.Shape[ClassAxis.Of(Name, prediction.Shape, Axis)];

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Cut(inputs[0].Shape).Size;

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = Cut(call.Types[0].Shape);
            return new(
                "CrossEntropy.Sum", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{classes}", $"{inner}",
                call.Output, call.Scratch);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new CrossEntropyLossGradient(Axis), g.Inputs[0], g.Inputs[1], g.OutputGradient));

        /// <summary>The sizes before, along and after the axis of the classes.</summary>
        internal (int Outer, int Size, int Inner) Cut(Shape shape) => Along(shape).Cut(shape);

        /// <summary>The softmax that the loss contains.</summary>
        internal Softmax Along(Shape shape) => new(ClassAxis.Of(Name, shape, Axis));

        public override void Evaluate(Evaluation e)
        {
            var (x, labels) = (e.Input(0), e.Input(1));
            var place = 0;
            Along(e.Types[0].Shape).ForEachRow(e.Types[0].Shape, x.Length, row =>
            {
                var greatest = row.Max(i => x[i]);
                var term = Math.Log(row.Sum(i => Math.Exp(x[i] - greatest))) + greatest - x[row[(int)labels[place++]]];
                e.Output[0] += term / labels.Length;
            });
        }
    }

    /// <summary>dx = (softmax(x) − [is the label]) · dLoss / terms. Inputs: logits, labels, dLoss.</summary>
    internal sealed record CrossEntropyLossGradient(int? Axis = null) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, classes, inner) = new CrossEntropyLoss(Axis).Cut(call.OutputType.Shape);
            return new(
                "CrossEntropy.Gradient", call.Inputs[0], call.Inputs[1], call.Inputs[2], KernelCall.Times(call.Count, outer),
                KernelCall.Times(call.Batch, outer), $"{classes}", $"{inner}", call.Output);
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, labels, dx) = (e.Input(0), e.Input(1), e.Output);
            var loss = new CrossEntropyLoss(Axis);
            var (share, place) = (loss.Share(e, e.Input(2)[0]), 0);
            loss.Along(e.OutputType.Shape).ForEachRow(e.OutputType.Shape, x.Length, row =>
            {
                var greatest = row.Max(i => x[i]);
                var sum = row.Sum(i => Math.Exp(x[i] - greatest));
                foreach (var i in row)
                {
                    dx[i] = share * Math.Exp(x[i] - greatest) / sum;
                }

                dx[row[(int)labels[place++]]] -= share;
            });
        }
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
    public sealed class CrossEntropyLossAttribute : LossAttribute
    {
        /// <summary>
        /// The axis of the classes, counted from the end if negative. By default the first axis, as in PyTorch; but the last of a
        /// prediction of two axes, since sequences are steps × features here (PyTorch would take classes × steps: Axis = 0).
        /// </summary>
        public int Axis { get; set; }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The mean of −log softmax(x)[label] over the batch: logits of classes, classes × height × width or steps × classes,
        /// with int labels of the same shape without the axis of the classes → one number.
        /// </summary>
        /// <param name="prediction">The logits.</param>
        /// <param name="target">The labels.</param>
        /// <param name="axis">
        /// The axis of the classes, counted from the end if negative; by default the first, but the last of two.
        /// </param>
        /// <exception cref="ArgumentException">The shapes do not fit, or a label is no class.</exception>
        public static Tensor CrossEntropyLoss(this Tensor prediction, Tensor target, int? axis = null) =>
            prediction.Apply(new OperatorCall("CrossEntropyLoss", OperatorCall.Given((nameof(axis), axis))), target);
    }
}
#endif
