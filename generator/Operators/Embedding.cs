using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The row of a table for each id. Inputs: ids […] (int32), table w[rows, dim].</summary>
    /// <param name="PaddingIndex">A row that is never trained, or -1.</param>
    internal sealed record Embedding(int PaddingIndex) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            new(new([.. inputs[0].Shape.Sizes, inputs[1].Shape[1]]), inputs[0].Batched);

        public override KernelCall Kernel(CallSite call) => new(
            "Embedding.Forward", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, call.Types[0].Shape.Count),
            $"{call.Types[1].Shape[0]}", $"{call.Types[1].Shape[1]}", call.Output);

        public override void Differentiate(Gradient g)
        {
            if (g.Needs(1))
            {
                g.Add(1, g.Apply(new EmbeddingGradient(g.Inputs[1].Shape[0], PaddingIndex), g.Inputs[0], g.OutputGradient));
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (ids, w) = (e.Input(0), e.Input(1));
            var (rows, dim) = (e.Types[1].Shape[0], e.Types[1].Shape[1]);
            var wrong = Array.FindIndex(ids, id => id < 0 || id >= rows);
            if (wrong >= 0)
            {
                throw new ArgumentOutOfRangeException(
                    "ids", ids[wrong], $"Embedding: id number {wrong} is {ids[wrong]}, but ids must be from 0 to {rows - 1}.");
            }

            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = w[((int)ids[i / dim] * dim) + (i % dim)];
            }
        }
    }

    /// <summary>
    /// dw: each row is the sum of the output gradients of its id, over the whole batch in order. Split by columns, so that every
    /// unit has its own part of every row, and nothing is as large as batch × rows. Inputs: ids, dy.
    /// </summary>
    internal sealed record EmbeddingGradient(int Rows, int PaddingIndex) : UnitOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(Rows, inputs[1].Shape.Last);

        public override int Units(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Last;

        /// <summary>Two cache lines of each row.</summary>
        public override int PreferredUnits(IReadOnlyList<TensorType> inputs) => 32;

        public override KernelCall Kernel(CallSite call) => new(
            "Embedding.Gradient", call.Inputs[0], call.Inputs[1],
            KernelCall.Times(call.Types[0].Batched ? call.Batch : "1", call.Types[0].Shape.Count),
            $"{Rows}", $"{call.OutputType.Shape[1]}", KernelCall.Number(PaddingIndex), call.Output, call.First, call.Count);

        public override void Evaluate(Evaluation e)
        {
            var (ids, dy, dim) = (e.Input(0), e.Input(1), e.OutputType.Shape[1]);
            for (var i = 0; i < dy.Length; i++)
            {
                e.Output[((int)ids[i / dim] * dim) + (i % dim)] += ids[i / dim] == PaddingIndex ? 0 : dy[i];
            }
        }
    }

    /// <summary>A table of vectors, looked up by id: <c>weight</c>.</summary>
    internal sealed record EmbeddingLayer(int NumEmbeddings, int EmbeddingDim, int PaddingIndex) : Layer
    {
        private const int None = -1;

        public override string Name => "Embedding";

        public static Layer From(Arguments a)
        {
            var (rows, dim) = (a.Size("numEmbeddings", 0), a.Size("embeddingDim", 0));
            var padding = a.Int("PaddingIndex", rows);
            return !a.Has("PaddingIndex") ? new EmbeddingLayer(rows, dim, None)
                : padding >= -rows && padding < rows ? new EmbeddingLayer(rows, dim, padding < 0 ? padding + rows : padding)
                : throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{a.Layer}: PaddingIndex must be between {-rows} and {rows - 1}, but is {padding}."),
                    "PaddingIndex");
        }

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            if (inputs[0].Type.Kind != ElementKind.Int32)
            {
                throw new ShapeException(
                    "NG0208",
                    $"{Name} expects ids, but receives floating-point numbers: {inputs[0].Shape}. "
                    + "An input holds ids if it says so: [Shape(…, Type = ElementType.Int32)].");
            }

            var weight = b.Parameter(
                new("weight", new(NumEmbeddings, EmbeddingDim), InitialValue.Normal, ZeroRow: PaddingIndex));
            return b.Apply(new Embedding(PaddingIndex), inputs[0], weight);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// A table of trained vectors looked up by id: ids of any shape (<see cref="ElementType.Int32"/>) → that shape ×
    /// <c>embeddingDim</c> (PyTorch, torch.nn.Embedding). First values are normally distributed, as there.
    /// </summary>
    public sealed class EmbeddingAttribute : LayerAttribute
    {
        /// <summary>
        /// A table of <paramref name="numEmbeddings"/> vectors of <paramref name="embeddingDim"/> numbers. Ids must be from 0 to
        /// <paramref name="numEmbeddings"/> − 1; that is checked when the network is called.
        /// </summary>
        public EmbeddingAttribute(int numEmbeddings, int embeddingDim)
        {
            Set(numEmbeddings, nameof(numEmbeddings));
            Set(embeddingDim, nameof(embeddingDim));
        }

        /// <summary>
        /// An id whose vector starts at zero and is not trained, counted from the end if negative; none if it is not written
        /// (then this reads as the smallest number there is).
        /// </summary>
        public int PaddingIndex { get => Get(int.MinValue); set => Set(value); }
    }
}
#endif
