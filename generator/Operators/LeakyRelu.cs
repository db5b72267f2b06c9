namespace NetGen.Operators
{
    /// <summary>y = x where x is positive, else slope · x, with gradient slope at 0 as in PyTorch.</summary>
    internal sealed record LeakyRelu(double NegativeSlope) : Activation
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new LeakyRelu(a.Double("negativeSlope", 0.01)));

        public override Scalar Form(Scalar x) => Scalar.WhereGreater(x, 0, x, x * NegativeSlope);

        public override Scalar Derivative(Scalar x, Scalar y) => Scalar.WhereGreater(SignOf(x, y), 0, 1, NegativeSlope);

        public override Scalar GradientForm(Scalar dy, Scalar x, Scalar y) => Scalar.WhereGreater(SignOf(x, y), 0, dy, dy * NegativeSlope);

        /// <summary>Input and output are positive together unless the slope is negative; the output is kept anyway more often.</summary>
        private Scalar SignOf(Scalar x, Scalar y) => NegativeSlope >= 0 ? y : x;
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Leaky rectified linear unit, y = x if x &gt; 0, else slope · x; any shape, keeps it (PyTorch, torch.nn.LeakyReLU).
    /// </summary>
    public sealed class LeakyReluAttribute : LayerAttribute
    {
        /// <summary>Multiplies negative elements by <paramref name="negativeSlope"/>.</summary>
        public LeakyReluAttribute(double negativeSlope = 0.01) => Set(negativeSlope, nameof(negativeSlope));
    }

    public static partial class TensorOperators
    {
        /// <summary>y = x if x &gt; 0, else <paramref name="negativeSlope"/> · x, element by element; keeps the shape.</summary>
        public static Tensor LeakyRelu(this Tensor x, double negativeSlope = 0.01) =>
            x.Apply(new OperatorCall("LeakyRelu", (nameof(negativeSlope), negativeSlope)));
    }
}
#endif
