using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>y = x · wᵀ over the last axis (PyTorch, torch.nn.functional.linear). Inputs: x[…, in], w[out, in].</summary>
    internal sealed record Linear : SampleOperator
    {
        /// <summary>Elements of a weight that is not expected in a second-level cache (1 MB).</summary>
        private const long LargeWeight = 1 << 18;

        public override bool TakesEpilogue => true;

        public override int ChannelAxis => -1;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            inputs[0] with { Shape = WithLast(inputs[0].Shape, inputs[1].Shape[0]) };

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Count * Rows(inputs[0].Shape);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => SamplesPerCall(inputs[0].Shape, inputs[1].Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Linear.Forward", $"{call.Types[1].Shape[1]}", $"{call.Types[1].Shape[0]}",
            call.Inputs[0], call.Inputs[1], RowsOf(call.Count, call.Types[0].Shape));

        public override void Differentiate(Gradient g)
        {
            if (g.Needs(0))
            {
                g.Add(0, g.Apply(new LinearInputGradient(), g.OutputGradient, g.Inputs[1]));
            }

            if (g.Needs(1))
            {
                g.Add(1, g.Apply(new LinearWeightGradient(), g.Inputs[0], g.OutputGradient));
            }
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, w, y) = (e.Input(0), e.Input(1), e.Output);
            ForEachProduct(e.Types[1].Shape[1], e.Types[1].Shape[0], y.Length, (i, k, o) => y[o] += x[i] * w[k]);
        }

        /// <summary>Calls <paramref name="visit"/> with the flat places of input, weight and output of every product.</summary>
        internal static void ForEachProduct(int inputs, int outputs, int outputLength, Action<int, int, int> visit)
        {
            for (var row = 0; row < outputLength / outputs; row++)
                for (var o = 0; o < outputs; o++)
                    for (var i = 0; i < inputs; i++)
                    {
                        visit((row * inputs) + i, (o * inputs) + i, (row * outputs) + o);
                    }
        }

        internal static Shape WithLast(Shape shape, int last) => new([.. shape.Sizes.Take(shape.Rank - 1), last]);

        /// <summary>How many vectors one sample has.</summary>
        internal static long Rows(Shape shape) => shape.Count / shape.Last;

        /// <summary>The expression for the vectors of <paramref name="samples"/> samples.</summary>
        internal static string RowsOf(string samples, Shape shape) => Rows(shape) == 1 ? samples : $"{samples} * {Rows(shape)}";

        /// <summary>
        /// Some 16 vectors share each read of the weights, or 64 where these do not fit the second-level cache: with 784 × 512 and
        /// 64 vectors that takes a tenth less. If they are all there are, idle threads share the outputs.
        /// </summary>
        internal static int SamplesPerCall(Shape shape, Shape weight) =>
            (int)Math.Max(1, (weight.Count >= LargeWeight ? 64 : 16) / Rows(shape));
    }

    /// <summary>y = x · w, with the rows of w read one after another. Inputs: x[…, rows of w], w.</summary>
    internal abstract record LinearByRows : SampleOperator
    {
        public override bool TakesEpilogue => true;

        public override int ChannelAxis => -1;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            inputs[0] with { Shape = Linear.WithLast(inputs[0].Shape, inputs[1].Shape[1]) };

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Count * Linear.Rows(inputs[0].Shape);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Linear.SamplesPerCall(inputs[0].Shape, inputs[1].Shape);

        public override void Evaluate(Evaluation e)
        {
            var (x, w, y) = (e.Input(0), e.Input(1), e.Output);
            Linear.ForEachProduct(e.Types[1].Shape[1], e.Types[1].Shape[0], x.Length, (i, k, o) => y[i] += x[o] * w[k]);
        }
    }

    /// <summary>dx = dy · w. Inputs: dy[…, out], w[out, in].</summary>
    internal sealed record LinearInputGradient : LinearByRows
    {
        public override KernelCall Kernel(CallSite call) => new(
            "Linear.InputGradient", $"{call.Types[1].Shape[1]}", $"{call.Types[1].Shape[0]}",
            call.Inputs[0], call.Inputs[1], Linear.RowsOf(call.Count, call.Types[0].Shape));
    }

    /// <summary>y = x · w with weights that were transposed ahead. Inputs: x[…, in], w[in, out].</summary>
    internal sealed record LinearTransposed : LinearByRows
    {
        public override KernelCall Kernel(CallSite call) => new(
            "Linear.Transposed", $"{call.Types[1].Shape[0]}", $"{call.Types[1].Shape[1]}",
            call.Inputs[0], call.Inputs[1], Linear.RowsOf(call.Count, call.Types[0].Shape));
    }

    /// <summary>dw = dyᵀ · x over all samples; split by output features, each of which is one row of dw. Inputs: x, dy.</summary>
    internal sealed record LinearWeightGradient : UnitOperator
    {
        private const int ManyRows = 8;

        public override bool IsHeavy => true;

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => TensorType.Once(inputs[1].Shape.Last, inputs[0].Shape.Last);

        public override long MultiplyAdds(IReadOnlyList<TensorType> inputs) => inputs[0].Shape.Count * inputs[1].Shape.Last;

        public override int Units(IReadOnlyList<TensorType> inputs) => inputs[1].Shape.Last;

        /// <summary>A few; where samples have many rows and sums are long, as many as share a copy of their factors.</summary>
        public override int PreferredUnits(IReadOnlyList<TensorType> inputs) =>
            Linear.Rows(inputs[0].Shape) >= ManyRows ? Math.Max(16, Math.Min(96, inputs[1].Shape.Last / 4)) : 16;

        public override KernelCall Kernel(CallSite call) => new(
            "Linear.WeightGradient", $"{call.OutputType.Shape[1]}", $"{call.OutputType.Shape[0]}",
            call.Inputs[0], call.Inputs[1], Linear.RowsOf(call.Batch, call.Types[0].Shape), call.Output, call.First, call.Count);

        public override void Evaluate(Evaluation e)
        {
            var (x, dy, dw) = (e.Input(0), e.Input(1), e.Output);
            Linear.ForEachProduct(e.OutputType.Shape[1], e.OutputType.Shape[0], dy.Length, (i, k, o) => dw[k] += x[i] * dy[o]);
        }
    }

    /// <summary>A fully connected layer: <c>weight</c>, <c>bias</c>.</summary>
    internal sealed record LinearLayer(int OutFeatures, bool Bias, int In) : Layer
    {
        public override string Name => "Linear";

        public static Layer From(Arguments a) =>
            new LinearLayer(a.Size("outFeatures", 0), a.Bool("Bias", true), a.Size("In", 0, a.Has("In") ? 1 : 0));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var x = Kinds.Floats(Name, inputs[0].Type).Shape;
            if (x.Rank == 0)
            {
                throw new ShapeException("NG0203", $"{Name} expects features on the last axis, but receives a single number.");
            }

            if (In != 0 && In != x.Last)
            {
                throw new ShapeException("NG0201", $"{Name} expects {In} inputs (In = {In}) but receives {x.Last}", "In");
            }

            var weight = b.Parameter(new("weight", new Shape(OutFeatures, x.Last), InitialValue.Fan, x.Last, OutFeatures));
            var y = b.Apply(new Linear(), inputs[0], weight);
            return Bias ? b.Apply(new AddBias(-1), y, b.Parameter(new("bias", new Shape(OutFeatures), InitialValue.Zero))) : y;
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Fully connected layer, y = x · wᵀ + b over the last axis: … × in → … × <c>outFeatures</c> (PyTorch, torch.nn.Linear).
    /// </summary>
    public sealed class LinearAttribute : LayerAttribute
    {
        /// <summary>Makes <paramref name="outFeatures"/> features of the last axis.</summary>
        public LinearAttribute(int outFeatures) => Set(outFeatures, nameof(outFeatures));

        /// <summary>Whether a bias is added to each output feature (default true).</summary>
        public bool Bias { get => Get(true); set => Set(value); }

        /// <summary>The inputs that the last axis must have, checked at build time; without it they are inferred.</summary>
        public int In { get => Get(0); set => Set(value); }
    }
}
#endif
