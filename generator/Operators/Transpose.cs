using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>Two axes of the sample change places; both are counted from the end if negative.</summary>
    internal sealed record TransposeLayer(int Axis0, int Axis1) : Layer
    {
        public override string Name => "Transpose";

        public static Layer From(Arguments a) => new TransposeLayer(a.Int("axis0", 0), a.Int("axis1", 1));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = inputs[0].Shape;
            var (first, second) = (Axes.Index(Name, Axis0, shape, "axis0"), Axes.Index(Name, Axis1, shape, "axis1"));
            var axes = Enumerable.Range(0, shape.Rank).ToArray();
            (axes[first], axes[second]) = (second, first);
            return first == second ? inputs[0] : Permute.Apply(b, inputs[0], axes);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>Two axes of a sample change places (PyTorch, torch.transpose; the batch is not counted): a × b → b × a.</summary>
    public sealed class TransposeAttribute : LayerAttribute
    {
        /// <summary>
        /// Exchanges <paramref name="axis0"/> and <paramref name="axis1"/> of the sample, each counted from the end if negative.
        /// </summary>
        public TransposeAttribute(int axis0, int axis1)
        {
            Set(axis0, nameof(axis0));
            Set(axis1, nameof(axis1));
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// <paramref name="axis0"/> and <paramref name="axis1"/> of the sample change places, each counted from the end if negative:
        /// a × b → b × a.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor has no such axis.</exception>
        public static Tensor Transpose(this Tensor x, int axis0, int axis1) =>
            x.Apply(new OperatorCall("Transpose", (nameof(axis0), axis0), (nameof(axis1), axis1)));
    }
}
#endif
