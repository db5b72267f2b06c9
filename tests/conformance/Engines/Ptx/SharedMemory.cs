namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// A group's memory, in words of four bytes. What one thread writes no other may touch before both have passed a barrier (PTX ISA 8.7,
/// "Race freedom"), and what nobody wrote may not be read.
/// </summary>
internal sealed class SharedMemory(int size, Tally? tally) : IMemory
{
    private const int Nobody = -1;
    private const int Several = -2;

    private readonly uint[] _words = new uint[(size + 3) / 4];
    private readonly (int Epoch, int Thread)[] _written = new (int, int)[(size + 3) / 4];
    private readonly (int Epoch, int Thread)[] _read = new (int, int)[(size + 3) / 4];
    private int _first = 1;
    private int _epoch = 1;

    /// <summary>Where traffic is counted, if it is.</summary>
    public Tally? Tally => tally;

    /// <summary>Another group begins.</summary>
    public void Begin() => _first = ++_epoch;

    /// <summary>All threads have passed a barrier.</summary>
    public void Barrier() => _epoch++;

    public ulong Load(int thread, ulong address, int bytes)
    {
        var word = Word(address, bytes);
        var (written, read) = (_written[word], _read[word]);
        if (written.Epoch < _first)
        {
            throw new PtxFault($"thread {thread} reads shared word {word}, which nobody wrote");
        }

        if (written.Epoch == _epoch && written.Thread != thread)
        {
            throw new PtxFault($"thread {thread} reads shared word {word}, which thread {written.Thread} wrote since the last barrier");
        }

        var reader = read.Epoch != _epoch || read.Thread == thread ? thread : Several;
        _read[word] = (_epoch, reader);
        return _words[word];
    }

    public void Store(int thread, ulong address, int bytes, ulong value)
    {
        var word = Word(address, bytes);
        var (written, read) = (_written[word], _read[word]);
        var other = written.Epoch == _epoch && written.Thread != thread ? written.Thread
            : read.Epoch == _epoch && read.Thread != thread ? read.Thread
            : Nobody;
        if (other != Nobody)
        {
            var by = other == Several ? "several threads" : $"thread {other}";
            throw new PtxFault($"thread {thread} writes shared word {word}, which {by} touched since the last barrier");
        }

        _written[word] = (_epoch, thread);
        _words[word] = (uint)value;
    }

    private int Word(ulong address, int bytes) => bytes == 4 && address + 4 <= (ulong)size
        ? (int)(address >> 2)
        : throw new PtxFault($"shared address {address} lies outside, or {bytes} bytes are too many");
}
