using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>
    /// Every factor² channels become one whose pixels are squares of factor × factor: y[c, h·f + i, w·f + j] = x[c·f² + i·f + j, h, w].
    /// Input: x[C·f², H, W].
    /// </summary>
    internal sealed record PixelShuffle(int Factor) : SampleOperator
    {
        public static Layer Layer(Arguments a) => new OperatorLayer(a.Layer, new PixelShuffle(a.Size("factor", 1)));

        public override TensorType Infer(IReadOnlyList<TensorType> inputs)
        {
            var image = Window.Image(Name, inputs[0]);
            return image.Channels % (Factor * Factor) == 0
                ? inputs[0] with { Shape = new(image.Channels / (Factor * Factor), image[1] * Factor, image[2] * Factor) }
                : throw new ShapeException(
                    "NG0205",
                    $"{Name}: the {image.Channels} channels of {image} must be divisible by the factor's square, {Factor * Factor}.",
                    "factor");
        }

        public override KernelCall Kernel(CallSite call)
        {
            var image = call.OutputType.Shape;
            return new(
                "Pixels.Shuffle", $"{Factor}", $"{call.Types[0].Shape[1]}", $"{call.Types[0].Shape[2]}",
                call.Inputs[0], call.Output, KernelCall.Times(call.Count, image.Channels));
        }

        public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new PixelUnshuffle(Factor), g.OutputGradient));

        public override void Evaluate(Evaluation e) =>
            ForEachPixel(e.OutputType.Shape, Factor, e.Output.Length, (few, many) => e.Output[few] = e.Input(0)[many]);

        /// <summary>
        /// Calls <paramref name="visit"/> for each of <paramref name="count"/> elements with its flat place among few large channels
        /// (of the shape <paramref name="large"/>) and among many small ones.
        /// </summary>
        internal static void ForEachPixel(Shape large, int factor, int count, Action<int, int> visit)
        {
            var (height, width) = (large[1] / factor, large[2] / factor);
            for (var place = 0; place < count; place++)
            {
                var (plane, row, column) = (place / large.Inner, place / large[2] % large[1], place % large[2]);
                var channel = (((plane * factor) + (row % factor)) * factor) + (column % factor);
                visit(place, (((channel * height) + (row / factor)) * width) + (column / factor));
            }
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// Channels to pixels: channels × height × width → channels/factor² × height·factor × width·factor, every factor² channels one
    /// after the other as the pixels of squares (Shi et al. 2016; PyTorch, torch.nn.PixelShuffle).
    /// </summary>
    public sealed class PixelShuffleAttribute : LayerAttribute
    {
        /// <summary>Enlarges height and width by <paramref name="factor"/>, whose square must divide the channels.</summary>
        public PixelShuffleAttribute(int factor) => Set(factor, nameof(factor));
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// Channels to pixels: channels × height × width → channels/factor² × height·factor × width·factor; undone by
        /// <see cref="PixelUnshuffle"/>.
        /// </summary>
        /// <exception cref="ArgumentException">The square of <paramref name="factor"/> does not divide the channels.</exception>
        public static Tensor PixelShuffle(this Tensor x, int factor) => x.Apply(new OperatorCall("PixelShuffle", (nameof(factor), factor)));
    }
}
#endif
