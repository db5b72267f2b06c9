namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Memory of each thread, or parameters, which all threads read.</summary>
/// <param name="memory">What it holds.</param>
/// <param name="perThread">Bytes that a thread has of it; 0 where all have the same.</param>
internal sealed class OwnMemory(byte[] memory, int perThread) : IMemory
{
    public ulong Load(int thread, ulong address, int bytes)
    {
        var at = memory.AsSpan(Start(thread, address, bytes));
        return bytes switch
        {
            4 => BitConverter.ToUInt32(at),
            8 => BitConverter.ToUInt64(at),
            _ => throw new PtxFault($"{bytes} bytes"),
        };
    }

    public void Store(int thread, ulong address, int bytes, ulong value) => BitConverter.TryWriteBytes(
        memory.AsSpan(Start(thread, address, bytes)), bytes == 4 ? (uint)value : throw new PtxFault($"{bytes} bytes"));

    private int Start(int thread, ulong address, int bytes) =>
        address + (ulong)bytes <= (ulong)(perThread == 0 ? memory.Length : perThread)
            ? (thread * perThread) + (int)address
            : throw new PtxFault($"address {address} lies outside");
}
