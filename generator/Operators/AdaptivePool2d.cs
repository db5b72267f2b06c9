using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What both kinds of adaptive pooling share: window i of n over a size reaches from ⌊i·size/n⌋ to ⌈(i+1)·size/n⌉.</summary>
internal static class AdaptivePool2d
{
    /// <summary>The first element under window <paramref name="index"/> of <paramref name="windows"/>.</summary>
    public static int Start(int index, int windows, int size) => (int)((long)index * size / windows);

    /// <summary>The one behind its last.</summary>
    public static int End(int index, int windows, int size) => (int)((((long)(index + 1) * size) + windows - 1) / windows);

    /// <summary>
    /// The ordinary pooling with the same windows, where they are equally long and equally far apart; null where they are not.
    /// </summary>
    public static Window? Regular(Shape image, int height, int width) =>
        Step(height, image[1]) is { } h && Step(width, image[2]) is { } w
            ? new(End(0, height, image[1]), End(0, width, image[2]), h, w, 0, 0, 1, 1)
            : null;

    public static TensorType Infer(string name, TensorType input, int height, int width) =>
        input with { Shape = new(Window.Image(name, input).Channels, height, width) };

    /// <summary>
    /// Calls <paramref name="visit"/> for every element under every window, windows in the order of the output: the flat places
    /// of the output and of its input, that of the input within its channel, and the number of elements under the window.
    /// </summary>
    public static void ForEachElement(Shape image, Shape output, int batch, Action<int, int, int, int> visit)
    {
        for (var o = 0; o < batch * output.Count; o++)
        {
            var (plane, row, column) = (o / output.Inner, o / output[2] % output[1], o % output[2]);
            var (top, bottom) = (Start(row, output[1], image[1]), End(row, output[1], image[1]));
            var (left, right) = (Start(column, output[2], image[2]), End(column, output[2], image[2]));
            for (var h = top; h < bottom; h++)
                for (var w = left; w < right; w++)
                {
                    var place = (h * image[2]) + w;
                    visit(o, (plane * image.Inner) + place, place, (bottom - top) * (right - left));
                }
        }
    }

    /// <summary>The emitted constant that carries all sizes.</summary>
    public static string Settings(CallSite call, Shape image, Shape output) => call.Constant(
        "AdaptivePool2dShape",
        FormattableString.Invariant($"new({image.Channels}, {image[1]}, {image[2]}, {output[1]}, {output[2]})"));

    /// <summary>How far apart the windows are, if all are alike.</summary>
    private static int? Step(int windows, int size)
    {
        var (step, length) = (windows > 1 ? Start(1, windows, size) : size, End(0, windows, size));
        var alike = step > 0 && Enumerable.Range(0, windows)
            .All(i => Start(i, windows, size) == i * step && End(i, windows, size) == (i * step) + length);
        return alike ? step : null;
    }
}

/// <summary>Adaptive pooling as a word of the language; a size of 0 is the image's own.</summary>
internal sealed record AdaptivePool2dLayer(string Word, int Height, int Width, bool Max) : Layer
{
    public override string Name => Word;

    public static Layer Average(Arguments a) => From(a, max: false);

    public static Layer Maximum(Arguments a) => From(a, max: true);

    public override Value Build(Builder b, IReadOnlyList<Value> inputs)
    {
        var image = Window.Image(Name, inputs[0].Type);
        var (height, width) = (Height == 0 ? image[1] : Height, Width == 0 ? image[2] : Width);
        if ((height, width) == (image[1], image[2]))
        {
            return inputs[0];
        }

        return b.Apply((AdaptivePool2d.Regular(image, height, width), Max) switch
        {
            (_, false) when (height, width) == (1, 1) => new GlobalAvgPool2d(),
            ({ } window, false) => new AvgPool2d(window, Ceil: false, CountIncludePad: true),
            ({ } window, true) => new MaxPool2d(window, Ceil: false),
            (null, false) => new AdaptiveAvgPool2d(height, width),
            (null, true) => new AdaptiveMaxPool2d(height, width),
        }, inputs[0]);
    }

    private static AdaptivePool2dLayer From(Arguments a, bool max)
    {
        var both = a.Size("output", 0, a.Has("output") ? 1 : 0);
        var (height, width) = (a.Size("Height", both, a.Has("Height") ? 1 : 0), a.Size("Width", both, a.Has("Width") ? 1 : 0));
        return height + width > 0
            ? new(a.Layer, height, width, max)
            : throw new ShapeException("NG0202", $"{a.Layer} needs the size of its output: {a.Layer}(7), or Height and Width apart.");
    }
}
