namespace NetGen.Planning;

/// <summary>What a program is written for. Kernels are the same, and so are their names and order.</summary>
internal enum Target
{
    /// <summary>The processor: a kernel takes a sample, or a few, through all its steps before the next.</summary>
    Processor,

    /// <summary>
    /// A device of many threads: a kernel takes all samples through one step after the other, so that every value between steps has
    /// memory for each sample, and lies by itself; sums over the batch are one partial result.
    /// </summary>
    Device,
}
