using NetGen.Shapes;

namespace NetGen.Operators
{
    /// <summary>An image of another size, each pixel the nearest of the input's or a mean of the four around. Input: x[C, H, W].</summary>
    internal sealed record Upsample(bool Bilinear, Sampling Rows, Sampling Columns) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) =>
            inputs[0] with { Shape = new(Window.Image(Name, inputs[0]).Channels, Rows.Size, Columns.Size) };

        public override long Scratch(IReadOnlyList<TensorType> inputs) => (Bilinear ? 4L : 1L) * Columns.Size;

        public override KernelCall Kernel(CallSite call) => new(
            Bilinear ? "Upsampling.Bilinear" : "Upsampling.Nearest", Settings(call, call.Types[0].Shape),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Differentiate(Gradient g) =>
            g.Add(0, g.Apply(new UpsampleGradient(this, g.Inputs[0].Shape), g.OutputGradient));

        public override void Evaluate(Evaluation e) =>
            ForEachSource(e.Types[0].Shape, e.Batch, (i, o, weight) => e.Output[o] += weight * e.Input(0)[i]);

        /// <summary>
        /// Calls <paramref name="visit"/> with the flat places of input and output, and the weight, of every pixel that a pixel of
        /// the output is made of.
        /// </summary>
        internal void ForEachSource(Shape image, int batch, Action<int, int, double> visit)
        {
            for (var plane = 0; plane < batch * image.Channels; plane++)
                for (var row = 0; row < Rows.Size; row++)
                    for (var column = 0; column < Columns.Size; column++)
                        foreach (var (h, vertical) in Rows.Sources(row, image[1], Bilinear))
                            foreach (var (w, horizontal) in Columns.Sources(column, image[2], Bilinear))
                            {
                                var output = (((plane * Rows.Size) + row) * Columns.Size) + column;
                                visit((((plane * image[1]) + h) * image[2]) + w, output, vertical * horizontal);
                            }
        }

        /// <summary>The emitted constant that carries all sizes.</summary>
        internal string Settings(CallSite call, Shape image) => call.Constant(
            "UpsampleShape",
            FormattableString.Invariant($"new({image.Channels}, {image[1]}, {image[2]}, {Rows.Size}, {Columns.Size}, ")
            + $"{KernelCall.Number(Rows.Step)}, {KernelCall.Number(Columns.Step)}, "
            + $"{KernelCall.Number(Rows.Start)}, {KernelCall.Number(Columns.Start)})");
    }

    /// <summary>dx: the gradients of all pixels that a pixel has a part in, each with its weight. Input: dy.</summary>
    internal sealed record UpsampleGradient(Upsample Upsample, Shape Image) : SampleOperator
    {
        public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Image };

        public override long Scratch(IReadOnlyList<TensorType> inputs) => (Upsample.Bilinear ? 4L : 2L) * Upsample.Columns.Size;

        public override KernelCall Kernel(CallSite call) => new(
            Upsample.Bilinear ? "Upsampling.BilinearGradient" : "Upsampling.NearestGradient", Upsample.Settings(call, Image),
            call.Inputs[0], call.Output, call.Count, call.Scratch);

        public override void Evaluate(Evaluation e) =>
            Upsample.ForEachSource(Image, e.Batch, (i, o, weight) => e.Output[i] += weight * e.Input(0)[o]);
    }

    /// <summary>Resizing as a word of the language, by a factor or to a size; a size of 0 is the image's own.</summary>
    internal sealed record UpsampleLayer(double Scale, int Height, int Width, bool Bilinear, bool AlignCorners) : Layer
    {
        public override string Name => nameof(Upsample);

        public static Layer From(Arguments a)
        {
            var mode = a.Int("Mode", 0);
            var (scale, alignCorners) = (a.Has("scaleFactor") ? a.Positive("scaleFactor", 1) : 0, a.Bool("AlignCorners", false));
            var (height, width) = (a.Size("Height", 0, a.Has("Height") ? 1 : 0), a.Size("Width", 0, a.Has("Width") ? 1 : 0));
            return mode is not (0 or 1)
                ? throw new ShapeException("NG0202", $"{a.Layer}: Mode must be Nearest or Bilinear.", "Mode")
                : alignCorners && mode == 0
                ? throw new ShapeException(
                    "NG0202",
                    $"{a.Layer}: AlignCorners means nothing to the mode Nearest; write Mode = UpsampleMode.Bilinear.", "AlignCorners")
                : (scale > 0) == (height + width > 0)
                ? throw new ShapeException("NG0202", $"{a.Layer} needs either a factor, as in {a.Layer}(2), or Height and Width.")
                : new UpsampleLayer(scale, height, width, mode == 1, alignCorners);
        }

        public override Value Build(Builder b, IReadOnlyList<Value> inputs)
        {
            var image = Window.Image(Name, inputs[0].Type);
            var (rows, columns) = (Axis(image, 1, Height), Axis(image, 2, Width));
            return (rows.Size, columns.Size) == (image[1], image[2])
                ? inputs[0]
                : b.Apply(new Upsample(Bilinear, rows, columns), inputs[0]);
        }

        private Sampling Axis(Shape image, int axis, int given)
        {
            var size = Scale > 0 ? Math.Floor(image[axis] * Scale) : given > 0 ? given : image[axis];
            if (size < 1 || size > int.MaxValue)
            {
                throw new ShapeException(
                    "NG0202",
                    FormattableString.Invariant($"{Name}: scaleFactor = {Scale} makes {size} pixels of the {image[axis]} of {image}."),
                    "scaleFactor");
            }

            return Bilinear
                ? Sampling.Linear((int)size, image[axis], Scale, AlignCorners)
                : Sampling.Nearest((int)size, image[axis], Scale);
        }
    }
}

#if NETGEN_RUNTIME
namespace NetGen
{
    /// <summary>
    /// An image of another size, by a factor or of Height × Width pixels: channels × height × width → channels × ⌊height·factor⌋ ×
    /// ⌊width·factor⌋ (PyTorch, torch.nn.Upsample). Mode says what is between the pixels.
    /// </summary>
    public sealed class UpsampleAttribute : LayerAttribute
    {
        /// <summary>An image of Height × Width pixels.</summary>
        public UpsampleAttribute()
        {
        }

        /// <summary>An image <paramref name="scaleFactor"/> times as high and as wide, rounded down.</summary>
        public UpsampleAttribute(double scaleFactor) => Set(scaleFactor, nameof(scaleFactor));

        /// <summary>Rows of the output where no factor is given; without it, as many as the image has.</summary>
        public int Height { get => Get(0); set => Set(value); }

        /// <summary>Columns of the output where no factor is given; without it, as many as the image has.</summary>
        public int Width { get => Get(0); set => Set(value); }

        /// <summary>What is between the pixels (default <see cref="UpsampleMode.Nearest"/>).</summary>
        public UpsampleMode Mode { get => Get(UpsampleMode.Nearest); set => Set(value); }

        /// <summary>
        /// For <see cref="UpsampleMode.Bilinear"/>: whether the centres of the corner pixels of both images coincide (default false:
        /// the images' edges do).
        /// </summary>
        public bool AlignCorners { get => Get(false); set => Set(value); }
    }

    public static partial class TensorOperators
    {
        /// <summary>
        /// An image <paramref name="scaleFactor"/> times as large: channels × height × width → channels × ⌊height·factor⌋ ×
        /// ⌊width·factor⌋.
        /// </summary>
        /// <exception cref="ArgumentException">The factor leaves no pixel, or corners are aligned without a mean.</exception>
        public static Tensor Upsample(
            this Tensor x, double scaleFactor, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false) =>
            x.Apply(new OperatorCall(
                "Upsample", (nameof(scaleFactor), scaleFactor), (nameof(mode), mode), (nameof(alignCorners), alignCorners)));

        /// <summary>
        /// An image of another size: channels × height × width → channels × <paramref name="height"/> × <paramref name="width"/>.
        /// </summary>
        /// <exception cref="ArgumentException">A size is less than 1, or corners are aligned without a mean.</exception>
        public static Tensor Upsample(
            this Tensor x, int height, int width, UpsampleMode mode = UpsampleMode.Nearest, bool alignCorners = false) =>
            x.Apply(new OperatorCall(
                "Upsample",
                (nameof(height), height), (nameof(width), width), (nameof(mode), mode), (nameof(alignCorners), alignCorners)));
    }
}
#endif
