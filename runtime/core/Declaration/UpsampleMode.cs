namespace NetGen;

/// <summary>What an enlarged image has between the pixels of the original.</summary>
public enum UpsampleMode
{
    /// <summary>The nearest pixel again.</summary>
    Nearest,

    /// <summary>A mean of the four pixels around, weighed by how near they are.</summary>
    Bilinear,
}
