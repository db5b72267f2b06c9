namespace NetGen.Execution;

/// <summary>
/// How much memory a compiled program needs, in floats; all numbers are multiples of 16, so that every tensor starts on a
/// cache line. The arena holds <paramref name="OnceFloats"/> + <paramref name="SampleFloats"/> · capacity floats.
/// </summary>
/// <param name="OnceFloats">Values that exist once: statistics, partial sums, the loss.</param>
/// <param name="SampleFloats">Values that exist for each sample.</param>
/// <param name="ScratchFloats">Scratch memory of one worker.</param>
/// <param name="PreparedFloats">Values that depend on the weights alone and are computed ahead: folded and packed weights.</param>
public sealed record MemoryPlan(long OnceFloats, long SampleFloats, long ScratchFloats, long PreparedFloats)
{
    /// <summary>The arena's size for <paramref name="capacity"/> samples, in floats.</summary>
    public long ArenaFloats(int capacity) => OnceFloats + (SampleFloats * capacity);
}
