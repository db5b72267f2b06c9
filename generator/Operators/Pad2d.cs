using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What stands in the pixels that are added around an image.</summary>
internal enum PadMode
{
    Zero,

    /// <summary>The image mirrored at its outermost pixels, which are not repeated.</summary>
    Reflection,

    /// <summary>The outermost pixels, repeated.</summary>
    Replication,
}

/// <summary>An image with pixels added at its sides. Input: x[C, H, W].</summary>
internal sealed record Pad2d(PadMode Mode, int Left, int Right, int Top, int Bottom) : SampleOperator
{
    public override string Name => Mode + "Pad2d";

    /// <summary>The layer of a mode: <c>padding</c> for all sides, or each side by its own name.</summary>
    public static Layer Layer(PadMode mode, Arguments a)
    {
        var all = a.Size("padding", 0, 0);
        var pad = new Pad2d(mode, a.Size("Left", all, 0), a.Size("Right", all, 0), a.Size("Top", all, 0), a.Size("Bottom", all, 0));
        return new OperatorLayer(a.Layer, pad);
    }

    public override TensorType Infer(IReadOnlyList<TensorType> inputs)
    {
        var image = Window.Image(Name, inputs[0]);
        Check(image, image[2], "width", (Left, "Left"), (Right, "Right"));
        Check(image, image[1], "height", (Top, "Top"), (Bottom, "Bottom"));
        return inputs[0] with { Shape = new(image.Channels, image[1] + Top + Bottom, image[2] + Left + Right) };
    }

    public override KernelCall Kernel(CallSite call) => new(
        "Padding.Pad", Settings(call, call.Types[0].Shape), call.Inputs[0], call.Output, call.Count);

    public override void Differentiate(Gradient g) => g.Add(0, g.Apply(new Pad2dGradient(this, g.Inputs[0].Shape), g.OutputGradient));

    public override void Evaluate(Evaluation e) => ForEachPixel(e.Types[0].Shape, e.Batch, (i, o) => e.Output[o] = e.Input(0)[i]);

    /// <summary>Calls <paramref name="visit"/> with the flat places of input and output of every pixel that is not zero.</summary>
    internal void ForEachPixel(Shape image, int batch, Action<int, int> visit)
    {
        var (height, width) = (image[1] + Top + Bottom, image[2] + Left + Right);
        for (var plane = 0; plane < batch * image.Channels; plane++)
            for (var row = 0; row < height; row++)
                for (var column = 0; column < width; column++)
                {
                    var (h, w) = (Source(row - Top, image[1]), Source(column - Left, image[2]));
                    if (h >= 0 && w >= 0)
                    {
                        visit((((plane * image[1]) + h) * image[2]) + w, (((plane * height) + row) * width) + column);
                    }
                }
    }

    /// <summary>The emitted constant that carries all sizes.</summary>
    internal string Settings(CallSite call, Shape image) => call.Constant(
        "Pad2dShape",
        FormattableString.Invariant($"new(PadMode.{Mode}, {image.Channels}, {image[1]}, {image[2]}, {Left}, {Right}, {Top}, {Bottom})"));

    /// <summary>The index within the image that gives its pixel to a place counted from the image's first; negative if none does.</summary>
    private int Source(int place, int size) => Mode switch
    {
        PadMode.Reflection => place < 0 ? -place : place < size ? place : (2 * (size - 1)) - place,
        PadMode.Replication => Math.Min(Math.Max(place, 0), size - 1),
        _ => place < size ? place : -1,
    };

    private void Check(Shape image, int size, string axis, params (int Pixels, string Side)[] sides)
    {
        foreach (var (pixels, side) in sides.Where(s => Mode == PadMode.Reflection && s.Pixels >= size))
        {
            throw new ShapeException(
                "NG0210",
                $"{Name}: {side} = {pixels} must be less than the {axis} of {image}, {size}: there are no more pixels to mirror.",
                side);
        }
    }
}

/// <summary>dx: each pixel's gradient, and those of all its copies. Input: dy.</summary>
internal sealed record Pad2dGradient(Pad2d Pad, Shape Image) : SampleOperator
{
    public override TensorType Infer(IReadOnlyList<TensorType> inputs) => inputs[0] with { Shape = Image };

    public override KernelCall Kernel(CallSite call) => new(
        "Padding.Gradient", Pad.Settings(call, Image), call.Inputs[0], call.Output, call.Count);

    public override void Evaluate(Evaluation e) => Pad.ForEachPixel(Image, e.Batch, (i, o) => e.Output[i] += e.Input(0)[o]);
}
