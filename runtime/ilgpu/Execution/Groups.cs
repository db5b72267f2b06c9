using ILGPU;

namespace NetGen.Ilgpu;

/// <summary>
/// What so many threads do. Here, as in all that kernels are told, a struct that may end in padding comes last, or before a place: ILGPU
/// leaves out such padding, and a number behind it would be looked for in it.
/// </summary>
internal readonly struct Threads<TKernel>(long count, TKernel kernel)
    where TKernel : struct, IKernel
{
    public readonly long Count = count;
    public readonly TKernel Kernel = kernel;
}

/// <summary>Two forms of a kernel that are compiled: threads of their own, and groups that sum.</summary>
internal static class Groups
{
    /// <summary>Threads of a group, at most; a power of two.</summary>
    public const int MostThreads = 128;

    /// <summary>
    /// Works out itself which thread it is. ILGPU can tell a kernel, but takes that number for the same in all threads, and branches on
    /// it for uniform.
    /// </summary>
    public static void Each<TKernel>(Threads<TKernel> threads)
        where TKernel : struct, IKernel
    {
        var index = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (index < threads.Count)
        {
            threads.Kernel.Run(index);
        }
    }

    /// <summary>Each thread adds every so many terms; then the threads' sums are added by halves.</summary>
    public static void Reduce<TReduction>(TReduction reduction)
        where TReduction : struct, IReduction
    {
        var sums = SharedMemory.Allocate<float>(MostThreads);
        var thread = Group.IdxX;
        var sum = 0f;
        for (var term = thread; term < reduction.Terms; term += Group.DimX)
        {
            sum += reduction.Term(Grid.IdxX, term);
        }

        sums[thread] = sum;
        Group.Barrier();
        for (var half = Group.DimX >> 1; half > 0; half >>= 1)
        {
            if (thread < half)
            {
                sums[thread] += sums[thread + half];
            }

            Group.Barrier();
        }

        if (thread == 0)
        {
            reduction.Store(Grid.IdxX, sums[0]);
        }
    }
}
