using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The greatest element under each window; not-a-number if one is under it. Input: x[C, H, W].</summary>
    internal sealed record MaxPool2d(Window Window, bool Ceil) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new MaxPool2d(Pool2d.Window(a), a.Bool("CeilMode", false)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Pool2d.Infer(nameof(MaxPool2d), Window, Ceil, inputs[0]);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override long Scratch(IReadOnlyList<TensorType> inputs) =>
            Pool2d.Windows(Window, inputs[0].Shape, Infer(inputs).Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.Max", Pool2d.Settings(call, Window, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override Operator SavedForBackward => new MaxPool2dPositions(Window, Ceil);

        public override void Differentiate(Gradient g)
        {
            var positions = g.Save(SavedForBackward);
            g.Add(0, g.Apply(new MaxPool2dGradient(Window, g.Inputs[0].Shape), g.OutputGradient, positions));
        }

        public override void Evaluate(Evaluation e)
        {
            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = double.NegativeInfinity;
            }

            var (x, y) = (e.Input(0), e.Output);
            Pool2d.ForEachElement(
                Window, e.Types[0].Shape, e.OutputType.Shape, e.Batch, (o, i, _) => y[o] = Replaces(x[i], y[o]) ? x[i] : y[o]);
        }

        /// <summary>Whether a later element takes the place of the best so far: the first of equals stays, not-a-number wins.</summary>
        internal static bool Replaces(double value, double best) => value > best || double.IsNaN(value);
    }

    /// <summary>
    /// Where each window's greatest element lies: its flat place in its channel; the first of equals, as in PyTorch. Input: x.
    /// </summary>
    internal sealed record MaxPool2dPositions(Window Window, bool Ceil) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            Pool2d.Infer(nameof(MaxPool2d), Window, Ceil, inputs[0]) with { Kind = ElementKind.Int32 };

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override long Scratch(IReadOnlyList<TensorType> inputs) =>
            Pool2d.Windows(Window, inputs[0].Shape, Infer(inputs).Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.MaxPositions", Pool2d.Settings(call, Window, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (x, positions, best) = (e.Input(0), e.Output, new double[e.Output.Length]);
            for (var i = 0; i < best.Length; i++)
            {
                (best[i], positions[i]) = (double.NegativeInfinity, -1);
            }

            Pool2d.ForEachElement(Window, e.Types[0].Shape, e.OutputType.Shape, e.Batch, (o, i, place) =>
            {
                if (positions[o] < 0 || MaxPool2d.Replaces(x[i], best[o]))
                {
                    (best[o], positions[o]) = (x[i], place);
                }
            });
        }
    }

    /// <summary>dx: each output's gradient at the place of its greatest element. Inputs: dy, positions.</summary>
    internal sealed record MaxPool2dGradient(Window Window, Shape Image) : SampleOperator
    {
        /// <summary>Whether every window has its greatest within the image: elements that are apart can all lie outside.</summary>
        public bool HasPlaces => Window is { DilationHeight: 1, DilationWidth: 1 };

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(Image);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.MaxGradient", Pool2d.Settings(call, Window, Image, call.Types[0].Shape),
            call.Inputs[0], call.Inputs[1], call.Output, call.Count);

        public override void Evaluate(Evaluation e) => Pool2d.HandBack(e, Image);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The greatest element under each window, channels × height × width → channels × height' × width' with
    /// height' = ⌊(height + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 (PyTorch, torch.nn.MaxPool2d). The stride is
    /// the kernel unless written.
    /// </summary>
    public sealed class MaxPool2dAttribute : DilatedWindowAttribute
    {
        /// <summary>A window whose sizes are given by KernelHeight and KernelWidth.</summary>
        public MaxPool2dAttribute()
        {
        }

        /// <summary>A square window of <paramref name="kernel"/> × <paramref name="kernel"/> pixels.</summary>
        public MaxPool2dAttribute(int kernel) => Set(kernel, nameof(kernel));

        /// <summary>Whether sizes are rounded up, so that a last, partial window counts (default false).</summary>
        public bool CeilMode { get => Get(false); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The greatest element under each window of <paramref name="kernel"/> × <paramref name="kernel"/> pixels,
        /// channels × height × width → channels × height' × width'. Without a <paramref name="stride"/> it is the kernel.
        /// </summary>
        /// <exception cref="ArgumentException">The window does not fit the image, or the padding is more than half of it.</exception>
        public static Tensor MaxPool2d(
            this Tensor x, int kernel, int? stride = null, int padding = 0, int dilation = 1, bool ceilMode = false) =>
            x.Apply(new OperatorCall(
                "MaxPool2d", (nameof(kernel), kernel), (nameof(stride), stride ?? kernel), (nameof(padding), padding),
                (nameof(dilation), dilation), (nameof(ceilMode), ceilMode)));
    }
}
#endif
