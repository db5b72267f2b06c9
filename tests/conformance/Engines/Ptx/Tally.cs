namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// What warps do: which instructions how often, and how often their accesses to shared memory go to its 32 banks of four bytes. Threads
/// that want different words of one bank are served one after the other; eight bytes of each are served to half a warp at once, sixteen to
/// a quarter.
/// </summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> _instructions = [];
    private readonly HashSet<ulong>[] _banks = [.. Enumerable.Range(0, 32).Select(_ => new HashSet<ulong>())];

    /// <summary>How often warps did the instruction of that name.</summary>
    public IReadOnlyDictionary<string, long> Instructions => _instructions;

    /// <summary>Accesses of warps, and how often these went to the banks.</summary>
    public long Reads { get; private set; }

    public long ReadRounds { get; private set; }

    public long Writes { get; private set; }

    public long WriteRounds { get; private set; }

    /// <summary>Counts an instruction of so many threads.</summary>
    public void Count(string instruction, int[] lanes) => _instructions[instruction] =
        _instructions.GetValueOrDefault(instruction) + lanes.Select(lane => lane / Threads.WarpSize).Distinct().Count();

    /// <summary>Counts one access of one warp's threads.</summary>
    public void Count(bool isWrite, ReadOnlySpan<ulong> addresses, int bytes)
    {
        var (rounds, together) = (0, 32 * 4 / bytes);
        for (var first = 0; first < addresses.Length; first += together)
        {
            rounds += Rounds(addresses[first..Math.Min(first + together, addresses.Length)], bytes);
        }

        (Reads, ReadRounds) = (Reads + (isWrite ? 0 : 1), ReadRounds + (isWrite ? 0 : rounds));
        (Writes, WriteRounds) = (Writes + (isWrite ? 1 : 0), WriteRounds + (isWrite ? rounds : 0));
    }

    private int Rounds(ReadOnlySpan<ulong> addresses, int bytes)
    {
        foreach (var bank in _banks)
        {
            bank.Clear();
        }

        foreach (var address in addresses)
        {
            for (var word = address >> 2; word < (address + (ulong)bytes) >> 2; word++)
            {
                _banks[word & 31].Add(word);
            }
        }

        return _banks.Max(bank => bank.Count);
    }
}
