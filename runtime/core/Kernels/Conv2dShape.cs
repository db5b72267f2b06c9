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

    /// <summary>Products that make one output: the weights of one output channel.</summary>
    internal int Depth => GroupIn * KernelHeight * KernelWidth;

    /// <summary>Whether every weight meets the pixels as they lie in the image.</summary>
    internal bool IsPointwise =>
        (KernelHeight, KernelWidth, StrideHeight, StrideWidth, PaddingHeight, PaddingWidth) == (1, 1, 1, 1, 0, 0);
}
