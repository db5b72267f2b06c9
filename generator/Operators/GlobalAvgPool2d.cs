using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>The average of each channel, C × H × W → C × 1 × 1. Input: x.</summary>
    internal sealed record GlobalAvgPool2d : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            inputs[0] with { Shape = new(Window.Image(Name, inputs[0]).Channels, 1, 1) };

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(inputs[0].Shape);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.GlobalAverage", $"{call.Types[0].Shape.Channels}", $"{call.Types[0].Shape.Inner}",
            call.Inputs[0], call.Output, call.Count);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new GlobalAvgPool2dGradient(g.Inputs[0].Shape), g.OutputGradient));

        public override void Evaluate(Evaluation e)
        {
            var inner = e.Types[0].Shape.Inner;
            for (var i = 0; i < e.Input(0).Length; i++)
            {
                e.Output[i / inner] += e.Input(0)[i] / inner;
            }
        }
    }

    /// <summary>dx: each channel's gradient, divided, at all of its places. Input: dy[C, 1, 1].</summary>
    internal sealed record GlobalAvgPool2dGradient(Shape Image) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => new(Image);

        public override int PreferredSamples(IReadOnlyList<TensorType> inputs) => Pool2d.SamplesPerCall(Image);

        public override KernelCall Kernel(CallSite call) => new(
            "Pooling.GlobalAverageGradient", $"{Image.Channels}", $"{Image.Inner}", call.Inputs[0], call.Output, call.Count);

        public override void Evaluate(Evaluation e)
        {
            for (var i = 0; i < e.Output.Length; i++)
            {
                e.Output[i] = e.Input(0)[i / Image.Inner] / Image.Inner;
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// The average of each channel, channels × height × width → channels × 1 × 1 (PyTorch, torch.nn.AdaptiveAvgPool2d(1)).
    /// </summary>
    public sealed class GlobalAvgPool2dAttribute : LayerAttribute;

    public static partial class TensorOperators
    {
        /// <summary>The average of each channel, channels × height × width → channels × 1 × 1.</summary>
        public static Tensor GlobalAvgPool2d(this Tensor x) => x.Apply(new OperatorCall("GlobalAvgPool2d"));
    }
}
#endif
