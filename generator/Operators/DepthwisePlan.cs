namespace NetGen.Operators;

/// <summary>
/// How convolutions with one filter for each channel are cut, and what scratch memory they take. Small channels go several at a
/// time, so that what is written is not read again before it has reached the cache; large ones go some rows at a time.
/// </summary>
internal readonly struct DepthwisePlan
{
    /// <summary>Floats of padded channels, and of sums, that are worked on together.</summary>
    /// <remarks>
    /// 384 channels of 14 × 14 took 32 µs with 2048, 45 with 512 and 31 with 8192; 32 of 112 × 112 took 91, 117 and 89.
    /// </remarks>
    public const int Turn = 2048;

    /// <summary>Rows that the kernel computes side by side.</summary>
    private const int TileRows = 4;

    private const int Vector = 16;

    /// <param name="channels">How many channels there are.</param>
    /// <param name="plane">Floats of a padded channel.</param>
    /// <param name="taps">Weights of a channel.</param>
    /// <param name="width">Columns of the result.</param>
    public DepthwisePlan(int channels, long plane, int taps, int width)
    {
        Channels = (int)Math.Min(Math.Max(1, Turn / RoundUp(plane)), channels);
        Rows = Math.Max(TileRows, Turn / width / TileRows * TileRows);
        Length = RoundUp(taps) + (2 * Math.Max(Turn, RoundUp(plane))) + Turn + RoundUp((long)TileRows * width) + (8 * Vector);
    }

    /// <summary>Channels of a turn.</summary>
    public int Channels { get; }

    /// <summary>Rows of a turn.</summary>
    public int Rows { get; }

    /// <summary>Floats in all: the table of places, padded channels, weights turned round or output gradients, sums.</summary>
    public long Length { get; }

    /// <summary>The plan of a convolution with this window.</summary>
    public static DepthwisePlan Forward(Window v, int channels, int outHeight, int outWidth)
    {
        var height = outHeight + ((v.KernelHeight - 1) * v.DilationHeight / v.StrideHeight);
        var width = outWidth + ((v.KernelWidth - 1) * v.DilationWidth / v.StrideWidth);
        return new(channels, (long)v.StrideHeight * v.StrideWidth * height * width, v.KernelHeight * v.KernelWidth, outWidth);
    }

    /// <summary>The plan of its input gradient, which is a convolution of the output gradient.</summary>
    public static DepthwisePlan InputGradient(Window v, int channels, int inHeight, int inWidth) =>
        Forward(v with { StrideHeight = 1, StrideWidth = 1 }, channels, inHeight, inWidth);

    private static long RoundUp(long floats) => (floats + Vector - 1) / Vector * Vector;
}
