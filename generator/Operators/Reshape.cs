using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The same elements under other sizes; one of them may be -1, which stands for what remains.</summary>
    internal sealed record Reshape(EquatableArray<int> Sizes) : ViewOperator
    {
        private const int Remainder = -1;

        public static Reshape To(Shape shape) => new(shape.Sizes.ToEquatableArray());

        public static Layer Layer(Arguments a)
        {
            var sizes = a.Ints("sizes");
            foreach (var size in sizes.Where(s => s < 1 && s != Remainder))
            {
                throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{a.Layer}: sizes must be at least 1, or -1 for what remains, but one is {size}."),
                    "sizes");
            }

            return sizes.Count(s => s == Remainder) <= 1
                ? new OperatorLayer(a.Layer, new Reshape(sizes.ToEquatableArray()))
                : throw new ShapeException("NG0202", $"{a.Layer}: only one of the sizes can be -1.", "sizes");
        }

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var count = inputs[0].Shape.Count;
            var known = Sizes.Where(s => s != Remainder).Aggregate(1L, (product, s) => product * s);
            var remainder = count / known;
            if (Sizes.Contains(Remainder) ? remainder * known != count : known != count)
            {
                var asked = string.Join("×", Sizes.Select(s => s == Remainder ? "?" : $"{s}"));
                throw new ShapeException(
                    "NG0211",
                    Sizes.Contains(Remainder)
                        ? $"{Name}: {inputs[0].Shape} has {count} elements, which {known} does not divide, so {asked} is not possible."
                        : $"{Name}: {inputs[0].Shape} has {count} elements, but {asked} has {known}.",
                    "sizes");
            }

            return inputs[0] with { Shape = new([.. Sizes.Select(s => s == Remainder ? (int)remainder : s)]) };
        }

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(To(g.Inputs[0].Shape), g.OutputGradient));
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>The same elements of each sample under other sizes, in the same order (PyTorch, torch.reshape).</summary>
    public sealed class ReshapeAttribute : LayerAttribute
    {
        /// <summary>Gives a sample these sizes; one may be -1, which stands for what remains.</summary>
        public ReshapeAttribute(params int[] sizes) => Set(sizes, nameof(sizes));
    }

    public static partial class TensorOperators
    {
        /// <summary>The same elements of each sample under other <paramref name="sizes"/>; one may be -1, for what remains.</summary>
        /// <exception cref="ArgumentException">The sizes do not hold as many elements as a sample has.</exception>
        public static Tensor Reshape(this Tensor x, params int[] sizes) => x.Apply(new OperatorCall("Reshape", (nameof(sizes), sizes)));
    }
}
#endif
