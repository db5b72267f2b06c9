namespace NetGen.Planning;

/// <summary>The kinds of memory a value may lie in.</summary>
internal enum Region
{
    /// <summary>Nowhere: it exists in registers only, or is a constant written into the code.</summary>
    None,

    /// <summary>The arena's part with one slot a sample; offsets and sizes are per sample.</summary>
    Samples,

    /// <summary>The arena's part for values that exist once.</summary>
    Once,

    /// <summary>The worker's scratch memory: it lives within one kernel, for one sample.</summary>
    Scratch,

    Parameters,
    Buffers,
    Gradients,

    /// <summary>What inference computes from the parameters whenever these change.</summary>
    Prepared,
}

/// <summary>Where a value lies: <paramref name="Offset"/> floats into its region.</summary>
internal sealed record Place(Region Region, long Offset = 0)
{
    /// <summary>Offsets are multiples of 16 floats, one cache line and one widest vector.</summary>
    public const int Alignment = 16;

    public static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;
}
