namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// The threads of one group and what they have: a row of every register, with a number for each thread. A number of fewer than 64 bits has
/// zeros above; a register that was not written has ones there.
/// </summary>
internal sealed class Threads
{
    public const int WarpSize = 32;

    private readonly ulong[] _values;

    public Threads(PtxKernel kernel, int count, int group, IMemory global, byte[] parameters, SharedMemory shared)
    {
        (Count, Global, Shared) = (count, global, shared);
        (Parameters, Local) = (new OwnMemory(parameters, 0), new OwnMemory(new byte[count * kernel.Size("local")], kernel.Size("local")));
        _values = new ulong[kernel.Rows * count];
        _values.AsSpan().Fill(ulong.MaxValue);
        foreach (var (bits, row) in kernel.Constants)
        {
            Row(row).Fill(bits);
        }

        foreach (var (name, row) in kernel.Specials)
        {
            for (var thread = 0; thread < count; thread++)
            {
                Row(row)[thread] = (ulong)(name switch { "%tid.x" => thread, "%ntid.x" => count, _ => group });
            }
        }
    }

    public int Count { get; }

    public IMemory Global { get; }

    public IMemory Parameters { get; }

    public IMemory Local { get; }

    public SharedMemory Shared { get; }

    public Span<ulong> Row(int row) => _values.AsSpan(row * Count, Count);

    public IMemory Memory(string space) => space switch
    {
        "global" => Global,
        "param" => Parameters,
        "local" => Local,
        _ => Shared,
    };

    /// <summary>The first threads of the warps that run; each of them must run as a whole.</summary>
    public static IEnumerable<int> Warps(ReadOnlySpan<int> lanes)
    {
        var warps = new List<int>();
        for (var at = 0; at < lanes.Length; at += WarpSize)
        {
            if (lanes[at] % WarpSize != 0 || at + WarpSize > lanes.Length || lanes[at + WarpSize - 1] != lanes[at] + WarpSize - 1)
            {
                throw new PtxFault($"not all threads of the warp of thread {lanes[at]} are here");
            }

            warps.Add(lanes[at]);
        }

        return warps;
    }
}
