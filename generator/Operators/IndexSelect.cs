using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// Indices of one axis that are known at build time, in any order and as often as they are named. Input: x, of numbers or of
    /// integers.
    /// </summary>
    internal sealed record IndexSelect(int Axis, EquatableArray<int> Indices) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Slice.Along(inputs[0], Axis, Indices.Count);

        public override KernelCall Kernel(CallSite call) => new(
            "Copying.Select", KernelCall.Floats(call.Inputs[0], call.Types[0]), Text(Indices),
            KernelCall.Times(call.Count, Slice.Outer(call.OutputType.Shape, Axis)), $"{call.Types[0].Shape[Axis]}",
            $"{Slice.Run(call.OutputType.Shape, Axis) / Indices.Count}", KernelCall.Floats(call.Output, call.OutputType));

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new IndexSelectGradient(Axis, Indices, g.Inputs[0].Shape[Axis]), g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var (x, y) = (e.Input(0), e.Output);
            ForEach(e.OutputType.Shape, y.Length, e.Types[0].Shape[Axis], (place, of) => y[place] = x[of]);
        }

        /// <summary>Calls <paramref name="visit"/> with the place of each selected element, and where it was selected from.</summary>
        internal void ForEach(Shape selected, int length, int size, Action<int, int> visit)
        {
            var inner = Slice.Run(selected, Axis) / Indices.Count;
            for (var i = 0; i < length; i++)
            {
                visit(i, (((i / inner / Indices.Count * size) + Indices[i / inner % Indices.Count]) * inner) + (i % inner));
            }
        }

        internal static string Text(EquatableArray<int> indices) => $"[{string.Join(", ", indices)}]";
    }

    /// <summary>
    /// Adds each selected element's gradient to that of the one it was selected from, in the order of the indices. Input: dy.
    /// </summary>
    internal sealed record IndexSelectGradient(int Axis, EquatableArray<int> Indices, int Total) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Slice.Along(inputs[0], Axis, Total);

        public override KernelCall Kernel(CallSite call) => new(
            "Copying.AddSelected", call.Inputs[0], IndexSelect.Text(Indices),
            KernelCall.Times(call.Count, Slice.Outer(call.OutputType.Shape, Axis)), $"{Total}",
            $"{Slice.Run(call.OutputType.Shape, Axis) / Total}", call.Output);

        public override void Evaluate(Evaluation e)
        {
            var (dy, dx) = (e.Input(0), e.Output);
            new IndexSelect(Axis, Indices).ForEach(e.Types[0].Shape, dy.Length, Total, (place, of) => dx[of] += dy[place]);
        }
    }

    /// <summary>The word IndexSelect, whose axis and indices are counted from the end if negative.</summary>
    internal sealed record IndexSelectLayer(int Axis, EquatableArray<int> Indices) : Layer
    {
        public override string Name => "IndexSelect";

        public static Layer From(Arguments a) => new IndexSelectLayer(a.Int("axis", 0), a.Ints("indices").ToEquatableArray());

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = inputs[0].Shape;
            var axis = Axes.Index(Name, Axis, shape);
            var size = shape[axis];
            if (Indices.Count == 0)
            {
                throw new ShapeException("NG0213", $"{Name}: there must be at least one index.", "indices");
            }

            foreach (var index in Indices.Where(i => i < -size || i >= size))
            {
                throw new ShapeException(
                    "NG0213",
                    FormattableString.Invariant(
                        $"{Name}: indices must be from {-size} to {size - 1} for axis {axis} of {shape}, but one is {index}."),
                    "indices");
            }

            return b.Apply(new IndexSelect(axis, Indices.Select(i => i < 0 ? i + size : i).ToEquatableArray()), inputs[0]);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Some indices of one axis, in any order and also several times; the other axes stay whole (PyTorch, torch.index_select).
    /// </summary>
    public sealed class IndexSelectAttribute : LayerAttribute
    {
        /// <summary>
        /// Takes these <paramref name="indices"/> of <paramref name="axis"/>, all counted from the end if negative.
        /// </summary>
        public IndexSelectAttribute(int axis, params int[] indices)
        {
            Set(axis, nameof(axis));
            Set(indices, nameof(indices));
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The <paramref name="indices"/> of one axis of the sample, in any order and also several times, all counted from the end if
        /// negative: <c>x.IndexSelect(0, 2, 1, 0)</c> makes BGR of RGB.
        /// </summary>
        /// <exception cref="ArgumentException">There are no such indices, or no such axis.</exception>
        public static Tensor IndexSelect(this Tensor x, int axis, params int[] indices) =>
            x.Apply(new OperatorCall("IndexSelect", (nameof(axis), axis), (nameof(indices), indices)));
    }
}
#endif
