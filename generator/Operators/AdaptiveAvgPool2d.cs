using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The average under each of as many windows as the output has pixels. Input: x[C, H, W].</summary>
    internal sealed record AdaptiveAvgPool2d(int Height, int Width) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => AdaptivePool2d.Infer(Name, inputs[0], Height, Width);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override long Scratch(IReadOnlyList<TensorType> inputs) => inputs[0].Shape.Last;

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AdaptiveAverage", AdaptivePool2d.Settings(call, call.Types[0].Shape, call.OutputType.Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new AdaptiveAvgPool2dGradient(g.Inputs[0].Shape), g.OutputGradient));

        public override void Evaluate(Evaluation e) => AdaptivePool2d.ForEachElement(
            e.Types[0].Shape, e.OutputType.Shape, e.Batch, (o, i, _, count) => e.Output[o] += e.Input(0)[i] / count);
    }

    /// <summary>dx: each output's gradient, divided, over all of its window. Input: dy.</summary>
    internal sealed record AdaptiveAvgPool2dGradient(Shape Image) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(Image);

        public override long Scratch(IReadOnlyList<TensorType> inputs) => Image.Last;

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.AdaptiveAverageGradient", AdaptivePool2d.Settings(call, Image, call.Types[0].Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e) => AdaptivePool2d.ForEachElement(
            Image, e.Types[0].Shape, e.Batch, (o, i, _, count) => e.Output[i] += e.Input(0)[o] / count);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The average under each window, channels × height × width → channels × Height × Width: window i of n reaches from ⌊i·size/n⌋
    /// to before ⌈(i+1)·size/n⌉ (PyTorch, torch.nn.AdaptiveAvgPool2d). The output may be smaller or larger than the image.
    /// </summary>
    public sealed class AdaptiveAvgPool2dAttribute : LayerAttribute
    {
        /// <summary>An output of Height × Width pixels.</summary>
        public AdaptiveAvgPool2dAttribute()
        {
        }

        /// <summary>An output of <paramref name="output"/> × <paramref name="output"/> pixels.</summary>
        public AdaptiveAvgPool2dAttribute(int output) => Set(output, nameof(output));

        /// <summary>Rows of the output; without it, as many as the image has.</summary>
        public int Height { get => Get(Get(0, "output")); set => Set(value); }

        /// <summary>Columns of the output; without it, as many as the image has.</summary>
        public int Width { get => Get(Get(0, "output")); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// The average under each window, channels × height × width → channels × <paramref name="output"/> ×
        /// <paramref name="output"/>: window i of n reaches from ⌊i·size/n⌋ to before ⌈(i+1)·size/n⌉.
        /// </summary>
        /// <exception cref="ArgumentException">The output is less than 1, or the input is no image.</exception>
        public static Tensor AdaptiveAvgPool2d(this Tensor x, int output) =>
            x.Apply(new OperatorCall("AdaptiveAvgPool2d", (nameof(output), output)));

        /// <summary>The same, channels × height × width → channels × <paramref name="height"/> × <paramref name="width"/>.</summary>
        /// <exception cref="ArgumentException">A size is less than 1, or the input is no image.</exception>
        public static Tensor AdaptiveAvgPool2d(this Tensor x, int height, int width) =>
            x.Apply(new OperatorCall("AdaptiveAvgPool2d", (nameof(height), height), (nameof(width), width)));
    }
}
#endif
