using NetGen.Kernels;

namespace NetGen.Execution;

/// <summary>
/// The executors that predictions run on, shared by all networks, so that as many threads exist as predictions run at once,
/// not as networks were made.
/// </summary>
internal static class ExecutorPool
{
    private static readonly Lock Gate = new();
    private static readonly Stack<Entry> Idle = new();

    /// <summary>
    /// An executor that nobody else uses meanwhile, with at least this scratch memory and <see cref="Cpu.Threads"/> threads.
    /// </summary>
    public static Entry Rent(long scratchFloats)
    {
        Entry? entry;
        lock (Gate)
        {
            Idle.TryPop(out entry);
        }

        if (entry is not null && entry.ScratchFloats >= scratchFloats && entry.Executor.Threads == Cpu.Threads)
        {
            return entry;
        }

        // One that does not fit is replaced, never kept beside: the pool grows only with the number of predictions at once.
        var scratch = Math.Max(scratchFloats, entry?.ScratchFloats ?? 0);
        entry?.Executor.Dispose();
        return new(new Executor(Cpu.Threads, scratch), scratch);
    }

    public static void Return(Entry entry)
    {
        lock (Gate)
        {
            Idle.Push(entry);
        }
    }

    public sealed record Entry(Executor Executor, long ScratchFloats);
}
