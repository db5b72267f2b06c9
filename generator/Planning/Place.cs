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

    /// <summary>The same, from one kernel to another, while a sample goes through a <see cref="Planning.Chain"/> of them.</summary>
    Chain,

    Parameters,
    Buffers,
    Gradients,

    /// <summary>What inference computes from the parameters whenever these change.</summary>
    Prepared,
}

/// <summary>Some elements of each sample of another value, one after the other.</summary>
/// <param name="Of">The value whose memory it is; not a part itself.</param>
/// <param name="Start">How many elements of a sample come before.</param>
internal sealed record Part(int Of, long Start);

/// <summary>Where a value lies.</summary>
/// <param name="Region">The kind of memory.</param>
/// <param name="Offset">How many floats into it; a part's is that of the whole.</param>
/// <param name="Part">Which part of a larger value it is, if it is one: its samples lie as far apart as the whole's.</param>
internal sealed record Place(Region Region, long Offset = 0, Part? Part = null)
{
    /// <summary>Offsets are multiples of 16 floats, one cache line and one widest vector.</summary>
    public const int Alignment = 16;

    public static long Align(long floats) => (floats + Alignment - 1) / Alignment * Alignment;
}
