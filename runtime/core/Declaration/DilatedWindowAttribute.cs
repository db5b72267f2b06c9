namespace NetGen;

/// <summary>Settings of layers whose kernel elements can lie apart.</summary>
public abstract class DilatedWindowAttribute : WindowAttribute
{
    /// <summary>Distance between neighbouring kernel elements (1: adjacent).</summary>
    public int Dilation { get => Get(1); set => Set(value); }

    /// <summary>Distance between kernel elements above one another.</summary>
    public int DilationHeight { get => Get(Dilation); set => Set(value); }

    /// <summary>Distance between kernel elements beside one another.</summary>
    public int DilationWidth { get => Get(Dilation); set => Set(value); }
}
