namespace NetGen.Operators;

/// <summary>
/// The scratch memory and the loops of the weights' gradient of a convolution of which max pooling keeps only the greatest results.
/// </summary>
/// <param name="channels">Channels of the convolution's input and of its output.</param>
/// <param name="kernel">Its kernel.</param>
/// <param name="stride">From one of its windows to the next.</param>
/// <param name="sums">Its output.</param>
/// <param name="pooled">What pooling leaves of that.</param>
internal readonly struct PooledWeightPlan(
    (int In, int Out) channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) sums,
    (int Height, int Width) pooled)
{
    /// <summary>Floats of the image that the windows of some rows see and that lie in the first-level cache.</summary>
    private const int CachedFloats = 5 << 10;

    /// <summary>Floats of runs that lie in the second-level cache.</summary>
    private const int CachedRuns = 1 << 15;

    /// <summary>Windows of all samples whose places are kept while the channels of the image are gone through.</summary>
    private const int KeptWindows = 1 << 19;

    /// <summary>Windows of a sample up to which they are kept at all.</summary>
    private const int MostWindows = 1 << 24;

    /// <summary>Multiply-adds of a call, beside which its tables take little time.</summary>
    private const int ManyProducts = 1 << 17;

    /// <summary>The same for each weight, whose sums are turned once for all samples.</summary>
    private const int ManyProductsOfWeight = 160;

    /// <summary>What turning a sum takes, in multiply-adds of a large product.</summary>
    private const int WorkOfWeight = 24;

    /// <summary>How much longer a multiply-add takes whose operand is loaded for it alone.</summary>
    private const double WorkOfProduct = 1.3;

    /// <summary>How the image lies.</summary>
    public RunPlan Runs { get; } = new(channels.In, kernel, stride, sums);

    /// <summary>
    /// Whether the runs are copied apart, each to the beginning of a vector: a vector that lies in two cache lines takes as long as two.
    /// </summary>
    public bool IsApart =>
        Runs.Channels != RunPlan.MostChannels && Runs.Run > RunPlan.MostChannels / 2 && stride.Width == 1 && Runs.AllRuns <= CachedRuns;

    /// <summary>Where a kernel's sums are turned; those of all kernels lie before it.</summary>
    public int Turned => channels.Out * Runs.KernelFloats;

    /// <summary>Where the places of the windows' greatest begin.</summary>
    public int Places => Turned + WinogradPlan.RoundUp(kernel.Height * Runs.Run);

    /// <summary>Where the image begins.</summary>
    public int Image => Places + WinogradPlan.RoundUp((int)Windows * Samples);

    /// <summary>Where its runs begin, if they lie apart.</summary>
    public int Apart => Image + Runs.ImageFloats;

    /// <summary>All floats.</summary>
    public long Length => Apart + (IsApart ? Runs.AllRuns : 0);

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
            var row = IsApart ? sums.Width * WinogradPlan.RoundUp(Runs.Run) : Runs.Width * Runs.Channels;
            return Math.Max(1, CachedFloats / (Math.Max(1, sums.Height / pooled.Height) * row));
        }
    }

    /// <summary>Whether places are small enough numbers, and windows few enough.</summary>
    public bool Fits => Runs.Fits && Windows <= MostWindows;

    /// <summary>Multiply-adds of a sample.</summary>
    public long Products => Windows * channels.In * kernel.Height * kernel.Width;

    /// <summary>What a sample takes, in multiply-adds of a large product.</summary>
    public double Work => (WorkOfProduct * Windows * Runs.KernelFloats * Runs.Groups) + (WorkOfWeight * (double)Weights / Samples);

    /// <summary>Windows of all channels.</summary>
    private long Windows => (long)channels.Out * pooled.Height * pooled.Width;

    private long Weights => (long)channels.Out * channels.In * kernel.Height * kernel.Width;
}
