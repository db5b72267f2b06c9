namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Four bytes on their way to shared memory.</summary>
internal readonly record struct Copy(ulong Target, ulong Source, ulong Value);

/// <summary>
/// A group's memory, in words of four bytes. What one thread writes no other may touch before both have passed a barrier (PTX ISA 8.7,
/// "Race freedom"), and what nobody wrote may not be read. What a copy is on its way to nobody may touch until it has arrived.
/// </summary>
internal sealed class SharedMemory(int size, Tally? tally) : IMemory
{
    private readonly uint[] _words = new uint[(size + 3) / 4];
    private readonly Touched[] _touched = new Touched[(size + 3) / 4];
    private readonly bool[] _awaited = new bool[(size + 3) / 4];
    private readonly Dictionary<int, List<Copy>> _copies = [];
    private int _first = 1;
    private int _time = 1;

    /// <summary>Where traffic is counted, if it is.</summary>
    public Tally? Tally => tally;

    /// <summary>Another group begins.</summary>
    public void Begin() => _first = ++_time;

    /// <summary>All threads have passed a barrier.</summary>
    public void Barrier() => _time++;

    /// <summary>All threads have ended; what they asked for must have arrived.</summary>
    public void End()
    {
        if (_copies.Count > 0)
        {
            throw new PtxFault($"thread {_copies.Keys.Min()} ends without having waited for its copies");
        }
    }

    /// <summary>A thread asks for a copy, which counts as its write from then on.</summary>
    public void Begin(int thread, Copy copy)
    {
        Store(thread, copy.Target, 4, copy.Value);
        _awaited[Word(copy.Target, 4)] = true;
        if (!_copies.TryGetValue(thread, out var copies))
        {
            _copies.Add(thread, copies = []);
        }

        copies.Add(copy);
    }

    /// <summary>A thread has waited for what it asked for.</summary>
    public IEnumerable<Copy> Arrived(int thread)
    {
        if (!_copies.Remove(thread, out var copies))
        {
            return [];
        }

        foreach (var copy in copies)
        {
            _awaited[Word(copy.Target, 4)] = false;
        }

        return copies;
    }

    public ulong Load(int thread, ulong address, int bytes)
    {
        var word = Touch(address, bytes);
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
        var word = Touch(address, bytes);
        if (_touched[word].Write(thread, _time) is { } other)
        {
            throw new PtxFault($"thread {thread} writes shared word {word}, which {other} touched since the last barrier");
        }

        _words[word] = (uint)value;
    }

    /// <summary>The number of a word that a thread touches.</summary>
    private int Touch(ulong address, int bytes)
    {
        var word = Word(address, bytes);
        return _awaited[word] ? throw new PtxFault($"a copy to shared word {word} is awaited") : word;
    }

    private int Word(ulong address, int bytes) => bytes == 4 && address + 4 <= (ulong)size
        ? (int)(address >> 2)
        : throw new PtxFault($"shared address {address} lies outside, or {bytes} bytes are too many");
}
