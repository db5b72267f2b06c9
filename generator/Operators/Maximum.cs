using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The greater (or the lesser) of a and b, element by element; not-a-number if either is. Of equals, each gets half of the
    /// gradient, as in PyTorch.
    /// </summary>
    internal sealed record Maximum(bool IsGreater) : ElementwiseOperator
    {
        public override string Name => IsGreater ? "Maximum" : "Minimum";

        public override IReadOnlyList<string> OperandNames => ["a", "b"];

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => ArithmeticLayer.Same(Name, inputs);

        public override Scalar Form(IReadOnlyList<Scalar> x) => Choose(x[0], x[1], x[0], x[1], (x[0] * 0.5) + (x[1] * 0.5));

        public override void Differentiate(Gradient g)
        {
            SampleSum.Add(g, 0, () => g.Apply(new MaximumGradient(IsGreater), g.OutputGradient, g.Inputs[0], g.Inputs[1]));
            SampleSum.Add(g, 1, () => g.Apply(new MaximumGradient(IsGreater), g.OutputGradient, g.Inputs[1], g.Inputs[0]));
        }

        /// <summary>One formula if a is chosen, another if b is, and a third if they are equal (or not comparable).</summary>
        internal Scalar Choose(Scalar a, Scalar b, Scalar first, Scalar second, Scalar both) => IsGreater
            ? Scalar.WhereGreater(a, b, first, Scalar.WhereGreater(b, a, second, both))
            : Scalar.WhereGreater(b, a, first, Scalar.WhereGreater(a, b, second, both));
    }

    /// <summary>da = dy where a was chosen, half of it where both were. Inputs: dy, a, b.</summary>
    internal sealed record MaximumGradient(bool IsGreater) : ElementwiseOperator
    {
        public override string Name => IsGreater ? "MaximumGradient" : "MinimumGradient";

        public override IReadOnlyList<string> OperandNames => ["dy", "a", "b"];

        public override Scalar Form(IReadOnlyList<Scalar> x) => new Maximum(IsGreater).Choose(x[1], x[2], x[0], 0, x[0] * 0.5);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    public static partial class TensorOperators
    {
        /// <summary>
        /// The greater of both, element by element; shapes that differ broadcast. Of equals, each gets half of the gradient (PyTorch,
        /// torch.maximum).
        /// </summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Maximum(this Tensor a, Tensor b)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a.Apply(new OperatorCall("Maximum"), b);
        }

        /// <summary>
        /// The lesser of both, element by element; shapes that differ broadcast. Of equals, each gets half of the gradient (PyTorch,
        /// torch.minimum).
        /// </summary>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Minimum(this Tensor a, Tensor b)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a.Apply(new OperatorCall("Minimum"), b);
        }
    }
}
#endif
