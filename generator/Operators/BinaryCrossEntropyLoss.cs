using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The mean of −t · log σ(x) − (1 − t) · log(1 − σ(x)) over all elements, computed as max(x, 0) − x · t + log(1 + e^−|x|),
    /// which neither overflows nor cancels (PyTorch, binary_cross_entropy_with_logits). Inputs: logits x, target t of the same
    /// shape.
    /// </summary>
    internal sealed record BinaryCrossEntropyLoss : Loss
    {
        public override KernelCall Kernel(CallSite call) => new(
            "BinaryCrossEntropy.Sum", call.Inputs[0], call.Inputs[1], call.Count, $"{call.Types[0].Shape.Count}", call.Output);

        public override void Differentiate(Gradient g)
        {
            if (g.Needs(0))
            {
                g.Add(0, g.Apply(new BinaryCrossEntropyLossGradient(), g.Inputs[0], g.Inputs[1], g.OutputGradient));
            }

            if (g.Needs(1))
            {
                g.Add(1, g.Apply(new BinaryCrossEntropyLossTargetGradient(), g.Inputs[0], g.OutputGradient));
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, target) = (e.Input(0), e.Input(1));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[0] += (Math.Max(x[i], 0) - (x[i] * target[i]) + Math.Log(1 + Math.Exp(-Math.Abs(x[i])))) / x.Length;
            }
        }
    }

    /// <summary>dx = (σ(x) − t) · dLoss / terms. Inputs: logits, target, dLoss.</summary>
    internal sealed record BinaryCrossEntropyLossGradient : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override KernelCall Kernel(CallSite call) => new(
            "BinaryCrossEntropy.Gradient", call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Count, call.Batch,
            $"{call.OutputType.Shape.Count}", call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (x, target, share) = (e.Input(0), e.Input(1), new BinaryCrossEntropyLoss().Share(e, e.Input(2)[0]));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[i] = ((1 / (1 + Math.Exp(-x[i]))) - target[i]) * share;
            }
        }
    }

    /// <summary>dt = −x · dLoss / terms, for a target that is itself computed. Inputs: logits, dLoss.</summary>
    internal sealed record BinaryCrossEntropyLossTargetGradient : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override KernelCall Kernel(CallSite call) => new(
            "BinaryCrossEntropy.TargetGradient", call.Inputs[0], call.Inputs[1], call.Count, call.Batch, $"{call.OutputType.Shape.Count}",
            call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (x, share) = (e.Input(0), new BinaryCrossEntropyLoss().Share(e, e.Input(1)[0]));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[i] = -x[i] * share;
            }
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
    public sealed class BinaryCrossEntropyLossAttribute : LossAttribute;

    public static partial class TensorOperators
    {
        /// <summary>
        /// The mean of −t · log σ(x) − (1 − t) · log(1 − σ(x)) over the batch, with x the logits and t the target of the same
        /// shape → one number.
        /// </summary>
        /// <exception cref="ArgumentException">The shapes differ.</exception>
        public static Tensor BinaryCrossEntropyLoss(this Tensor prediction, Tensor target) =>
            prediction.Apply(new OperatorCall("BinaryCrossEntropyLoss"), target);
    }
}
#endif
