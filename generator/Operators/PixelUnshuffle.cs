using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// The pixels of each square of factor × factor become channels, as before <see cref="PixelShuffle"/>. Input: x[C, H·f, W·f].
    /// </summary>
    internal sealed record PixelUnshuffle(int Factor) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new PixelUnshuffle(a.Size("factor", 1)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var image = Window.Image(Name, inputs[0]);
            return image[1] % Factor == 0 && image[2] % Factor == 0
                ? inputs[0] with { Shape = new(image.Channels * Factor * Factor, image[1] / Factor, image[2] / Factor) }
                : throw new ShapeException(
                    "NG0205", $"{Name}: height and width of {image} must be divisible by the factor, {Factor}.", "factor");
        }

        public override KernelCall Kernel(CallSite call)
        {
            var image = call.Types[0].Shape;
            return new(
                "Pixels.Unshuffle", $"{Factor}", $"{call.OutputType.Shape[1]}", $"{call.OutputType.Shape[2]}",
                call.Inputs[0], call.Output, KernelCall.Times(call.Count, image.Channels));
        }

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new PixelShuffle(Factor), g.OutputGradient));

        public override void Evaluate(Evaluation e) => PixelShuffle.ForEachPixel(
            e.Types[0].Shape, Factor, e.Output.Length, (few, many) => e.Output[many] = e.Input(0)[few]);
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Pixels to channels: channels × height × width → channels·factor² × height/factor × width/factor, the pixels of each square as
    /// neighbouring channels (PyTorch, torch.nn.PixelUnshuffle).
    /// </summary>
    public sealed class PixelUnshuffleAttribute : LayerAttribute
    {
        /// <summary>Reduces height and width by <paramref name="factor"/>, which must divide them.</summary>
        public PixelUnshuffleAttribute(int factor) => Set(factor, nameof(factor));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// Pixels to channels: channels × height × width → channels·factor² × height/factor × width/factor; undone by
        /// <see cref="PixelShuffle"/>.
        /// </summary>
        /// <exception cref="ArgumentException"><paramref name="factor"/> does not divide height and width.</exception>
        public static Tensor PixelUnshuffle(this Tensor x, int factor) =>
            x.Apply(new OperatorCall("PixelUnshuffle", (nameof(factor), factor)));
    }
}
#endif
