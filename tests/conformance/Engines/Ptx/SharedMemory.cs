namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// A group's memory, in words of four bytes. What one thread writes no other may touch before both have passed a barrier (PTX ISA 8.7,
/// "Race freedom"), and what nobody wrote may not be read.
/// </summary>
internal sealed class SharedMemory(int size, Tally? tally) : IMemory
{
    private readonly uint[] _words = new uint[(size + 3) / 4];
    private readonly Touched[] _touched = new Touched[(size + 3) / 4];
    private int _first = 1;
    private int _time = 1;

    /// <summary>Where traffic is counted, if it is.</summary>
    public Tally? Tally => tally;

    /// <summary>Another group begins.</summary>
    public void Begin() => _first = ++_time;

    /// <summary>All threads have passed a barrier.</summary>
    public void Barrier() => _time++;

    public ulong Load(int thread, ulong address, int bytes)
    {
        var word = Word(address, bytes);
        if (_touched[word].Written < _first)
        {
            throw new PtxFault($"thread {thread} reads shared word {word}, which nobody wrote");
        }

        return _touched[word].Read(thread, _time) is { } other
            ? throw new PtxFault($"thread {thread} reads shared word {word}, which {other} wrote since the last barrier")
            : _words[word];
    }

    public void Store(int thread, ulong address, int bytes, ulong value)
    {
        var word = Word(address, bytes);
        if (_touched[word].Write(thread, _time) is { } other)
        {
            throw new PtxFault($"thread {thread} writes shared word {word}, which {other} touched since the last barrier");
        }

        _words[word] = (uint)value;
    }

    private int Word(ulong address, int bytes) => bytes == 4 && address + 4 <= (ulong)size
        ? (int)(address >> 2)
        : throw new PtxFault($"shared address {address} lies outside, or {bytes} bytes are too many");
}
