using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>y = x, but at least Min and at most Max; the gradient passes within the limits and on them.</summary>
    internal sealed record Clamp(double Min, double Max) : Activation
    {
        private bool HasMin => !double.IsNegativeInfinity(Min);

        private bool HasMax => !double.IsPositiveInfinity(Max);

        public static Layer Layer(Arguments a)
        {
            var (min, max) = (a.Double("min", double.NegativeInfinity), a.Double("max", double.PositiveInfinity));
            return min <= max && !double.IsPositiveInfinity(min) && !double.IsNegativeInfinity(max)
                ? new OperatorLayer(a.Layer, new Clamp(min, max))
                : throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{a.Layer}: min must be a number that is at most max, {max}, but is {min}."), "min");
        }

        public override Scalar Form(Scalar x)
        {
            var y = HasMin ? Scalar.Max(x, Min) : x;
            return HasMax ? Scalar.Min(y, Max) : HasMin ? y : x + 0;
        }

        public override Scalar Derivative(Scalar x, Scalar y) => GradientForm(1, x, y);

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y)
        {
            var inside = HasMax ? Scalar.WhereGreater(x, Max, 0, dy) : dy;
            return HasMin ? Scalar.WhereGreater(Min, x, 0, inside) : inside;
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// y = x, but at least a minimum and at most a maximum; keeps the shape (PyTorch, torch.clamp, whose gradient is 1 on the limits
    /// too).
    /// </summary>
    public sealed class ClampAttribute : LayerAttribute
    {
        /// <summary>Keeps elements from <paramref name="min"/> to <paramref name="max"/>; an infinite one is no limit.</summary>
        public ClampAttribute(double min, double max)
        {
            Set(min, nameof(min));
            Set(max, nameof(max));
        }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = x, but at least <paramref name="min"/> and at most <paramref name="max"/>, element by element; keeps the shape. One that
        /// is left out is no limit.
        /// </summary>
        /// <exception cref="ArgumentException">The minimum is greater than the maximum.</exception>
        public static Tensor Clamp(this Tensor x, double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
            x.Apply(new OperatorCall("Clamp", (nameof(min), min), (nameof(max), max)));
    }
}
#endif
