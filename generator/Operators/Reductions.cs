using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// Sum, Mean, Variance, Max and Min over some axes of the sample, or over all. Axes that are neighbours go at once, the last ones
    /// first, so that of equal maxima the first one in order is found.
    /// </summary>
    internal sealed record AxesReduction(string Word, EquatableArray<int> Axes, bool KeepDims, int Correction) : Layer
    {
        public override string Name => Word;

        public static Layer From(Arguments a) => new AxesReduction(
            a.Layer, (a.Has("axis") ? [a.Int("axis", 0)] : a.Ints("axes")).ToEquatableArray(), a.Bool("keepDims", false),
            a.Size("correction", 1, minimum: 0));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var (x, shape) = (inputs[0], Kinds.Floats(Name, inputs[0].Type).Shape);
            var axes = Resolve(shape);
            var count = axes.Aggregate(1, (product, axis) => product * shape[axis]);
            var y = Word switch
            {
                "Sum" => Sum(b, x, axes),
                "Mean" => Scaled(b, Sum(b, x, axes), count),
                "Variance" => Variance(b, x, axes, count),
                _ => Over(b, x, axes, (v, target, copies, inner) => b.Apply(new Extreme(target, copies, inner, Word == "Max"), v)),
            };
            var sizes = shape.Sizes.Where((_, axis) => !axes.Contains(axis)).ToArray();
            return KeepDims || sizes.Length == shape.Rank ? y : b.Apply(Reshape.To(new Shape(sizes)), y);
        }

        private int[] Resolve(Shape shape)
        {
            var setting = Axes.Count == 1 ? "axis" : "axes";
            int[] axes = [.. Axes.Select(axis => Operators.Axes.Index(Name, axis, shape, setting)).OrderBy(axis => axis)];
            return Axes.Count == 0 ? [.. Enumerable.Range(0, shape.Rank)]
                : axes.Distinct().Count() == axes.Length ? axes
                : throw new ShapeException("NG0202", $"{Name}: an axis of {shape} is named twice: {string.Join(", ", Axes)}.", "axes");
        }

        private Value Variance(Builder b, Value x, int[] axes, int count)
        {
            if (count <= Correction)
            {
                throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{Name}: correction must be less than the {count} elements, but is {Correction}."),
                    "correction");
            }

            var mean = Broadcasting.To(b, Scaled(b, Sum(b, x, axes), count), x.Shape);
            var difference = b.Apply(new Subtract(), x, mean);
            return Scaled(b, Sum(b, b.Apply(new Multiply(), difference, difference), axes), count - Correction);
        }

        private static Value Sum(Builder b, Value x, int[] axes) =>
            Over(b, x, axes, (v, target, copies, inner) => b.Apply(new SumTo(target, copies, inner), v));

        private static Value Scaled(Builder b, Value sum, int count) => count == 1 ? sum : b.Apply(new Affine(1.0 / count, 0), sum);

        /// <summary>Reduces one run of neighbouring axes after another to size 1.</summary>
        private static Value Over(Builder b, Value x, int[] axes, Func<Value, Shape, int, int, Value> reduce)
        {
            for (var last = axes.Length - 1; last >= 0;)
            {
                var first = last;
                while (first > 0 && axes[first - 1] == axes[first] - 1)
                {
                    first--;
                }

                var sizes = x.Shape.Sizes.ToArray();
                var inner = sizes.Skip(axes[last] + 1).Aggregate(1, (product, size) => product * size);
                var copies = 1;
                for (var axis = axes[first]; axis <= axes[last]; axis++)
                {
                    copies *= sizes[axis];
                    sizes[axis] = 1;
                }

                x = copies == 1 ? x : reduce(x, new Shape(sizes), copies, inner);
                last = first - 1;
            }

            return x;
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>What the reductions over axes of a sample have in common.</summary>
    public abstract class ReductionAttribute : LayerAttribute
    {
        private protected ReductionAttribute(int[] axes) => Set(axes, nameof(axes));

        /// <summary>Whether an axis that is reduced stays, with size 1 (default false).</summary>
        public bool KeepDims
        {
            get => Get(false);
            set => Set(value);
        }
    }

    /// <summary>The sum over some axes of a sample (PyTorch, torch.sum; the batch is not counted).</summary>
    public sealed class SumAttribute : ReductionAttribute
    {
        /// <summary>Sums over these <paramref name="axes"/>, counted from the end if negative; over all if there are none.</summary>
        public SumAttribute(params int[] axes)
            : base(axes)
        {
        }
    }

    /// <summary>The mean over some axes of a sample (PyTorch, torch.mean; the batch is not counted).</summary>
    public sealed class MeanAttribute : ReductionAttribute
    {
        /// <summary>Averages over these <paramref name="axes"/>, counted from the end if negative; over all if there are none.</summary>
        public MeanAttribute(params int[] axes)
            : base(axes)
        {
        }
    }

    /// <summary>
    /// The variance over some axes of a sample, Σ (x − mean)² / (n − correction) of n elements (PyTorch, torch.var; the batch is not
    /// counted).
    /// </summary>
    public sealed class VarianceAttribute : ReductionAttribute
    {
        /// <summary>Takes it over these <paramref name="axes"/>, counted from the end if negative; over all if there are none.</summary>
        public VarianceAttribute(params int[] axes)
            : base(axes)
        {
        }

        /// <summary>What is subtracted from the number of elements (default 1, the unbiased variance).</summary>
        public int Correction
        {
            get => Get(1);
            set => Set(value);
        }
    }

    /// <summary>
    /// The greatest element over some axes of a sample; not-a-number where there is one. The gradient goes to the first place of the
    /// greatest (PyTorch, torch.max(dim).values; torch.amax would share it among equals).
    /// </summary>
    public sealed class MaxAttribute : ReductionAttribute
    {
        /// <summary>Looks over these <paramref name="axes"/>, counted from the end if negative; over all if there are none.</summary>
        public MaxAttribute(params int[] axes)
            : base(axes)
        {
        }
    }

    /// <summary>
    /// The least element over some axes of a sample; not-a-number where there is one. The gradient goes to the first place of the least
    /// (PyTorch, torch.min(dim).values; torch.amin would share it among equals).
    /// </summary>
    public sealed class MinAttribute : ReductionAttribute
    {
        /// <summary>Looks over these <paramref name="axes"/>, counted from the end if negative; over all if there are none.</summary>
        public MinAttribute(params int[] axes)
            : base(axes)
        {
        }
    }
}
#endif
