namespace NetGen.Operators;

/// <summary>
/// How a convolution of few channels is cut into bands of rows, and what scratch memory one takes: its rows with zeros around them,
/// dealt out by the strides, and those once for each column of the kernel.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, with the whole image at once, with at most 24 and 64 KiB of floats, and with 48: 3 → 64
/// channels of 224 × 224, 7 × 7 with a stride of two, 1190, 1151, 1088, 1096; 11 × 11 with a stride of four 769, 1210, 754, 764; 3 × 3
/// 1302, 1044, 1001, 1020; 3 → 32 of 224 × 224, 3 × 3 with a stride of two, 147, 142, 142, 140. More bands are more work to share.
/// </remarks>
internal readonly struct BandPlan
{
    /// <summary>Floats of the rows that are kept once for each column of the kernel.</summary>
    private const int Most = 48 * 1024;

    private const int Vector = 16;

    /// <param name="channels">Channels of the input.</param>
    /// <param name="kernel">Rows and columns of the kernel.</param>
    /// <param name="stride">Rows and columns from one window to the next.</param>
    /// <param name="dilation">Rows and columns from one element of the kernel to the next.</param>
    /// <param name="output">Height and width of the output.</param>
    /// <param name="threads">Threads that share the bands, and should have as many each.</param>
    public BandPlan(
        int channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) dilation,
        (int Height, int Width) output, int threads = 1)
    {
        var reach = (kernel.Height - 1) * dilation.Height / stride.Height;
        var padded = (long)stride.Width * (output.Width + ((kernel.Width - 1) * dilation.Width / stride.Width));
        var (planes, shifted) = ((long)channels * stride.Height, (long)kernel.Width * output.Width);
        var most = (int)Math.Min(output.Height, Math.Max(1, (Most / (planes * shifted)) - reach));
        Bands = Evened((output.Height + most - 1) / most, threads);
        Rows = (output.Height + Bands - 1) / Bands;
        Bands = (output.Height + Rows - 1) / Rows;
        Length = (planes * (Rows + reach) * (padded + shifted)) + (4 * Vector);
    }

    /// <summary>How many bands.</summary>
    public int Bands { get; }

    /// <summary>Rows of the output that belong to each; the last one may have fewer, but has one.</summary>
    public int Rows { get; }

    /// <summary>Floats of a band.</summary>
    public long Length { get; }

    /// <summary>Some bands as so many that each of some threads has as many, unless there is only one.</summary>
    public static int Evened(int bands, int threads) => bands == 1 ? 1 : (bands + threads - 1) / threads * threads;
}
