namespace NetGen.Operators;

/// <summary>The scratch memory and the loops of gradients of a convolution of which max pooling keeps only the greatest results.</summary>
/// <param name="channels">Channels of the convolution's input and of its output.</param>
/// <param name="kernel">Its kernel.</param>
/// <param name="stride">From one of its windows to the next.</param>
/// <param name="sums">Its output.</param>
/// <param name="pooled">What pooling leaves of that.</param>
internal readonly struct PooledGradientPlan(
    (int In, int Out) channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) sums,
    (int Height, int Width) pooled)
{
    /// <summary>Channels at most that lie side by side: what a column of the kernel sees then fills the widest vector.</summary>
    private const int MostChannels = 16;

    /// <summary>Floats of the image that the windows of some rows see and that lie in the first-level cache.</summary>
    private const int CachedFloats = 5 << 10;

    /// <summary>Floats of runs that lie in the second-level cache.</summary>
    private const int CachedRuns = 1 << 15;

    /// <summary>Windows of all samples whose places are kept while the channels of the image are gone through.</summary>
    private const int KeptWindows = 1 << 19;

    /// <summary>Multiply-adds of a call, beside which its tables take little time.</summary>
    private const int ManyProducts = 1 << 17;

    /// <summary>The same for each weight, whose sums are turned once for all samples.</summary>
    private const int ManyProductsOfWeight = 160;

    /// <summary>What turning a sum takes, in multiply-adds of a large product.</summary>
    private const int WorkOfWeight = 24;

    /// <summary>How much longer a multiply-add takes whose operand is loaded for it alone.</summary>
    private const double WorkOfProduct = 1.3;

    /// <summary>Pixels of an image up to which quotients of their numbers are right in single precision.</summary>
    private const int MostPixels = 1 << 20;

    /// <summary>Floats of an image up to which single precision holds each of their places.</summary>
    private const int MostFloats = 1 << 24;

    private readonly int _groups = (channels.In + MostChannels - 1) / MostChannels;

    /// <summary>Channels of the image that lie side by side; some of them may be missing in the last group.</summary>
    public int Channels => (channels.In + _groups - 1) / _groups;

    /// <summary>Columns of the padded image that the kernel touches.</summary>
    public int Width => ((sums.Width - 1) * stride.Width) + kernel.Width;

    /// <summary>Its rows.</summary>
    public int Height => ((sums.Height - 1) * stride.Height) + kernel.Height;

    /// <summary>Floats that a row of the kernel sees, side by side.</summary>
    public int Run => kernel.Width * Channels;

    /// <summary>
    /// Whether the runs are copied apart, each to the beginning of a vector: a vector that lies in two cache lines takes as long as two.
    /// </summary>
    public bool IsApart => Channels % MostChannels != 0 && Run > MostChannels / 2 && stride.Width == 1 && AllRuns <= CachedRuns;

    /// <summary>Where a kernel's sums are turned; those of all kernels lie before it.</summary>
    public int Turned => Sums;

    /// <summary>Floats of all sums.</summary>
    public int Sums => channels.Out * kernel.Height * WinogradPlan.RoundUp(Run);

    /// <summary>Where the places of the windows' greatest begin.</summary>
    public int Places => Turned + WinogradPlan.RoundUp(kernel.Height * Run);

    /// <summary>Where the image begins.</summary>
    public int Image => Places + WinogradPlan.RoundUp(Windows * Samples);

    /// <summary>Where its runs begin, if they lie apart.</summary>
    public int Runs => Image + WinogradPlan.RoundUp((Height * Width * Channels) + MostChannels);

    /// <summary>All floats.</summary>
    public long Length => Runs + (IsApart ? AllRuns : 0);

    /// <summary>Samples that are gone through together.</summary>
    public int Samples
    {
        get
        {
            var wanted = Math.Max(ManyProducts, ManyProductsOfWeight * Weights);
            return (int)Math.Max(1, Math.Min(KeptWindows / Windows, (wanted + Products - 1) / Products));
        }
    }

    /// <summary>Rows of windows whose pixels, as a row of the kernel sees them, stay in the cache.</summary>
    public int Rows
    {
        get
        {
            var row = IsApart ? sums.Width * WinogradPlan.RoundUp(Run) : Width * Channels;
            return Math.Max(1, CachedFloats / (Math.Max(1, sums.Height / pooled.Height) * row));
        }
    }

    /// <summary>Whether places in the image are small enough numbers.</summary>
    public bool Fits =>
        (long)sums.Height * sums.Width <= MostPixels && Math.Max((long)Height * Width * Channels, AllRuns) <= MostFloats;

    /// <summary>Multiply-adds of a sample.</summary>
    public long Products => (long)Windows * channels.In * kernel.Height * kernel.Width;

    /// <summary>What a sample takes, in multiply-adds of a large product.</summary>
    public double Work =>
        (WorkOfProduct * Windows * kernel.Height * WinogradPlan.RoundUp(Run) * _groups) + (WorkOfWeight * (double)Weights / Samples);

    /// <summary>Windows of all channels.</summary>
    private int Windows => channels.Out * pooled.Height * pooled.Width;

    private long Weights => (long)channels.Out * channels.In * kernel.Height * kernel.Width;

    private long AllRuns => (long)Height * sums.Width * WinogradPlan.RoundUp(Run);
}
