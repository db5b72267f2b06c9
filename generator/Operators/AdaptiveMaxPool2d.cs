using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The greatest element under each of as many windows as the output has pixels. Input: x[C, H, W].</summary>
    internal sealed record AdaptiveMaxPool2d(int Height, int Width) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => AdaptivePool2d.Infer(Name, inputs[0], Height, Width);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override long Scratch(IReadOnlyList<TensorType> inputs) => inputs[0].Shape.Last;

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AdaptiveMax", AdaptivePool2d.Settings(call, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override Operator SavedForBackward => new AdaptiveMaxPool2dPositions(Height, Width);

        public override void Differentiate(Gradient g)
        {
            var positions = g.Save(SavedForBackward);
            g.Add(0, g.Apply(new AdaptiveMaxPool2dGradient(g.Inputs[0].Shape), g.OutputGradient, positions));
        }

        public override void Evaluate(Evaluation e)
        {
            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = double.NegativeInfinity;
            }

            var (x, y) = (e.Input(0), e.Output);
            AdaptivePool2d.ForEachElement(
                e.Types[0].Shape, e.OutputType.Shape, e.Batch, (o, i, _, _) => y[o] = MaxPool2d.Replaces(x[i], y[o]) ? x[i] : y[o]);
        }
    }

    /// <summary>
    /// Where each window's greatest element lies: its flat place in its channel; the first of equals, as in PyTorch. Input: x.
    /// </summary>
    internal sealed record AdaptiveMaxPool2dPositions(int Height, int Width) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            AdaptivePool2d.Infer(nameof(AdaptiveMaxPool2d), inputs[0], Height, Width) with { Kind = ElementKind.Int32 };

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AdaptiveMaxPositions", AdaptivePool2d.Settings(call, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Output, call.Count);

        public override void Evaluate(Evaluation e)
        {
            var (x, positions, best) = (e.Input(0), e.Output, new double[e.Output.Length]);
            for (var i = 0; i < best.Length; i++)
            {
                (best[i], positions[i]) = (double.NegativeInfinity, -1);
            }

            AdaptivePool2d.ForEachElement(e.Types[0].Shape, e.OutputType.Shape, e.Batch, (o, i, place, _) =>
            {
                if (positions[o] < 0 || MaxPool2d.Replaces(x[i], best[o]))
                {
                    (best[o], positions[o]) = (x[i], place);
                }
            });
        }
    }

    /// <summary>dx: each output's gradient at the place of its greatest element. Inputs: dy, positions.</summary>
    internal sealed record AdaptiveMaxPool2dGradient(Shape Image) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(Image);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AdaptiveMaxGradient", AdaptivePool2d.Settings(call, Image, call.Types[0].Shape),
            call.Inputs[0], call.Inputs[1], call.Output, call.Count);

        public override void Evaluate(Evaluation e) => Pool2d.HandBack(e, Image);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The greatest element under each window, channels × height × width → channels × Height × Width: window i of n reaches from ⌊i·size/n⌋
    /// to before ⌈(i+1)·size/n⌉ (PyTorch, torch.nn.AdaptiveMaxPool2d). The output may be smaller or larger than the image.
    /// </summary>
    public sealed class AdaptiveMaxPool2dAttribute : LayerAttribute
    {
        /// <summary>An output of Height × Width pixels.</summary>
        public AdaptiveMaxPool2dAttribute()
        {
        }

        /// <summary>An output of <paramref name="output"/> × <paramref name="output"/> pixels.</summary>
        public AdaptiveMaxPool2dAttribute(int output) => Set(output, nameof(output));

        /// <summary>Rows of the output; without it, as many as the image has.</summary>
        public int Height { get => Get(Get(0, "output")); set => Set(value); }

        /// <summary>Columns of the output; without it, as many as the image has.</summary>
        public int Width { get => Get(Get(0, "output")); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The greatest element under each window, channels × height × width → channels × <paramref name="output"/> ×
        /// <paramref name="output"/>: window i of n reaches from ⌊i·size/n⌋ to before ⌈(i+1)·size/n⌉.
        /// </summary>
        /// <exception cref="ArgumentException">The output is less than 1, or the input is no image.</exception>
        public static Tensor AdaptiveMaxPool2d(this Tensor x, int output) =>
            x.Apply(new OperatorCall("AdaptiveMaxPool2d", (nameof(output), output)));

        /// <summary>The same, channels × height × width → channels × <paramref name="height"/> × <paramref name="width"/>.</summary>
        /// <exception cref="ArgumentException">A size is less than 1, or the input is no image.</exception>
        public static Tensor AdaptiveMaxPool2d(this Tensor x, int height, int width) =>
            x.Apply(new OperatorCall("AdaptiveMaxPool2d", (nameof(height), height), (nameof(width), width)));
    }
}
#endif
