namespace NetGen.Kernels;

/// <summary>All sizes of an adaptive 2-D pooling, in pixels. Emitted as a constant of each network.</summary>
/// <param name="Channels">Channels of input and output.</param>
/// <param name="InHeight">Rows of the input.</param>
/// <param name="InWidth">Columns of the input.</param>
/// <param name="OutHeight">Rows of the output.</param>
/// <param name="OutWidth">Columns of the output.</param>
public readonly record struct AdaptivePool2dShape(int Channels, int InHeight, int InWidth, int OutHeight, int OutWidth)
{
    /// <summary>Elements of one channel of the input.</summary>
    internal int InPlane => InHeight * InWidth;

    /// <summary>Elements of one channel of the output.</summary>
    internal int OutPlane => OutHeight * OutWidth;

    /// <summary>The rows of the input under a row of windows.</summary>
    internal (int Start, int End) Rows(int output) => Reach(output, OutHeight, InHeight);

    /// <summary>The columns of the input under a column of windows.</summary>
    internal (int Start, int End) Columns(int output) => Reach(output, OutWidth, InWidth);

    private static (int Start, int End) Reach(int index, int windows, int size) =>
        ((int)((long)index * size / windows), (int)((((long)(index + 1) * size) + windows - 1) / windows));
}
