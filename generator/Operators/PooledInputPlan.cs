namespace NetGen.Operators;

/// <summary>
/// The scratch memory of the input's gradient of a convolution of which max pooling keeps only the greatest results.
/// </summary>
/// <param name="channels">Channels of the convolution's input and of its output.</param>
/// <param name="kernel">Its kernel.</param>
/// <param name="stride">From one of its windows to the next.</param>
/// <param name="sums">Its output.</param>
/// <param name="windows">Windows that pooling leaves of each channel.</param>
internal readonly struct PooledInputPlan(
    (int In, int Out) channels, (int Height, int Width) kernel, (int Height, int Width) stride, (int Height, int Width) sums, int windows)
{
    /// <summary>Floats of kernels that lie in the first-level cache: pixels take them in any order.</summary>
    private const int CachedKernels = 1 << 13;

    /// <summary>How much longer a multiply-add takes whose operand is loaded for it alone, in short sums.</summary>
    private const int WorkOfProduct = 2;

    /// <summary>What sorting a gradient takes, in multiply-adds of a large product.</summary>
    private const int WorkOfWindow = 100;

    /// <summary>What adding a float to the image takes.</summary>
    private const int WorkOfSum = 6;

    /// <summary>How the image lies.</summary>
    public RunPlan Runs { get; } = new(channels.In, kernel, stride, sums);

    /// <summary>Floats of the kernels, which come first.</summary>
    public int Kernels => channels.Out * Runs.KernelFloats;

    /// <summary>Where the gradients begin, sorted by pixels.</summary>
    public int Gradients => Kernels;

    /// <summary>Where the places of their kernels begin.</summary>
    public int Places => Gradients + WinogradPlan.RoundUp(channels.Out * windows);

    /// <summary>Where the table of the pixels' lists begins.</summary>
    public int Starts => Places + WinogradPlan.RoundUp(channels.Out * windows);

    /// <summary>Where the table of what the pixels' kernels see begins: there is one number more than pixels, and one behind it.</summary>
    public int Sums => Starts + WinogradPlan.RoundUp((sums.Height * sums.Width) + 2);

    /// <summary>Where the image begins.</summary>
    public int Image => Sums + WinogradPlan.RoundUp(sums.Height * sums.Width);

    /// <summary>Where its channels become planes.</summary>
    public int Planes => Image + Runs.ImageFloats;

    /// <summary>Multiply-adds of a sample.</summary>
    public long Products => (long)channels.Out * windows * channels.In * kernel.Height * kernel.Width;

    /// <summary>Whether places are small enough numbers, and kernels few enough.</summary>
    public bool Fits => Runs.Fits && Kernels <= CachedKernels;

    /// <summary>What a sample takes, in multiply-adds of a large product.</summary>
    public double Work =>
        ((double)WorkOfProduct * channels.Out * windows * Runs.KernelFloats * Runs.Groups)
        + ((double)WorkOfSum * sums.Height * sums.Width * Runs.KernelFloats * Runs.Groups)
        + ((double)WorkOfWindow * channels.Out * windows);
}
