using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>How a kernel slides over an image: sizes in pixels, height and width apart.</summary>
internal sealed record Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth,
    int PaddingHeight, int PaddingWidth, int DilationHeight, int DilationWidth)
{
    /// <summary>Reads Kernel, Stride, Padding and Dilation; without a stride, <paramref name="strideIsKernel"/> decides.</summary>
    public static Window From(Arguments a, bool strideIsKernel)
    {
        var kernel = a.Pair("Kernel", 1, 1);
        var strideBoth = a.Size("Stride", 0, a.Has("Stride") ? 1 : 0);
        var stride = (
            Height: a.Size("StrideHeight", strideBoth > 0 ? strideBoth : strideIsKernel ? kernel.Height : 1),
            Width: a.Size("StrideWidth", strideBoth > 0 ? strideBoth : strideIsKernel ? kernel.Width : 1));
        var padding = a.Pair("Padding", 0, 0);
        var dilation = a.Pair("Dilation", 1, 1);
        return new(
            kernel.Height, kernel.Width, stride.Height, stride.Width, padding.Height, padding.Width, dilation.Height, dilation.Width);
    }

    /// <summary>⌊(in + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 for each axis (PyTorch, Conv2d), or rounded up.</summary>
    /// <exception cref="ShapeException">The kernel does not fit into the padded image.</exception>
    public (int Height, int Width) Output(string layer, Shape image, bool ceil = false) => (
        Size(layer, "Height", image, image[1], KernelHeight, StrideHeight, PaddingHeight, DilationHeight, ceil),
        Size(layer, "Width", image, image[2], KernelWidth, StrideWidth, PaddingWidth, DilationWidth, ceil));

    /// <summary>Requires channels × height × width.</summary>
    public static Shape Image(string layer, TensorType input) => Kinds.Floats(layer, input).Shape.Rank == 3
        ? input.Shape
        : throw new ShapeException("NG0203", $"{layer} expects an image, channels × height × width, but receives {input.Shape}.");

    /// <summary>The window as it is worded in emitted constants: settings that say nothing are left out.</summary>
    public string Wording => FormattableString.Invariant($"kernel: ({KernelHeight}, {KernelWidth})")
        + Setting("stride", StrideHeight, StrideWidth, usual: 1)
        + Setting("padding", PaddingHeight, PaddingWidth, usual: 0)
        + Setting("dilation", DilationHeight, DilationWidth, usual: 1);

    private static string Setting(string name, int height, int width, int usual) =>
        height == usual && width == usual ? "" : FormattableString.Invariant($", {name}: ({height}, {width})");

    private static int Size(
        string layer, string axis, Shape image, int size, int kernel, int stride, int padding, int dilation, bool ceil)
    {
        var reach = (dilation * (kernel - 1)) + 1;
        var room = size + (2 * padding) - reach;
        if (room < 0)
        {
            throw new ShapeException(
                "NG0204",
                $"{layer}: the kernel reaches over {reach} pixels, but the {axis.ToLowerInvariant()} of {image} is {size}"
                + (padding > 0 ? $" ({size + (2 * padding)} with padding)." : "."),
                "Kernel");
        }

        var count = ((ceil ? room + stride - 1 : room) / stride) + 1;

        // As PyTorch: with CeilMode the last window must start inside the image or its leading padding.
        return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
    }
}
