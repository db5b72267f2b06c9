using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// <paramref name="Count"/> indices of one axis, from <paramref name="Start"/> on, every <paramref name="Step"/>-th. Input: x, of
    /// numbers or of integers.
    /// </summary>
    internal sealed record Slice(int Axis, int Start, int Count, int Step = 1) : SampleOperator
    {
        /// <summary>Takes the slice, unless it is the whole axis.</summary>
        public static Value Apply(Builder b, Value x, int axis, int start, int count, int step = 1) =>
            count == x.Shape[axis] ? x : b.Apply(new Slice(axis, start, count, count == 1 ? 1 : step), x);

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Along(inputs[0], Axis, Count);

        public override KernelCall Kernel(CallSite call)
        {
            var shape = call.Types[0].Shape;
            var (outer, run) = (KernelCall.Times(call.Count, Outer(shape, Axis)), Run(shape, Axis));
            var inner = run / shape[Axis];
            var (x, y) = (KernelCall.Floats(call.Inputs[0], call.Types[0]), KernelCall.Floats(call.Output, call.OutputType));
            return Step == 1
                ? new("Copying.Slice", x, outer, $"{run}", $"{Start * inner}", $"{Count * inner}", y)
                : new("Copying.Slice", x, outer, $"{run}", $"{Start * inner}", $"{Step * inner}", $"{Count}", $"{inner}", y);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new SlicePlace(Axis, Start, g.Inputs[0].Shape[Axis], Step), g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var (x, size, inner) = (e.Input(0), e.Types[0].Shape[Axis], Run(e.OutputType.Shape, Axis) / Count);
            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = x[Place(i, size, inner)];
            }
        }

        /// <summary>Where an element of the slice lies in what it was taken from.</summary>
        internal int Place(int element, int size, int inner)
        {
            var (outer, index) = (element / inner / Count, element / inner % Count);
            return (((outer * size) + Start + (index * Step)) * inner) + (element % inner);
        }

        /// <summary>The product of the sizes before an axis.</summary>
        internal static int Outer(Shape shape, int axis) => shape.Sizes.Take(axis).Aggregate(1, (product, size) => product * size);

        /// <summary>The product of an axis's size and all sizes after it: elements that follow one another.</summary>
        internal static int Run(Shape shape, int axis) => (int)(shape.Count / Outer(shape, axis));

        /// <summary>A type with another size along an axis.</summary>
        internal static TensorType Along(TensorType type, int axis, int size)
        {
            var sizes = type.Shape.Sizes.ToArray();
            sizes[axis] = size;
            return type with { Shape = new Shape(sizes) };
        }
    }

    /// <summary>
    /// Zeros everywhere along one axis but at <paramref name="Start"/> and every <paramref name="Step"/> after, where the input lies:
    /// the gradient of <see cref="Slice"/>. Input: dy.
    /// </summary>
    internal sealed record SlicePlace(int Axis, int Start, int Total, int Step = 1) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Slice.Along(inputs[0], Axis, Total);

        public override KernelCall Kernel(CallSite call)
        {
            var (count, shape) = (call.Types[0].Shape[Axis], call.OutputType.Shape);
            var (outer, run) = (KernelCall.Times(call.Count, Slice.Outer(shape, Axis)), Slice.Run(shape, Axis));
            var inner = run / Total;
            return Step == 1
                ? new("Copying.Place", call.Inputs[0], outer, $"{run}", $"{Start * inner}", $"{count * inner}", call.Output)
                : new(
                    "Copying.Place", call.Inputs[0], outer, $"{run}", $"{Start * inner}", $"{Step * inner}", $"{count}", $"{inner}",
                    call.Output);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new Slice(Axis, Start, g.Inputs[0].Shape[Axis], Step), g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var (dy, small) = (e.Input(0), e.Types[0].Shape);
            var slice = new Slice(Axis, Start, small[Axis], Step);
            for (var i = 0; i < dy.Length; i++)
            {
                e.Output[slice.Place(i, Total, Slice.Run(small, Axis) / small[Axis])] = dy[i];
            }
        }
    }

    /// <summary>The word Slice: from start to before end along one axis, all of them counted from the end if negative.</summary>
    internal sealed record SliceLayer(int Axis, int Start, int? End, int Step) : Layer
    {
        public override string Name => "Slice";

        public static Layer From(Arguments a) =>
            new SliceLayer(a.Int("axis", 0), a.Int("start", 0), a.Has("end") ? a.Int("end", 0) : null, a.Size("step", 1));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = inputs[0].Shape;
            var axis = Axes.Index(Name, Axis, shape);
            var size = shape[axis];
            var (start, end) = (Start < 0 ? Start + size : Start, End is { } given ? given < 0 ? given + size : given : size);
            if (start < 0 || start >= size)
            {
                throw Outside($"start must be from {Whole(-size)} to {Whole(size - 1)}", Start, axis, shape, "start");
            }

            return end > start && end <= size
                ? Slice.Apply(b, inputs[0], axis, start, (end - start + Step - 1) / Step, Step)
                : throw Outside($"end must be from {Whole(start + 1)}, after the start, to {Whole(size)}", End ?? size, axis, shape, "end");
        }

        private static string Whole(int number) => FormattableString.Invariant($"{number}");

        private static ShapeException Outside(string rule, int value, int axis, Shape shape, string argument) => new(
            "NG0213", $"Slice: {rule} for axis {Whole(axis)} of {shape}, but is {Whole(value)}.", argument);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Some indices of one axis: from a start to before an end, every so many; the other axes stay whole (Python, x[start:end:step],
    /// but an index that is not there is an error).
    /// </summary>
    public sealed class SliceAttribute : LayerAttribute
    {
        /// <summary>
        /// Keeps the indices from <paramref name="start"/> on of <paramref name="axis"/>, both counted from the end if negative.
        /// </summary>
        public SliceAttribute(int axis, int start = 0)
        {
            Set(axis, nameof(axis));
            Set(start, nameof(start));
        }

        /// <summary>The index before which it ends, counted from the end if negative (default: the axis's size).</summary>
        public int End
        {
            get => Get(int.MaxValue);
            set => Set(value);
        }

        /// <summary>How far apart the indices are (default 1).</summary>
        public int Step
        {
            get => Get(1);
            set => Set(value);
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The indices from <paramref name="start"/> to before <paramref name="end"/> of one axis, every <paramref name="step"/>-th, all
        /// counted from the end if negative; the other axes stay whole. Without steps, <c>x[1..5]</c> says the same.
        /// </summary>
        /// <exception cref="ArgumentException">There are no such indices, or no such axis.</exception>
        public static Tensor Slice(this Tensor x, int axis, int start = 0, int? end = null, int step = 1) => x.Apply(new OperatorCall(
            "Slice", OperatorCall.Given((nameof(axis), axis), (nameof(start), start), (nameof(end), end), (nameof(step), step))));
    }
}
#endif
