namespace NetGen.Tests.Kernels;

/// <summary>What work allocates once it is warm.</summary>
internal static class Allocations
{
    private const int Rounds = 8, Turns = 1000;

    /// <summary>
    /// The fewest bytes that this thread allocates in one of some rounds. A collection, which another test may set off at any time, counts
    /// what is left of the thread's room as allocated; what the work itself allocates is in every round.
    /// </summary>
    public static long Fewest(Action work)
    {
        work();
        return Enumerable.Range(0, Rounds).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Turns; i++)
            {
                work();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
