using System.Reflection;
using System.Runtime.InteropServices;
using NetGen.Kernels;

namespace NetGen.Conformance.Fuzz;

/// <summary>
/// Swaps a program's memory for blocks that lie between guards. All of it holds a particular NaN before each run: what is
/// read without having been written spoils the results, and what is written beside the block shows on the guards.
/// </summary>
internal sealed class GuardedMemory
{
    private const int Guard = 1024;
    private const int Poison = unchecked((int)0xFFC0DEAD);
    private const BindingFlags Fields = BindingFlags.NonPublic | BindingFlags.Instance;

    private readonly List<(Arena Block, float[] Memory, int First)> _blocks = [];

    public void Guards(Trainer trainer)
    {
        Swap(typeof(Trainer), trainer, "_arena");
        Scratch(Get(typeof(Trainer), trainer, "_executor"));
    }

    /// <summary>The memory of predictions; the network must have made one.</summary>
    public void Guards(Network network)
    {
        var predictor = Get(typeof(Network), network, "_predictor");
        var pool = predictor.GetType().GetProperty("Sessions")!.GetValue(predictor)!;
        foreach (var session in (System.Collections.IEnumerable)Get(pool.GetType(), pool, "_idle"))
        {
            Swap(session.GetType(), session, "_arena");
        }

        var entries = typeof(Network).Assembly.GetType("NetGen.Execution.ExecutorPool", true)!
            .GetField("Idle", BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        foreach (var entry in (System.Collections.IEnumerable)entries)
        {
            Scratch(entry.GetType().GetProperty("Executor")!.GetValue(entry)!);
        }
    }

    public void Fill()
    {
        foreach (var (_, memory, _) in _blocks)
        {
            MemoryMarshal.Cast<float, int>(memory.AsSpan()).Fill(Poison);
        }
    }

    /// <summary>Whether all guards are as they were.</summary>
    public bool AreIntact() => _blocks.TrueForAll(b =>
        !MemoryMarshal.Cast<float, int>(b.Memory.AsSpan(0, b.First)).ContainsAnyExcept(Poison)
        && !MemoryMarshal.Cast<float, int>(b.Memory.AsSpan(b.First + (int)b.Block.Length)).ContainsAnyExcept(Poison));

    private void Scratch(object executor)
    {
        var pool = Get(typeof(Executor), executor, "_pool");
        Swap(pool.GetType(), pool, "_scratch");
    }

    private void Swap(Type type, object owner, string field)
    {
        var length = ((Arena)Get(type, owner, field)).Length;
        var block = new Arena(length + (2 * Guard));
        var first = (int)Get(typeof(Arena), block, "_first") + Guard;
        Set(typeof(Arena), block, "_first", first);
        Set(typeof(Arena), block, "<Start>k__BackingField", block.Start.From(Guard));
        Set(typeof(Arena), block, "<Length>k__BackingField", length);
        Set(type, owner, field, block);
        _blocks.Add((block, (float[])Get(typeof(Arena), block, "_memory"), first));
    }

    private static object Get(Type type, object owner, string field) => type.GetField(field, Fields)!.GetValue(owner)!;

    private static void Set(Type type, object owner, string field, object value) => type.GetField(field, Fields)!.SetValue(owner, value);
}
