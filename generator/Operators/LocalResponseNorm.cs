using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// y = x · d^−beta with d = k + alpha / size · Σ x² over the <paramref name="Size"/> channels around each one, at the same place.
    /// Input: x[C, …].
    /// </summary>
    internal sealed record LocalResponseNorm(int Size, double Alpha, double Beta, double K) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(
            a.Layer,
            new LocalResponseNorm(a.Size("size", 1), a.Finite("Alpha", 1e-4), a.Finite("Beta", 0.75), a.Finite("K", 1)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            Kinds.Floats(nameof(LocalResponseNorm), inputs[0]).Shape.Rank >= 2
                ? inputs[0]
                : throw new ShapeException(
                    "NG0203", $"{nameof(LocalResponseNorm)} expects channels × places, such as an image, but receives {inputs[0].Shape}.");

        public override KernelCall Kernel(CallSite call) => new(
            "LocalResponse.Normalize", Settings(call), call.Inputs[0], call.Output, call.Count);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new LocalResponseNormGradient(this), g.OutputGradient, g.Inputs[0]));

        public override void Evaluate(Evaluation e)
        {
            var (x, shape) = (e.Input(0), e.Types[0].Shape);
            for (var i = 0; i < x.Length; i++)
            {
                e.Output[i] = x[i] * Math.Pow(Denominator(x, shape, i), -Beta);
            }
        }

        /// <summary>d at one place of one channel.</summary>
        internal double Denominator(double[] x, Shape shape, int place) =>
            K + (Alpha / Size * Around(shape, place, Size / 2).Sum(j => x[j] * x[j]));

        /// <summary>The same place in the channels from <paramref name="before"/> before this one on.</summary>
        internal IEnumerable<int> Around(Shape shape, int place, int before)
        {
            var (channel, step) = (place / shape.Inner % shape.Channels, shape.Inner);
            return Enumerable.Range(channel - before, Size).Where(c => c >= 0 && c < shape.Channels)
                .Select(c => place + ((c - channel) * step));
        }

        /// <summary>The emitted constant that carries sizes and factors.</summary>
        internal string Settings(CallSite call)
        {
            var (shape, factors) = (call.OutputType.Shape, new[] { Alpha / Size, Beta, K });
            return call.Constant(
                "LocalResponseShape",
                FormattableString.Invariant($"new({shape.Channels}, {shape.Inner}, {Size}, ")
                + string.Join(", ", factors.Select(f => KernelCall.Number((float)f) + "f")) + ")");
        }
    }

    /// <summary>
    /// dx = dy · d^−beta − 2 · alpha / size · beta · x · Σ dy · x · d^(−beta − 1) over the channels whose sums x has a part in.
    /// Inputs: dy, x.
    /// </summary>
    internal sealed record LocalResponseNormGradient(LocalResponseNorm Norm) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[1];

        public override long Scratch(IReadOnlyList<TensorType> inputs) => 2L * 16 * inputs[1].Shape.Channels;

        public override KernelCall Kernel(CallSite call) => new(
            "LocalResponse.Gradient", Norm.Settings(call), call.Inputs[0], call.Inputs[1], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (dy, x, shape) = (e.Input(0), e.Input(1), e.OutputType.Shape);
            var d = x.Select((_, i) => Norm.Denominator(x, shape, i)).ToArray();
            for (var i = 0; i < x.Length; i++)
            {
                var sum = Norm.Around(shape, i, (Norm.Size - 1) / 2).Sum(j => dy[j] * x[j] * Math.Pow(d[j], -Norm.Beta - 1));
                e.Output[i] = (dy[i] * Math.Pow(d[i], -Norm.Beta)) - (2 * Norm.Alpha / Norm.Size * Norm.Beta * x[i] * sum);
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Each element divided by a power of what its neighbours in the channels amount to,
    /// y = x / (K + Alpha / size · Σ x²)^Beta with the sum over <c>size</c> channels around its own (Krizhevsky et al. 2012; PyTorch,
    /// torch.nn.LocalResponseNorm); channels × …, keeps the shape.
    /// </summary>
    public sealed class LocalResponseNormAttribute : LayerAttribute
    {
        /// <summary>Sums over <paramref name="size"/> channels; of an even number, one more lies before than behind.</summary>
        public LocalResponseNormAttribute(int size) => Set(size, nameof(size));

        /// <summary>The factor of the mean square (default 1e-4). It is divided by the size, unlike the paper's.</summary>
        public double Alpha { get => Get(1e-4); set => Set(value); }

        /// <summary>The exponent (default 0.75).</summary>
        public double Beta { get => Get(0.75); set => Set(value); }

        /// <summary>What the sum starts from (default 1).</summary>
        public double K { get => Get(1.0); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// y = x / (<paramref name="k"/> + <paramref name="alpha"/> / size · Σ x²)^<paramref name="beta"/>, with the sum over
        /// <paramref name="size"/> channels around its own; channels × …, keeps the shape.
        /// </summary>
        /// <exception cref="ArgumentException">The size is less than 1, or there are channels alone.</exception>
        public static Tensor LocalResponseNorm(this Tensor x, int size, double alpha = 1e-4, double beta = 0.75, double k = 1) =>
            x.Apply(new OperatorCall(
                "LocalResponseNorm", (nameof(size), size), (nameof(alpha), alpha), (nameof(beta), beta), (nameof(k), k)));
    }
}
#endif
