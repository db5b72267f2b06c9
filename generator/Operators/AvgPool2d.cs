using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The average under each window, with or without the padding. Input: x[C, H, W].</summary>
    internal sealed record AvgPool2d(Window Window, bool Ceil, bool CountIncludePad) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(
            a.Layer, new AvgPool2d(Pool2d.Window(a), a.Bool("CeilMode", false), a.Bool("CountIncludePad", true)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => Pool2d.Infer(nameof(AvgPool2d), Window, Ceil, inputs[0]);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override long Scratch(IReadOnlyList<TensorType> inputs)
        {
            var output = Infer(inputs).Shape;
            return DepthwisePlan.Forward(Window, output.Channels, output[1], output[2]).Length + Pool2d.Tables(Window, output);
        }

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.Average", Pool2d.Settings(call, Window, call.Types[0].Shape, call.OutputType.Shape),
            CountIncludePad ? "true" : "false", call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new AvgPool2dGradient(Window, CountIncludePad, g.Inputs[0].Shape), g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var (x, y, image, output) = (e.Input(0), e.Output, e.Types[0].Shape, e.OutputType.Shape);
            Pool2d.ForEachElement(
                Window, image, output, e.Batch, (o, i, _) => y[o] += x[i] / Divisor(Window, CountIncludePad, image, output, o));
        }

        /// <summary>How many pixels an output averages: those of its window inside the image, or inside the padded image.</summary>
        internal static int Divisor(Window v, bool includePad, Shape image, Shape output, int place)
        {
            var (row, column) = (place / output[2] % output[1], place % output[2]);
            return Span(row, v.StrideHeight, v.PaddingHeight, v.KernelHeight, image[1], includePad)
                * Span(column, v.StrideWidth, v.PaddingWidth, v.KernelWidth, image[2], includePad);
        }

        private static int Span(int index, int stride, int padding, int kernel, int size, bool includePad)
        {
            var start = (index * stride) - padding;
            var end = Math.Min(start + kernel, size + padding);
            return includePad ? end - start : Math.Min(end, size) - Math.Max(start, 0);
        }
    }

    /// <summary>dx: each output's gradient, divided, over all of its window. Input: dy.</summary>
    internal sealed record AvgPool2dGradient(Window Window, bool CountIncludePad, Shape Image) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(Image);

        public override long Scratch(IReadOnlyList<TensorType> inputs) =>
            DepthwisePlan.InputGradient(Window, Image.Channels, Image[1], Image[2]).Length
            + Pool2d.Tables(Window, inputs[0].Shape) + inputs[0].Shape.Inner + DepthwisePlan.Turn;

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AverageGradient", Pool2d.Settings(call, Window, Image, call.Types[0].Shape), CountIncludePad ? "true" : "false",
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e)
        {
            var (dy, dx, output) = (e.Input(0), e.Output, e.Types[0].Shape);
            Pool2d.ForEachElement(
                Window, Image, output, e.Batch, (o, i, _) => dx[i] += dy[o] / AvgPool2d.Divisor(Window, CountIncludePad, Image, output, o));
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The average under each window, channels × height × width → channels × height' × width' with
    /// height' = ⌊(height + 2·padding − kernel) / stride⌋ + 1 (PyTorch, torch.nn.AvgPool2d). The stride is the kernel unless
    /// written.
    /// </summary>
    public sealed class AvgPool2dAttribute : WindowAttribute
    {
        /// <summary>A window whose sizes are given by KernelHeight and KernelWidth.</summary>
        public AvgPool2dAttribute()
        {
        }

        /// <summary>A square window of <paramref name="kernel"/> × <paramref name="kernel"/> pixels.</summary>
        public AvgPool2dAttribute(int kernel) => Set(kernel, nameof(kernel));

        /// <summary>Whether sizes are rounded up, so that a last, partial window counts (default false).</summary>
        public bool CeilMode { get => Get(false); set => Set(value); }

        /// <summary>Whether padding counts as zeros in the average (default true).</summary>
        public bool CountIncludePad { get => Get(true); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The average under each window of <paramref name="kernel"/> × <paramref name="kernel"/> pixels, channels × height × width →
        /// channels × height' × width'. Without a <paramref name="stride"/> it is the kernel.
        /// </summary>
        /// <exception cref="ArgumentException">The window does not fit the image, or the padding is more than half of it.</exception>
        public static Tensor AvgPool2d(
            this Tensor x, int kernel, int? stride = null, int padding = 0, bool ceilMode = false, bool countIncludePad = true) =>
            x.Apply(new OperatorCall(
                "AvgPool2d", (nameof(kernel), kernel), (nameof(stride), stride ?? kernel), (nameof(padding), padding),
                (nameof(ceilMode), ceilMode), (nameof(countIncludePad), countIncludePad)));
    }
}
#endif
