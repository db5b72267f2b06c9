namespace NetGen.Conformance.Engines.Ptx;

/// <summary>A state space (PTX ISA 5.1): what its addresses hold, up to eight bytes at once.</summary>
internal interface IMemory
{
    ulong Load(int thread, ulong address, int bytes);

    void Store(int thread, ulong address, int bytes, ulong value);
}

/// <summary>The processor's own addresses, of which a kernel may touch those that it was given.</summary>
internal sealed unsafe class GlobalMemory : IMemory
{
    private readonly List<(ulong Start, ulong End)> _ranges = [];
    private (ulong Start, ulong End) _last;

    /// <summary>Numbers from here on may be touched.</summary>
    public void Add(nint start, long bytes)
    {
        if (bytes > 0)
        {
            _ranges.Add(((ulong)start, (ulong)(start + bytes)));
        }
    }

    public ulong Load(int thread, ulong address, int bytes)
    {
        Check(address, bytes);
        return bytes switch
        {
            1 => *(byte*)address,
            4 => *(uint*)address,
            8 => *(ulong*)address,
            _ => throw new PtxFault($"{bytes} bytes"),
        };
    }

    public void Store(int thread, ulong address, int bytes, ulong value)
    {
        Check(address, bytes);
        if (bytes == 4)
        {
            *(uint*)address = (uint)value;
        }
        else if (bytes == 8)
        {
            *(ulong*)address = value;
        }
        else
        {
            throw new PtxFault($"{bytes} bytes");
        }
    }

    private void Check(ulong address, int bytes)
    {
        if (address < _last.Start || address + (ulong)bytes > _last.End)
        {
            _last = _ranges.Find(r => address >= r.Start && address + (ulong)bytes <= r.End);
            if (_last.End == 0)
            {
                throw new PtxFault($"global address {address:x} is not in what the kernel was given");
            }
        }
    }
}

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
