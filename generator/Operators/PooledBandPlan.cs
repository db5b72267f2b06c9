namespace NetGen.Operators;

/// <summary>
/// How a convolution is cut into bands whose results are pooled by windows of 3 × 3, two pixels apart, and what scratch memory that
/// takes: the table of weights and what a band sees; the tables of windows; the last row of each channel, which the next band's windows
/// see too; and of some channels at a time the band's sums and what is kept of them.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, with bands of 2, 4, 6, 8 and 14 rows of windows: 3 → 64 channels of 224 × 224, 7 × 7 with
/// a stride of two, 1286, 1240, 1211, 1163, 1198; 11 × 11 with a stride of four 805, 784, 723, 751, 728. The image once for each column of
/// the kernel, as <see cref="BandPlan"/> has it, whose rows have no gaps, took 1220 and 860.
/// </remarks>
internal readonly struct PooledBandPlan
{
    /// <summary>Channels that are pooled together.</summary>
    public const int Channels = 6;

    /// <summary>Floats of their sums.</summary>
    private const int Most = 12 * 1024;

    private const int Vector = 16;

    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="window">The convolution's window.</param>
    /// <param name="width">Columns of its result.</param>
    /// <param name="pooled">Height and width of what is kept.</param>
    /// <param name="threads">Threads that share the bands, and should have as many each.</param>
    public PooledBandPlan(int inChannels, int outChannels, Window window, int width, (int Height, int Width) pooled, int threads = 1)
    {
        var pitch = width + Gap(window);
        var most = Math.Max(1, ((Most / (Channels * pitch)) - 1) / 2);
        Bands = BandPlan.Evened((pooled.Height + most - 1) / most, threads);
        Rows = (pooled.Height + Bands - 1) / Bands;
        Bands = (pooled.Height + Rows - 1) / Rows;
        var seen = MostSums + ((window.KernelHeight - 1) * window.DilationHeight / window.StrideHeight);
        Pitch = MostSums * pitch;
        Band = RoundUp(inChannels * window.KernelHeight * window.KernelWidth);
        Windows = Band + RoundUp((long)inChannels * window.StrideHeight * window.StrideWidth * seen * pitch);
        LastRows = Windows + RoundUp((3 * (pooled.Width + Vector)) + Vector);
        Sums = LastRows + RoundUp((long)outChannels * pitch) + Vector;
        Kept = Sums + RoundUp((long)Channels * Pitch) + (3 * Vector);
        Length = Kept + RoundUp((long)Channels * Rows * pooled.Width) + Vector;
    }

    /// <summary>How many bands.</summary>
    public int Bands { get; }

    /// <summary>Rows that are kept of each; the last one may have fewer.</summary>
    public int Rows { get; }

    /// <summary>Rows that are summed up for each, at most: those that its windows see.</summary>
    public int MostSums => (2 * Rows) + 1;

    /// <summary>From the sums of one channel to the next one's.</summary>
    public int Pitch { get; }

    /// <summary>Where lies what a band sees.</summary>
    public long Band { get; }

    /// <summary>Where the tables of windows lie.</summary>
    public long Windows { get; }

    /// <summary>Where the last row of each channel lies.</summary>
    public long LastRows { get; }

    /// <summary>Where the sums lie.</summary>
    public long Sums { get; }

    /// <summary>Where lies what is kept of them.</summary>
    public long Kept { get; }

    /// <summary>Floats in all.</summary>
    public long Length { get; }

    /// <summary>Sums between the rows of a result that are of no use: their windows reach from one row into the next.</summary>
    public static int Gap(Window window) => (window.KernelWidth - 1) * window.DilationWidth / window.StrideWidth;

    private static long RoundUp(long floats) => (floats + Vector - 1) / Vector * Vector;
}
