using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The axes of a sample in another order: axis i of the output is axis <c>Axes[i]</c> of the input. Input: x, of numbers or of
    /// integers.
    /// </summary>
    internal sealed record Permute(EquatableArray<int> Axes) : SampleOperator
    {
        /// <summary>Applies the permutation: a view where no element moves (at most axes of size 1 do).</summary>
        public static Value Apply(Builder b, Value x, IReadOnlyList<int> axes)
        {
            var moved = axes.Where(a => x.Shape[a] > 1).ToArray();
            return moved.SequenceEqual(moved.OrderBy(a => a))
                ? b.Apply(Reshape.To(new Shape([.. axes.Select(a => x.Shape[a])])), x)
                : b.Apply(new Permute(axes.ToEquatableArray()), x);
        }

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            inputs[0] with { Shape = new([.. Axes.Select(a => inputs[0].Shape[a])]) };

        public override KernelCall Kernel(CallSite call)
        {
            var (sizes, strides) = Runs(call.Types[0].Shape);
            var (x, y) = (KernelCall.Floats(call.Inputs[0], call.Types[0]), KernelCall.Floats(call.Output, call.OutputType));
            return sizes.Length == 2
                ? new("Copying.Transpose", x, call.Count, $"{sizes[1]}", $"{sizes[0]}", y)
                : sizes.Length == 3 && strides[0] == sizes[1] * sizes[2] && strides[1] == 1
                ? new("Copying.Transpose", x, Blocks(sizes[0], call.Count), $"{sizes[2]}", $"{sizes[1]}", y)
                : new("Copying.Permute", x, call.Count, $"[{string.Join(", ", sizes)}]", $"[{string.Join(", ", strides)}]", y);
        }

        /// <summary>The expression for the matrices of some samples, of which each has several.</summary>
        private static string Blocks(int matrices, string samples) => samples == "1" ? $"{matrices}" : $"{samples} * {matrices}";

        public override void Differentiate(Gradient g)
        {
            var inverse = Enumerable.Range(0, Axes.Count).OrderBy(i => Axes[i]).ToEquatableArray();
            g.Add(0, g.Apply(new Permute(inverse), g.OutputGradient));
        }

        public override void Evaluate(Evaluation e)
        {
            var (x, shape) = (e.Input(0), e.Types[0].Shape);
            var count = (int)shape.Count;
            var strides = Axes.Select(a => Slice.Run(shape, a) / shape[a]).ToArray();
            for (var i = 0; i < e.Output.Length; i++)
            {
                var (rest, place) = (i % count, i / count * count);
                for (var axis = Axes.Count - 1; axis >= 0; axis--)
                {
                    var size = e.OutputType.Shape[axis];
                    place += rest % size * strides[axis];
                    rest /= size;
                }

                e.Output[i] = x[place];
            }
        }

        /// <summary>
        /// The output's sizes and, for each, how far apart its elements lie in the input; axes of size 1 are left out, and axes that
        /// stay neighbours are one.
        /// </summary>
        internal (int[] Sizes, int[] Strides) Runs(Shape shape)
        {
            var (sizes, strides) = (new List<int>(), new List<int>());
            foreach (var axis in Axes.Where(a => shape[a] > 1))
            {
                var (size, stride) = (shape[axis], Slice.Run(shape, axis) / shape[axis]);
                if (sizes.Count > 0 && strides[strides.Count - 1] == size * stride)
                {
                    sizes[sizes.Count - 1] *= size;
                    strides[strides.Count - 1] = stride;
                }
                else
                {
                    sizes.Add(size);
                    strides.Add(stride);
                }
            }

            return ([.. sizes], [.. strides]);
        }
    }

    /// <summary>The word Permute: all axes of the sample in their new order, counted from the end if negative.</summary>
    internal sealed record PermuteLayer(EquatableArray<int> Axes) : Layer
    {
        public override string Name => "Permute";

        public static Layer From(Arguments a) => new PermuteLayer(a.Ints("axes").ToEquatableArray());

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = inputs[0].Shape;
            var axes = Axes.Select(a => Operators.Axes.Index(Name, a, shape, "axes")).ToArray();
            return axes.Length == shape.Rank && axes.Distinct().Count() == axes.Length
                ? Permute.Apply(b, inputs[0], axes)
                : throw new ShapeException(
                    "NG0202",
                    $"{Name}: axes must name each of the {shape.Rank} axes of {shape} once, but they are {string.Join(", ", Axes)}.",
                    "axes");
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The axes of a sample in another order: axis i of the result is axis <c>axes[i]</c> of the input (PyTorch, torch.permute; the
    /// batch is not counted).
    /// </summary>
    public sealed class PermuteAttribute : LayerAttribute
    {
        /// <summary>Puts the axes into this order: all of them, each once, counted from the end if negative.</summary>
        public PermuteAttribute(params int[] axes) => Set(axes, nameof(axes));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The axes of a sample in the order of <paramref name="axes"/>, all of them, each once, counted from the end if negative:
        /// <c>x.Permute(1, 2, 0)</c> makes height × width × channels of channels × height × width.
        /// </summary>
        /// <exception cref="ArgumentException">The axes are not those of a sample, each once.</exception>
        public static Tensor Permute(this Tensor x, params int[] axes) => x.Apply(new OperatorCall("Permute", (nameof(axes), axes)));
    }
}
#endif
