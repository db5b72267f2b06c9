using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>y = x / (1 − p) with probability 1 − p, else 0. Its gradient draws the same numbers again, so nothing is kept.</summary>
    internal sealed record Drop(double P, int Stream) : ElementwiseOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Kinds.Floats("Dropout", inputs[0]);

        public override Scalar Form(IReadOnlyList<Scalar> x) => x[0] * Scalar.Keep(P, Stream);

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new Drop(P, Stream), g.OutputGradient));
    }

    /// <summary>Drops elements in training; in inference it is its input.</summary>
    internal sealed record DropoutLayer(double P) : Layer
    {
        public override string Name => "Dropout";

        public static Layer From(Arguments a)
        {
            var p = a.Double("p", 0.5);
            return p is >= 0 and < 1
                ? new DropoutLayer(p)
                : throw new ShapeException(
                    "NG0202", FormattableString.Invariant($"{a.Layer}: p must be at least 0 and less than 1, but is {p}."), "p");
        }

        public override Value Build(Builder b, IReadOnlyList<Value> inputs) =>
            b.Training && P > 0 ? b.Apply(new Drop(P, b.NextRandomStream()), inputs[0]) : inputs[0];
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// In training, zeroes each element with probability p and divides the others by 1 − p; in inference it does nothing. Any
    /// shape, keeps it (Srivastava et al. 2014; PyTorch, torch.nn.Dropout).
    /// </summary>
    public sealed class DropoutAttribute : LayerAttribute
    {
        /// <summary>Drops with probability <paramref name="p"/>, at least 0 and less than 1.</summary>
        public DropoutAttribute(double p = 0.5) => Set(p, nameof(p));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// In a training graph, zeroes each element with probability <paramref name="p"/> and divides the others by 1 − p; run
        /// directly, it does nothing, as in inference. Keeps the shape.
        /// </summary>
        /// <exception cref="ArgumentException"><paramref name="p"/> is negative, or 1 or more.</exception>
        public static Tensor Dropout(this Tensor x, double p = 0.5) => x.Apply(new OperatorCall("Dropout", (nameof(p), p)));
    }
}
#endif
