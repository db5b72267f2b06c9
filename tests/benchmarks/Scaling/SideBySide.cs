using NetGen.Benchmarks.Table;

namespace NetGen.Benchmarks.Scaling;

/// <summary>
/// The same work once on each thread, with a network of its own, all at a time. Nobody waits for anybody, so that what they lose to one
/// that is alone is what the machine's processors take from each other: memory, mostly. How one work is cut cannot bring that back.
/// </summary>
internal static class SideBySide
{
    /// <summary>Milliseconds until the last of them has done its turns.</summary>
    /// <param name="works">What each thread does.</param>
    public static Party Of(IReadOnlyList<Party> works) => new($"{works.Count} side by side", turns =>
    {
        using var start = new Barrier(works.Count);
        var milliseconds = new double[works.Count];
        Thread[] threads = [.. works.Select((work, i) => new Thread(() =>
        {
            start.SignalAndWait();
            milliseconds[i] = work.Time(turns);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return milliseconds.Max();
    });
}
