using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>What becomes of a loss's terms; the runtime's <c>Reduction</c>, in the same order.</summary>
    internal enum LossReduction
    {
        Mean, Sum, None, BatchMean,
    }

    /// <summary>
    /// The sum of all elements of all samples, or that divided by how many elements or samples there are. Input: x; the output
    /// exists once.
    /// </summary>
    internal sealed record BatchReduction(LossReduction Kind) : ReductionOperator
    {
        public override string Name => Kind == LossReduction.Sum ? "SumOverBatch" : "MeanOverBatch";

        public static Layer Layer(Arguments a) =>
            new OperatorLayer(a.Layer, new BatchReduction(a.Layer == "SumOverBatch" ? LossReduction.Sum : LossReduction.Mean));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Kinds.Floats(Name, inputs[0]).Batched
            ? TensorType.Once()
            : throw new ShapeException("NG0206", $"{Name} expects a tensor of each sample, but receives one of the whole batch.");

        public override KernelCall Kernel(CallSite call) =>
            new("Losses.AddSum", call.Inputs[0], KernelCall.Times(call.Count, call.Types[0].Shape.Count), call.Output);

        public override string Combine => "Losses.Combine";

        public override IReadOnlyList<string> CombineArguments(CallSite call) => [Divisor(call.Batch, call.Types[0].Shape)];

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new BatchReductionGradient(Kind, g.Inputs[0].Shape), g.OutputGradient));

        public override void Evaluate(Evaluation e) => e.Output[0] = e.Input(0).Sum() / Divisor(e.Batch, e.Types[0].Shape);

        /// <summary>What the sum is divided by, as an expression.</summary>
        internal string Divisor(string batch, Shape shape) => Kind switch
        {
            LossReduction.Sum => "1",
            LossReduction.BatchMean => batch,
            _ => shape.Count == 1 ? batch : $"{batch} * {shape.Count}L",
        };

        internal double Divisor(int batch, Shape shape) => Kind switch
        {
            LossReduction.Sum => 1,
            LossReduction.BatchMean => batch,
            _ => batch * shape.Count,
        };
    }

    /// <summary>The same gradient for every element: dy / divisor. Input: dy, which exists once.</summary>
    internal sealed record BatchReductionGradient(LossReduction Kind, Shape Shape) : SampleOperator
    {
        public override string Name => new BatchReduction(Kind).Name + "Gradient";

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Losses.Spread", call.Inputs[0], new BatchReduction(Kind).Divisor(call.Batch, Shape), KernelCall.Times(call.Count, Shape.Count),
            call.Output);

        public override void Evaluate(Evaluation e)
        {
            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = e.Input(0)[0] / new BatchReduction(Kind).Divisor(e.Batch, Shape);
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    public static partial class TensorOperators
    {
        /// <summary>The mean of all elements of all samples → one number: how a loss made of single terms ends.</summary>
        /// <exception cref="ArgumentException">The tensor is one number for the whole batch already.</exception>
        public static Tensor MeanOverBatch(this Tensor x) => x.Apply(new OperatorCall("MeanOverBatch"));

        /// <summary>The sum of all elements of all samples → one number.</summary>
        /// <exception cref="ArgumentException">The tensor is one number for the whole batch already.</exception>
        public static Tensor SumOverBatch(this Tensor x) => x.Apply(new OperatorCall("SumOverBatch"));
    }
}
#endif
