using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>Zeros before and after a sample along one axis, counted from the end if negative.</summary>
    internal sealed record ZeroPadLayer(int Axis, int Before, int After) : Layer
    {
        public override string Name => "ZeroPad";

        public static Layer From(Arguments a) =>
            new ZeroPadLayer(a.Int("axis", 0), a.Size("before", 0, 0), a.Size("after", 0, 0));

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var shape = Kinds.Floats(Name, inputs[0].Type).Shape;
            var axis = Axes.Index(Name, Axis, shape);
            var total = (int)Math.Min(int.MaxValue, (long)Before + shape[axis] + After);
            return total == shape[axis] ? inputs[0] : b.Apply(new SlicePlace(axis, Before, total), inputs[0]);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Zeros before and after a sample along one axis (PyTorch, torch.nn.functional.pad): n → before + n + after. Along the
    /// channels of an image it makes room for new ones.
    /// </summary>
    public sealed class ZeroPadAttribute : LayerAttribute
    {
        /// <summary>
        /// Puts <paramref name="before"/> and <paramref name="after"/> zeros around <paramref name="axis"/>, which is counted from the
        /// end if negative.
        /// </summary>
        public ZeroPadAttribute(int axis, int before, int after)
        {
            Set(axis, nameof(axis));
            Set(before, nameof(before));
            Set(after, nameof(after));
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// Zeros before and after along <paramref name="axis"/>, which is counted from the end if negative:
        /// n → <paramref name="before"/> + n + <paramref name="after"/>.
        /// </summary>
        /// <exception cref="ArgumentException">The tensor has no such axis, or a number of zeros is negative.</exception>
        public static Tensor ZeroPad(this Tensor x, int axis, int before, int after) =>
            x.Apply(new OperatorCall("ZeroPad", (nameof(axis), axis), (nameof(before), before), (nameof(after), after)));
    }
}
#endif
