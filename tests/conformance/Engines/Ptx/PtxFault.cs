namespace NetGen.Conformance.Engines.Ptx;

/// <summary>What is wrong with an instruction, or with how it was run.</summary>
internal sealed class PtxFault(string why) : Exception(why)
{
    /// <summary>The same, with where it happened.</summary>
    public PtxFault(int line, string text, string why)
        : this($"line {line}: {text}: {why}")
    {
    }
}
