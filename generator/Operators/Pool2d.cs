using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>What both kinds of 2-D pooling share.</summary>
internal static class Pool2d
{
    /// <summary>Reads the window; its stride is the kernel where none is written.</summary>
    public static Window Window(Arguments a)
    {
        var window = Operators.Window.From(a, strideIsKernel: true);
        Check(a, "Height", window.PaddingHeight, window.KernelHeight);
        Check(a, "Width", window.PaddingWidth, window.KernelWidth);
        return window;
    }

    public static TensorType Infer(string name, Window window, bool ceil, TensorType input)
    {
        var image = Operators.Window.Image(name, input);
        var size = window.Output(name, image, ceil);
        if (MissesHeight(window, image, size.Height) || MissesWidth(window, image, size.Width))
        {
            throw new ShapeException(
                "NG0204", $"{name}: dilated like this, a window lies in the padding alone, on both sides of {image}.", "Dilation");
        }

        return input with { Shape = new(image.Channels, size.Height, size.Width) };
    }

    /// <summary>Small images go several to a call.</summary>
    public static int SamplesPerCall(Shape image) => (int)Math.Max(1, 8192 / image.Count);

    /// <summary>Adds each output's gradient at its place in the plane; the inputs are gradients and places.</summary>
    public static void HandBack(Evaluation e, Shape image)
    {
        var (dy, places) = (e.Input(0), e.Input(1));
        for (var i = 0; i < dy.Length; i++)
        {
            e.Output[(i / e.Types[0].Shape.Inner * image.Inner) + (int)places[i]] += dy[i];
        }
    }

    /// <summary>Floats of the tables of a window's places and of a row's windows.</summary>
    public static long Tables(Window v, Shape output) => (v.KernelHeight * v.KernelWidth) + output[2];

    /// <summary>Floats of some channels whose windows are gone over together, and of their tables; none for 2 × 2 side by side.</summary>
    public static long Windows(Window v, Shape image, Shape output) =>
        (v.KernelHeight, v.KernelWidth, v.StrideHeight, v.StrideWidth) == (2, 2, 2, 2)
            && (v.PaddingHeight, v.PaddingWidth, v.DilationHeight, v.DilationWidth) == (0, 0, 1, 1)
            && output[1] * 2 <= image[1] && output[2] * 2 <= image[2]
        ? 0
        : DepthwisePlan.Forward(v, output.Channels, output[1], output[2]).Length + Tables(v, output);

    /// <summary>The emitted constant that carries all sizes.</summary>
    public static string Settings(CallSite call, Window v, Shape image, Shape output) => call.Constant(
        "Pool2dShape",
        FormattableString.Invariant($"new(input: ({image.Channels}, {image[1]}, {image[2]}), ")
        + FormattableString.Invariant($"output: ({image.Channels}, {output[1]}, {output[2]}), {v.Wording})"));

    /// <summary>
    /// Calls <paramref name="visit"/> for every element under every window, windows in the order of the output: the flat places
    /// of the output, of its input, and of that input within its channel.
    /// </summary>
    public static void ForEachElement(Window v, Shape image, Shape output, int batch, Action<int, int, int> visit)
    {
        for (var plane = 0; plane < batch * image.Channels; plane++)
            for (var row = 0; row < output[1]; row++)
                for (var column = 0; column < output[2]; column++)
                    for (var kh = 0; kh < v.KernelHeight; kh++)
                        for (var kw = 0; kw < v.KernelWidth; kw++)
                        {
                            var h = (row * v.StrideHeight) - v.PaddingHeight + (kh * v.DilationHeight);
                            var w = (column * v.StrideWidth) - v.PaddingWidth + (kw * v.DilationWidth);
                            if (h >= 0 && h < image[1] && w >= 0 && w < image[2])
                            {
                                var place = (h * image[2]) + w;
                                visit((((plane * output[1]) + row) * output[2]) + column, (plane * image.Inner) + place, place);
                            }
                        }
    }

    private static bool MissesHeight(Window v, Shape image, int windows) =>
        Misses(image[1], windows, v.KernelHeight, v.StrideHeight, v.PaddingHeight, v.DilationHeight);

    private static bool MissesWidth(Window v, Shape image, int windows) =>
        Misses(image[2], windows, v.KernelWidth, v.StrideWidth, v.PaddingWidth, v.DilationWidth);

    /// <summary>Whether a dilated window straddles the image: nothing is the greatest of no elements.</summary>
    private static bool Misses(int size, int windows, int kernel, int stride, int padding, int dilation) =>
        dilation > 1 && Enumerable.Range(0, windows).Select(window => (window * stride) - padding)
            .Any(start => Enumerable.Range(0, kernel).Select(k => start + (k * dilation)).All(place => place < 0 || place >= size));

    // As PyTorch: otherwise a window could lie in the padding alone.
    private static void Check(Arguments a, string axis, int padding, int kernel)
    {
        if (padding > kernel / 2)
        {
            throw new ShapeException(
                "NG0210",
                $"{a.Layer}: a padding of {padding} is more than half of the kernel's {axis.ToLowerInvariant()}, {kernel}.",
                a.Has("Padding" + axis) ? "Padding" + axis : "Padding");
        }
    }
}
