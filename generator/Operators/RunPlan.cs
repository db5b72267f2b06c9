namespace NetGen.Operators;

/// <summary>
/// Images whose channels lie side by side, some of them at a time, so that what a row of a kernel sees is a single run of floats; and
/// kernels whose rows are such runs.
/// </summary>
/// <param name="channels">Channels of the image.</param>
/// <param name="kernel">The kernel.</param>
/// <param name="stride">From one place of the kernel to the next.</param>
/// <param name="sums">How many places there are.</param>
internal readonly struct RunPlan(
    int channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) sums)
{
    /// <summary>Channels at most that lie side by side: what a column of the kernel sees then fills the widest vector.</summary>
    public const int MostChannels = 16;

    /// <summary>Pixels of an image up to which quotients of their numbers are right in single precision.</summary>
    private const int MostPixels = 1 << 20;

    /// <summary>Floats of an image up to which single precision holds each of their places.</summary>
    private const int MostFloats = 1 << 24;

    /// <summary>Groups of channels that lie side by side.</summary>
    public int Groups => (channels + MostChannels - 1) / MostChannels;

    /// <summary>Channels of each; some of them may be missing in the last one.</summary>
    public int Channels => (channels + Groups - 1) / Groups;

    /// <summary>Columns of the padded image that the kernel touches.</summary>
    public int Width => ((sums.Width - 1) * stride.Width) + kernel.Width;

    /// <summary>Its rows.</summary>
    public int Height => ((sums.Height - 1) * stride.Height) + kernel.Height;

    /// <summary>Floats that a row of the kernel sees.</summary>
    public int Run => kernel.Width * Channels;

    /// <summary>Floats of a kernel, with rows of whole vectors.</summary>
    public int KernelFloats => kernel.Height * WinogradPlan.RoundUp(Run);

    /// <summary>Floats of the image: the last vector of a run reaches behind it.</summary>
    public int ImageFloats => WinogradPlan.RoundUp((Height * Width * Channels) + MostChannels);

    /// <summary>Floats of all runs, each in whole vectors.</summary>
    public long AllRuns => (long)Height * sums.Width * WinogradPlan.RoundUp(Run);

    /// <summary>Whether places in the image are small enough numbers.</summary>
    public bool Fits => (long)sums.Height * sums.Width <= MostPixels && Math.Max(AllSteps, AllRuns) <= MostFloats;

    /// <summary>Floats of the image, or of all steps if those are longer than the kernel.</summary>
    private long AllSteps => (long)Height * Math.Max(Width, sums.Width * stride.Width) * Channels;
}
