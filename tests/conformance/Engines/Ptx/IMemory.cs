namespace NetGen.Conformance.Engines.Ptx;

/// <summary>A state space (PTX ISA 5.1): what its addresses hold, up to eight bytes at once.</summary>
internal interface IMemory
{
    ulong Load(int thread, ulong address, int bytes);

    void Store(int thread, ulong address, int bytes, ulong value);
}
