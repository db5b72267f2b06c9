namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// The processor's own addresses, of which a kernel may touch those that it was given. Groups run in any order, or at once: what one thread
/// writes no other may touch in the same launch.
/// </summary>
internal sealed unsafe class GlobalMemory : IMemory
{
    private readonly Dictionary<ulong, Touched[]> _touched = [];
    private readonly List<Range> _ranges = [];
    private Range _last = new(0, 0, 0, []);
    private int _launch;

    /// <summary>The number of the running group's first thread among all of a launch.</summary>
    public int First { get; set; }

    /// <summary>Another launch begins, to which nothing is given yet.</summary>
    public void Begin()
    {
        _launch++;
        _ranges.Clear();
        _last = new(0, 0, 0, []);
    }

    /// <summary>Bytes from here on may be touched, which are a part of so many others.</summary>
    public void Add(nint start, long bytes, nint buffer, long bufferBytes)
    {
        if (bytes == 0 || _ranges.Exists(r => r.Start <= (ulong)start && r.End >= (ulong)(start + bytes)))
        {
            return;
        }

        if (!_touched.TryGetValue((ulong)buffer, out var touched) || touched.Length < bufferBytes / 4)
        {
            _touched[(ulong)buffer] = touched = new Touched[(bufferBytes + 3) / 4];
        }

        _ranges.Add(new((ulong)start, (ulong)(start + bytes), (ulong)buffer, touched));
    }

    public ulong Load(int thread, ulong address, int bytes)
    {
        Find(address, bytes);
        for (var word = Word(address); word < Word(address + (ulong)bytes); word++)
        {
            if (_last.Touched[word].Read(First + thread, _launch) is { } other)
            {
                throw new PtxFault($"thread {First + thread} of all reads global address {address:x}, which {other} wrote");
            }
        }

        return bytes == 4 ? *(uint*)address : *(ulong*)address;
    }

    public void Store(int thread, ulong address, int bytes, ulong value)
    {
        Find(address, bytes);
        if (bytes != 4)
        {
            throw new PtxFault($"{bytes} bytes");
        }

        if (_last.Touched[Word(address)].Write(First + thread, _launch) is { } other)
        {
            throw new PtxFault($"thread {First + thread} of all writes global address {address:x}, which {other} touched");
        }

        *(uint*)address = (uint)value;
    }

    private long Word(ulong address) => (long)((address - _last.Buffer) >> 2);

    private void Find(ulong address, int bytes)
    {
        if (address < _last.Start || address + (ulong)bytes > _last.End)
        {
            var at = _ranges.FindIndex(r => address >= r.Start && address + (ulong)bytes <= r.End);
            _last = at >= 0 ? _ranges[at] : throw new PtxFault($"global address {address:x} is not in what the kernel was given");
        }
    }

    private readonly record struct Range(ulong Start, ulong End, ulong Buffer, Touched[] Touched);
}
