namespace NetGen.Operators
{
    /// <summary>
    /// y = x where x is positive, else alpha · (eˣ − 1), with gradient alpha at 0 as in PyTorch. eˣ − 1 is computed as
    /// 2t / (1 − t) with t = tanh(x/2), which keeps the digits of a small x.
    /// </summary>
    internal sealed record Elu(double Alpha) : Activation
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new Elu(a.Double("alpha", 1)));

        public override Scalar Form(Scalar x)
        {
            var t = Scalar.Tanh(x * 0.5);
            return Scalar.WhereGreater(x, 0, x, t * (2 * Alpha) / (1 - t));
        }

        public override Scalar Derivative(Scalar x, Scalar y) => Alpha > 0
            ? Scalar.WhereGreater(y, 0, 1, y + Alpha)
            : Scalar.WhereGreater(x, 0, 1, Scalar.Exp(x) * Alpha);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Exponential linear unit, y = x if x &gt; 0, else alpha · (eˣ − 1); any shape, keeps it (Clevert, Unterthiner and
    /// Hochreiter 2016; PyTorch, torch.nn.ELU).
    /// </summary>
    public sealed class EluAttribute : LayerAttribute
    {
        /// <summary>Lets negative elements approach −<paramref name="alpha"/>.</summary>
        public EluAttribute(double alpha = 1) => Set(alpha, nameof(alpha));
    }

    public static partial class TensorOperators
    {
        /// <summary>y = x if x &gt; 0, else <paramref name="alpha"/> · (eˣ − 1), element by element; keeps the shape.</summary>
        public static Tensor Elu(this Tensor x, double alpha = 1) => x.Apply(new OperatorCall("Elu", (nameof(alpha), alpha)));
    }
}
#endif
