namespace NetGen.Kernels;

/// <summary>The sizes of a convolution: image in, image out, window. Emitted as a constant of each network.</summary>
/// <param name="InChannels">Channels of the input.</param>
/// <param name="InHeight">Its height.</param>
/// <param name="InWidth">Its width.</param>
/// <param name="OutChannels">Channels of the output.</param>
/// <param name="OutHeight">Its height.</param>
/// <param name="OutWidth">Its width.</param>
/// <param name="KernelHeight">Height of the kernel.</param>
/// <param name="KernelWidth">Its width.</param>
/// <param name="StrideHeight">Rows from one window to the next.</param>
/// <param name="StrideWidth">Columns from one window to the next.</param>
/// <param name="PaddingHeight">Rows of zeros above and below.</param>
/// <param name="PaddingWidth">Columns of zeros left and right.</param>
/// <param name="DilationHeight">Rows from one kernel element to the next.</param>
/// <param name="DilationWidth">Columns from one kernel element to the next.</param>
/// <param name="Groups">Groups of channels that see only one another.</param>
public readonly record struct Conv2dShape(
    int InChannels,
    int InHeight,
    int InWidth,
    int OutChannels,
    int OutHeight,
    int OutWidth,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int PaddingHeight,
    int PaddingWidth,
    int DilationHeight,
    int DilationWidth,
    int Groups)
{
    /// <summary>The sizes as emitted constants word them: images as (channels, height, width), the rest as (height, width).</summary>
    /// <param name="input">The image that goes in.</param>
    /// <param name="output">The image that comes out.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="stride">From one window to the next; 1 if not given.</param>
    /// <param name="padding">Zeros on each side; none if not given.</param>
    /// <param name="dilation">From one kernel element to the next; 1 if not given.</param>
    /// <param name="groups">Groups of channels that see only one another.</param>
    public Conv2dShape(
        (int Channels, int Height, int Width) input,
        (int Channels, int Height, int Width) output,
        (int Height, int Width) kernel,
        (int Height, int Width)? stride = null,
        (int Height, int Width) padding = default,
        (int Height, int Width)? dilation = null,
        int groups = 1)
        : this(
            input.Channels, input.Height, input.Width, output.Channels, output.Height, output.Width, kernel.Height, kernel.Width,
            stride?.Height ?? 1, stride?.Width ?? 1, padding.Height, padding.Width, dilation?.Height ?? 1, dilation?.Width ?? 1, groups)
    {
    }

    /// <summary>Input channels of one group.</summary>
    internal int GroupIn => InChannels / Groups;

    /// <summary>Output channels of one group.</summary>
    internal int GroupOut => OutChannels / Groups;

    /// <summary>Pixels of a channel of the input.</summary>
    internal int InPixels => InHeight * InWidth;

    /// <summary>Pixels of a channel of the output.</summary>
    internal int OutPixels => OutHeight * OutWidth;

    /// <summary>Rows of the padded input that windows touch.</summary>
    internal int TouchedHeight => ((OutHeight - 1) * StrideHeight) + ((KernelHeight - 1) * DilationHeight) + 1;

    /// <summary>Columns of the padded input that windows touch.</summary>
    internal int TouchedWidth => ((OutWidth - 1) * StrideWidth) + ((KernelWidth - 1) * DilationWidth) + 1;

    /// <summary>Planes that a channel of the padded input is dealt out to.</summary>
    internal int Planes => StrideHeight * StrideWidth;

    /// <summary>Rows of such a plane.</summary>
    internal int PlaneHeight => (TouchedHeight + StrideHeight - 1) / StrideHeight;

    /// <summary>Columns of such a plane.</summary>
    internal int PlaneWidth => (TouchedWidth + StrideWidth - 1) / StrideWidth;

    /// <summary>Floats of a channel of the padded input.</summary>
    internal int PlaneFloats => Planes * PlaneHeight * PlaneWidth;

    /// <summary>Products that make one output: the weights of one output channel.</summary>
    internal int Depth => GroupIn * KernelHeight * KernelWidth;

    /// <summary>Whether each channel is filtered by itself.</summary>
    internal bool IsDepthwise => GroupIn == 1 && GroupOut == 1;

    /// <summary>
    /// The convolution that hands gradients back: it slides the other way over the output gradient, whose pixels are the stride
    /// apart, and sees those outputs that took something from a pixel.
    /// </summary>
    internal Conv2dShape Backward => new(
        OutChannels, OutHeight, OutWidth, InChannels, InHeight, InWidth, KernelHeight, KernelWidth, 1, 1,
        ((KernelHeight - 1) * DilationHeight) - PaddingHeight, ((KernelWidth - 1) * DilationWidth) - PaddingWidth,
        DilationHeight, DilationWidth, Groups);

    /// <summary>Whether every weight meets the pixels as they lie in the image.</summary>
    internal bool IsPointwise =>
        (KernelHeight, KernelWidth, StrideHeight, StrideWidth, PaddingHeight, PaddingWidth) == (1, 1, 1, 1, 0, 0)
        && (InHeight, InWidth) == (OutHeight, OutWidth);

    /// <summary>Whether a kernel of one pixel sees only some of the pixels.</summary>
    internal bool IsPicking => (KernelHeight, KernelWidth, PaddingHeight, PaddingWidth) == (1, 1, 0, 0) && !IsPointwise;
}
