using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The mean of (x − t)² over all elements. Inputs: prediction x, target t of the same shape.</summary>
    internal sealed record MeanSquaredErrorLoss : Loss
    {
        public override KernelCall Kernel(CallSite call) => new(
            "MeanSquaredError.Sum", call.Inputs[0], call.Inputs[1], call.Count, $"{call.Types[0].Shape.Count}", call.Output);

        public override void Differentiate(Gradient g)
        {
            var gradient = g.Apply(new MeanSquaredErrorLossGradient(), g.Inputs[0], g.Inputs[1], g.OutputGradient);
            g.Add(0, gradient);
            if (g.Needs(1))
            {
                g.Add(1, g.Apply(Affine.Negate, gradient));
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, target) = (e.Input(0), e.Input(1));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[0] += (x[i] - target[i]) * (x[i] - target[i]) / x.Length;
            }
        }
    }

    /// <summary>dx = 2 · (x − t) · dLoss / terms. Inputs: prediction, target, dLoss.</summary>
    internal sealed record MeanSquaredErrorLossGradient : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0];

        public override KernelCall Kernel(CallSite call) => new(
            "MeanSquaredError.Gradient", call.Inputs[0], call.Inputs[1], call.Inputs[2], call.Count, call.Batch,
            $"{call.OutputType.Shape.Count}", call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (x, target, share) = (e.Input(0), e.Input(1), new MeanSquaredErrorLoss().Share(e, e.Input(2)[0]));
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[i] = 2 * (x[i] - target[i]) * share;
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Loss of a regression: the mean of (x − t)² over all elements, target of the prediction's shape (PyTorch,
    /// torch.nn.MSELoss).
    /// </summary>
    public sealed class MeanSquaredErrorLossAttribute : LossAttribute;

    public static partial class TensorOperators
    {
        /// <summary>The mean of (prediction − target)² over the batch, both of the same shape → one number.</summary>
        /// <exception cref="ArgumentException">The shapes differ.</exception>
        public static Tensor MeanSquaredErrorLoss(this Tensor prediction, Tensor target) =>
            prediction.Apply(new OperatorCall("MeanSquaredErrorLoss"), target);
    }
}
#endif
