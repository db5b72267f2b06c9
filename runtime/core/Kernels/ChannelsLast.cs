namespace NetGen.Kernels;

/// <summary>Which of a convolution's images lie as height × width × channels instead of channels × height × width.</summary>
[Flags]
public enum ChannelsLast
{
    /// <summary>None of them.</summary>
    Neither = 0,

    /// <summary>What it reads.</summary>
    Input = 1,

    /// <summary>What it makes.</summary>
    Output = 2,

    /// <summary>Both.</summary>
    Both = Input | Output,
}
