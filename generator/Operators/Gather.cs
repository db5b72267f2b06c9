using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// Along one axis, for each index the element that it names, all other places being the index's own. Inputs: x, and indices with
    /// the same sizes but along the axis.
    /// </summary>
    internal sealed record Gather(int Axis) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = inputs[1].Shape };

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, count, inner) = Cut(call.Types[0].Shape, call.Types[1].Shape);
            return new(
                "Copying.Gather", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{size}", $"{count}", $"{inner}",
                call.Output);
        }

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new GatherGradient(Axis, g.Inputs[0].Shape[Axis]), g.OutputGradient, g.Inputs[1]));

        public override void Evaluate(Evaluation e)
        {
            var (x, y) = (e.Input(0), e.Output);
            ForEach(e.Types[0].Shape, e.Types[1].Shape, e.Input(1), (place, of) => y[place] = x[of]);
        }

        /// <summary>The sizes before the axis, along it, of the indices along it, and after it.</summary>
        internal (int Outer, int Size, int Count, int Inner) Cut(Shape x, Shape indices) =>
            (Slice.Outer(x, Axis), x[Axis], indices[Axis], Slice.Run(x, Axis) / x[Axis]);

        /// <summary>Calls <paramref name="visit"/> with the place of each index, and that of the element it names.</summary>
        internal void ForEach(Shape x, Shape shape, double[] indices, Action<int, int> visit)
        {
            var (_, size, count, inner) = Cut(x, shape);
            for (var i = 0; i < indices.Length; i++)
            {
                var index = (int)indices[i];
                if (index < 0 || index >= size)
                {
                    throw new ArgumentOutOfRangeException(nameof(indices), index, $"Gather: an index must be from 0 to {size - 1}.");
                }

                visit(i, (((i / inner / count * size) + index) * inner) + (i % inner));
            }
        }
    }

    /// <summary>
    /// Adds each gathered element's gradient to that of the one it was gathered from, in the order of the indices. Inputs: dy, indices.
    /// </summary>
    internal sealed record GatherGradient(int Axis, int Total) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Slice.Along(inputs[0], Axis, Total);

        public override KernelCall Kernel(CallSite call)
        {
            var (outer, size, count, inner) = new Gather(Axis).Cut(call.OutputType.Shape, call.Types[1].Shape);
            return new(
                "Copying.AddGathered", call.Inputs[0], call.Inputs[1], KernelCall.Times(call.Count, outer), $"{size}", $"{count}",
                $"{inner}", call.Output);
        }

        public override void Evaluate(Evaluation e)
        {
            var (dy, dx) = (e.Input(0), e.Output);
            new Gather(Axis).ForEach(e.OutputType.Shape, e.Types[1].Shape, e.Input(1), (place, of) => dx[of] += dy[place]);
        }
    }

    /// <summary>The word Gather; along other axes, the indices may be fewer than x has, and then name the first of them.</summary>
    internal sealed record GatherLayer(int Axis) : Layer
    {
        public override string Name => "Gather";

        public static Layer From(Arguments a) => new GatherLayer(a.Int("axis", 0));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var (x, index) = (inputs[0], inputs[1]);
            Kinds.Floats(Name, x.Type);
            var axis = Axes.Index(Name, Axis, x.Shape);
            if (index.Type.Kind != ElementKind.Int32)
            {
                throw new ShapeException(
                    "NG0208", $"{Name} expects integers as indices but receives floating-point numbers: {index.Shape}.");
            }

            if (index.Type.Batched != x.Type.Batched || index.Shape.Rank != x.Shape.Rank
                || Enumerable.Range(0, x.Shape.Rank).Any(a => a != axis && index.Shape[a] > x.Shape[a]))
            {
                throw new ShapeException(
                    "NG0206",
                    FormattableString.Invariant(
                        $"{Name} along axis {axis}: indices of {index.Type} do not fit {x.Type}: ")
                    + "on other axes they must be at most as many.");
            }

            for (var a = 0; a < x.Shape.Rank; a++)
            {
                x = a == axis ? x : Slice.Apply(b, x, a, 0, index.Shape[a]);
            }

            return b.Apply(new Gather(axis), x, index);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    public static partial class TensorOperators
    {
        /// <summary>
        /// Along <paramref name="axis"/> of the sample, counted from the end if negative, the elements that <paramref name="index"/>
        /// names: y[i, j] = x[index[i, j], j] along axis 0; the shape of the result is that of the indices (PyTorch, torch.gather).
        /// </summary>
        /// <param name="x">The tensor.</param>
        /// <param name="axis">The axis.</param>
        /// <param name="index">
        /// Integers from 0 to the axis's size − 1, with as many axes as <paramref name="x"/>, and on the others at most its sizes. One
        /// that is out of range is an exception when the network runs.
        /// </param>
        /// <exception cref="ArgumentException">The shapes do not fit, or an index is out of range.</exception>
        public static Tensor Gather(this Tensor x, int axis, Tensor index)
        {
            ArgumentNullException.ThrowIfNull(index);
            return x.Apply(new OperatorCall("Gather", (nameof(axis), axis)), index);
        }
    }
}
#endif
