using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The mean of −log softmax(x)[label] over samples and places, the softmax along the first axis. Inputs: logits x[C, …],
    /// labels […].
    /// </summary>
    internal sealed record CrossEntropyLoss : Loss
    {
        public override TensorType TargetFor(TensorType prediction)
        {
            var shape = base.TargetFor(prediction).Shape;
            return shape.Rank > 0
                ? new(new Shape([.. shape.Sizes.Skip(1)]), Batched: true, ElementKind.Int32)
                : throw new ShapeException("NG0209", $"{Name} expects one number for each class, but receives a single number per sample.");
        }

        public override int ClassesFor(TensorType prediction) => prediction.Shape.Channels;

        public override long TermsPerSample(TensorType prediction) => prediction.Shape.Inner;

        public override long Scratch(IReadOnlyList<TensorType> inputs) => inputs[0].Shape.Channels;

        public override KernelCall Kernel(CallSite call) => new(
            "CrossEntropy.Sum", call.Inputs[0], call.Inputs[1], call.Count,
            $"{call.Types[0].Shape.Channels}", $"{call.Types[0].Shape.Inner}", call.Output, call.Scratch);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new CrossEntropyLossGradient(), g.Inputs[0], g.Inputs[1], g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var (x, labels) = (e.Input(0), e.Input(1));
            var place = 0;
            new Softmax(0).ForEachRow(e.Types[0].Shape, x.Length, row =>
            {
                var greatest = row.Max(i => x[i]);
                var term = Math.Log(row.Sum(i => Math.Exp(x[i] - greatest))) + greatest - x[row[(int)labels[place++]]];
                e.Output[0] += term / labels.Length;
            });
        }
    }

    /// <summary>dx = (softmax(x) − [is the label]) · dLoss / terms. Inputs: logits, labels, dLoss.</summary>
    internal sealed record CrossEntropyLossGradient : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override KernelCall Kernel(CallSite call) => new(
            "CrossEntropy.Gradient", call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Count, call.Batch,
            $"{call.Types[0].Shape.Channels}", $"{call.Types[0].Shape.Inner}", call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (x, labels, dx) = (e.Input(0), e.Input(1), e.Output);
            var (share, place) = (new CrossEntropyLoss().Share(e, e.Input(2)[0]), 0);
            new Softmax(0).ForEachRow(e.OutputType.Shape, x.Length, row =>
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
    /// Loss of a classifier: the mean of −log softmax(x)[label], with x the logits, classes on the first axis (PyTorch,
    /// torch.nn.CrossEntropyLoss). Classes → one int label per sample; classes × height × width → height × width labels.
    /// </summary>
    public sealed class CrossEntropyLossAttribute : LossAttribute;

    public static partial class TensorOperators
    {
        /// <summary>
        /// The mean of −log softmax(x)[label] over the batch: logits of classes × … with int labels of … → one number.
        /// </summary>
        /// <exception cref="ArgumentException">The shapes do not fit, or a label is no class.</exception>
        public static Tensor CrossEntropyLoss(this Tensor prediction, Tensor target)
        {
            ArgumentNullException.ThrowIfNull(target);
            var classes = prediction.Rank > 0 ? prediction.Channels : 0;
            var wrong = Array.FindIndex(target.Value.Data, label => classes > 0 && (label < 0 || label >= classes));
            return wrong < 0
                ? prediction.Apply(new OperatorCall("CrossEntropyLoss"), target)
                : throw new ArgumentOutOfRangeException(
                    nameof(target), target.Value.Data[wrong], $"Label {wrong} must be from 0 to {classes - 1}.");
        }
    }
}
#endif
