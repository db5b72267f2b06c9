namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// Asynchronous copies (PTX ISA 9.7.9.25), of 16 bytes from global to shared memory: they are there when the thread that asked for them has
/// waited. Others must have met it at a barrier since.
/// </summary>
internal static class Copies
{
    private const int Bytes = 16;

    public static void Add()
    {
        Forms.Add("cp.async.cg.shared.global", Begin);
        Forms.Add("cp.async.wait_all", _ => WaitForAll);
    }

    private static Work Begin(Binding binding)
    {
        var (to, toOffset) = binding.Address("shared");
        var (from, fromOffset) = binding.Address("global");
        binding.Expect(Bytes);
        return (threads, lanes) =>
        {
            Moves.Meet(threads, lanes, "shared", threads.Row(to), toOffset, Bytes, true);
            foreach (var lane in lanes)
            {
                var target = Moves.Aligned(threads.Row(to)[lane] + toOffset, Bytes);
                var source = Moves.Aligned(threads.Row(from)[lane] + fromOffset, Bytes);
                for (var at = 0UL; at < Bytes; at += 4)
                {
                    threads.Shared.Begin(lane, new(target + at, source + at, threads.Global.Load(lane, source + at, 4)));
                }
            }
        };
    }

    /// <summary>What is copied must stay as it is until then.</summary>
    private static void WaitForAll(Threads threads, ReadOnlySpan<int> lanes)
    {
        foreach (var lane in lanes)
        {
            foreach (var copy in threads.Shared.Arrived(lane))
            {
                if (threads.Global.Load(lane, copy.Source, 4) != copy.Value)
                {
                    throw new PtxFault($"global address {copy.Source:x} was written while it was copied");
                }

                threads.Shared.Store(lane, copy.Target, 4, copy.Value);
            }
        }
    }
}
