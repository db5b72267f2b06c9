namespace NetGen.Operators;

/// <summary>The scratch memory of a pooled convolution whose vectors lie along its channels.</summary>
/// <param name="channels">Channels of the output.</param>
/// <param name="depth">Weights of each.</param>
/// <param name="windows">Pixels that are left of each.</param>
internal readonly struct PooledImagePlan(int channels, int depth, int windows)
{
    /// <summary>Where the table of what the weights meet begins; the turned weights lie before it.</summary>
    public int Places => WinogradPlan.RoundUp(channels * depth);

    /// <summary>Where the table of windows begins.</summary>
    public int Windows => Places + WinogradPlan.RoundUp(depth);

    /// <summary>Where the image between its zeros begins.</summary>
    public int Image => Windows + WinogradPlan.RoundUp(windows);
}
