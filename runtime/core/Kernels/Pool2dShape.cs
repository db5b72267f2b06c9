namespace NetGen.Kernels;

/// <summary>All sizes of a 2-D pooling, in pixels.</summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="InHeight">Rows of the input.</param>
/// <param name="InWidth">Columns of the input.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="StrideHeight">Step from one window to the one below.</param>
/// <param name="StrideWidth">Step from one window to the one at its right.</param>
/// <param name="PaddingHeight">Rows added above and below.</param>
/// <param name="PaddingWidth">Columns added left and right.</param>
/// <param name="DilationHeight">Distance between the window's rows.</param>
/// <param name="DilationWidth">Distance between the window's columns.</param>
public readonly record struct Pool2dShape(
    int Channels, int InHeight, int InWidth, int OutHeight, int OutWidth, int KernelHeight, int KernelWidth,
    int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth, int DilationHeight, int DilationWidth)
{
    /// <summary>What a pixel under a window takes, in multiply-adds of a large product.</summary>
    internal const int WorkOfTap = 16;

    /// <summary>The sizes as emitted constants word them: images as (channels, height, width), the rest as (height, width).</summary>
    /// <param name="input">The image that goes in.</param>
    /// <param name="output">The image that comes out, with as many channels.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="stride">From one window to the next; 1 if not given.</param>
    /// <param name="padding">What is added on each side; nothing if not given.</param>
    /// <param name="dilation">Distance between the window's rows and columns; 1 if not given.</param>
    public Pool2dShape(
        (int Channels, int Height, int Width) input,
        (int Channels, int Height, int Width) output,
        (int Height, int Width) kernel,
        (int Height, int Width)? stride = null,
        (int Height, int Width) padding = default,
        (int Height, int Width)? dilation = null)
        : this(
            input.Channels, input.Height, input.Width, output.Height, output.Width, kernel.Height, kernel.Width,
            stride?.Height ?? 1, stride?.Width ?? 1, padding.Height, padding.Width, dilation?.Height ?? 1, dilation?.Width ?? 1)
    {
    }

    /// <summary>Elements of one channel of the input.</summary>
    internal int InPlane => InHeight * InWidth;

    /// <summary>Elements of one channel of the output.</summary>
    internal int OutPlane => OutHeight * OutWidth;

    /// <summary>Whether windows are 2 × 2, lie side by side, and are all inside the image.</summary>
    internal bool IsHalving =>
        this is { KernelHeight: 2, KernelWidth: 2, StrideHeight: 2, StrideWidth: 2, PaddingHeight: 0, PaddingWidth: 0 }
            and { DilationHeight: 1, DilationWidth: 1 }
        && OutHeight * 2 <= InHeight
        && OutWidth * 2 <= InWidth;

    /// <summary>The windows as those of a convolution of each channel.</summary>
    internal Conv2dShape Windows => new(
        Channels, InHeight, InWidth, Channels, OutHeight, OutWidth, KernelHeight, KernelWidth, StrideHeight, StrideWidth,
        PaddingHeight, PaddingWidth, DilationHeight, DilationWidth, Channels);

    /// <summary>The row of the input under row <paramref name="kernel"/> of the window; may lie in the padding.</summary>
    internal int Row(int output, int kernel) => (output * StrideHeight) - PaddingHeight + (kernel * DilationHeight);

    /// <summary>The column of the input under column <paramref name="kernel"/> of the window; may lie in the padding.</summary>
    internal int Column(int output, int kernel) => (output * StrideWidth) - PaddingWidth + (kernel * DilationWidth);
}
