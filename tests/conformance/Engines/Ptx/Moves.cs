namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Data movement (PTX ISA 9.7.9): mov, ld and st.</summary>
internal static class Moves
{
    public static void Add()
    {
        foreach (var name in new[] { "b32", "b64", "f32", "pred" })
        {
            var type = PtxType.Of(name);
            Forms.Add($"mov.{name}", binding => Move(binding.Target(type), binding.SourceOrVariable(type)));
        }

        foreach (var name in new[] { "b32", "f32", "b64" })
        {
            foreach (var count in new[] { 1, 2, 4 })
            {
                var vector = count == 1 ? "" : $".v{count}";
                foreach (var space in new[] { "global", "shared", "local", "param" })
                {
                    Forms.Add($"ld.{space}{vector}.{name}", binding => Load(binding, space, PtxType.Of(name), count));
                }

                foreach (var space in new[] { "global", "shared", "local" })
                {
                    Forms.Add($"st.{space}{vector}.{name}", binding => Store(binding, space, PtxType.Of(name), count));
                }
            }
        }
    }

    private static Work Move(int d, int a) => (threads, lanes) =>
    {
        var to = threads.Row(d);
        var from = threads.Row(a);
        foreach (var lane in lanes)
        {
            to[lane] = from[lane];
        }
    };

    private static Work Load(Binding binding, string space, PtxType type, int count)
    {
        var targets = binding.Vector(type, count, isSource: false);
        var (from, offset) = binding.Address(space);
        return (threads, lanes) =>
        {
            Meet(threads, lanes, space, threads.Row(from), offset, type.Bytes * count, false);
            var memory = threads.Memory(space);
            foreach (var lane in lanes)
            {
                var address = Aligned(threads.Row(from)[lane] + offset, type.Bytes * count);
                for (var i = 0; i < count; i++)
                {
                    threads.Row(targets[i])[lane] = memory.Load(lane, address + (ulong)(i * type.Bytes), type.Bytes);
                }
            }
        };
    }

    private static Work Store(Binding binding, string space, PtxType type, int count)
    {
        var (to, offset) = binding.Address(space);
        var sources = binding.Vector(type, count, isSource: true);
        return (threads, lanes) =>
        {
            Meet(threads, lanes, space, threads.Row(to), offset, type.Bytes * count, true);
            var memory = threads.Memory(space);
            foreach (var lane in lanes)
            {
                var address = Aligned(threads.Row(to)[lane] + offset, type.Bytes * count);
                for (var i = 0; i < count; i++)
                {
                    var value = threads.Row(sources[i])[lane];
                    memory.Store(lane, address + (ulong)(i * type.Bytes), type.Bytes, Written(value, type));
                }
            }
        };
    }

    /// <summary>Addresses are multiples of the whole access's size (PTX ISA 6.4.1).</summary>
    public static ulong Aligned(ulong address, int bytes) => address % (ulong)bytes == 0
        ? address
        : throw new PtxFault($"address {address:x} is not a multiple of {bytes}");

    private static ulong Written(ulong value, PtxType type) => type.Bits == 32 && value > uint.MaxValue
        ? throw new PtxFault("what is stored was never written")
        : value;

    /// <summary>Counts the traffic with shared memory, warp by warp.</summary>
    public static void Meet(
        Threads threads, ReadOnlySpan<int> lanes, string space, ReadOnlySpan<ulong> from, ulong offset, int bytes, bool isWrite)
    {
        if (space != "shared" || threads.Shared.Tally is not { } tally)
        {
            return;
        }

        foreach (var warp in lanes.ToArray().GroupBy(lane => lane / Threads.WarpSize))
        {
            var addresses = new List<ulong>();
            foreach (var lane in warp)
            {
                addresses.Add(from[lane] + offset);
            }

            tally.Count(isWrite, addresses.ToArray(), bytes);
        }
    }
}
