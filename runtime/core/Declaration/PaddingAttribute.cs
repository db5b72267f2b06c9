namespace NetGen;

/// <summary>Settings of layers that add pixels around an image: the same number at every side, or each side for itself.</summary>
public abstract class PaddingAttribute : LayerAttribute
{
    /// <summary>Pixels added at the left (default: those of every side).</summary>
    public int Left { get => Get(Get(0, "padding")); set => Set(value); }

    /// <summary>Pixels added at the right (default: those of every side).</summary>
    public int Right { get => Get(Get(0, "padding")); set => Set(value); }

    /// <summary>Pixels added above (default: those of every side).</summary>
    public int Top { get => Get(Get(0, "padding")); set => Set(value); }

    /// <summary>Pixels added below (default: those of every side).</summary>
    public int Bottom { get => Get(Get(0, "padding")); set => Set(value); }
}
