namespace NetGen;

/// <summary>
/// Settings of layers that slide a window over an image: pixels; both axes at once, or height and width apart.
/// </summary>
public abstract class WindowAttribute : LayerAttribute
{
    /// <summary>Height and width of the kernel.</summary>
    public int Kernel { get => Get(1); set => Set(value); }

    /// <summary>Height of the kernel where it differs from the width.</summary>
    public int KernelHeight { get => Get(Kernel); set => Set(value); }

    /// <summary>Width of the kernel where it differs from the height.</summary>
    public int KernelWidth { get => Get(Kernel); set => Set(value); }

    /// <summary>Step from one window to the next (default 1; for pooling, the kernel).</summary>
    public int Stride { get => Get(1); set => Set(value); }

    /// <summary>Step from one window to the one below.</summary>
    public int StrideHeight { get => Get(Stride); set => Set(value); }

    /// <summary>Step from one window to the one at its right.</summary>
    public int StrideWidth { get => Get(Stride); set => Set(value); }

    /// <summary>Pixels added on each side of both axes.</summary>
    public int Padding { get => Get(0); set => Set(value); }

    /// <summary>Pixels added above and below.</summary>
    public int PaddingHeight { get => Get(Padding); set => Set(value); }

    /// <summary>Pixels added left and right.</summary>
    public int PaddingWidth { get => Get(Padding); set => Set(value); }
}
