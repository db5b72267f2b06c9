using System.Runtime.CompilerServices;

namespace NetGen.Kernels;

/// <summary>Work inside a kernel that may be cut anywhere: how it is cut changes no bit of its results.</summary>
internal interface IPart
{
    /// <summary>Does <paramref name="count"/> units of the work.</summary>
    void Run(int first, int count);
}

/// <summary>A part that needs scratch memory, of which each thread has its own.</summary>
internal interface IScratchPart
{
    /// <summary>Does <paramref name="count"/> units of the work.</summary>
    void Run(int first, int count, Floats scratch);
}

/// <summary>
/// A batch of one is one run of an executor, and its other threads have nothing to do. While a thread computes the only run of
/// its executor, the loops inside kernels can share their work with them.
/// </summary>
internal static unsafe class Team
{
    /// <summary>
    /// Work, in multiply-adds, that is worth another thread: about five microseconds of one, ten times what handing over takes.
    /// </summary>
    private const long LeastWork = 1 << 19;

    /// <summary>Pieces for each thread: more of them even out, fewer cost less.</summary>
    private const int PiecesOfThread = 4;

    [ThreadStatic]
    private static WorkerPool? _idle;

    [ThreadStatic]
    private static Floats _scratch;

    /// <summary>This thread's parts can use the pool's other threads until <see cref="Leave"/>.</summary>
    /// <param name="pool">Threads that are idle.</param>
    /// <param name="scratch">This thread's scratch memory; each of the others has as much.</param>
    public static void Enter(WorkerPool pool, Floats scratch) => (_idle, _scratch) = (pool, scratch);

    /// <summary>The other threads are at work again.</summary>
    public static void Leave() => _idle = null;

    /// <summary>Does all units of a part, together with idle threads if there are any and it is worth their while.</summary>
    /// <param name="part">What to do.</param>
    /// <param name="units">How many units it has.</param>
    /// <param name="work">What all of it takes, in multiply-adds.</param>
    public static void Share<TPart>(in TPart part, int units, long work)
        where TPart : struct, IPart
    {
        if (_idle is not { } pool || !IsWorthSharing(units, work))
        {
            part.Run(0, units);
            return;
        }

        // The copy lies in this frame and stays there until every worker has let go of it.
        var copy = part;
        Hand(pool, Unsafe.AsPointer(ref copy), &Call<TPart>, units, work);
    }

    /// <summary>Does all units of a part, each thread with its own scratch memory, at the place where this thread's is.</summary>
    /// <param name="part">What to do.</param>
    /// <param name="units">How many units it has.</param>
    /// <param name="work">What all of it takes, in multiply-adds.</param>
    /// <param name="scratch">What this thread may use of its scratch memory.</param>
    public static void Share<TPart>(in TPart part, int units, long work, Floats scratch)
        where TPart : struct, IScratchPart
    {
        if (_idle is not { } pool || !IsWorthSharing(units, work))
        {
            part.Run(0, units, scratch);
            return;
        }

        var copy = new Placed<TPart>(part, scratch.Pointer - _scratch.Pointer);
        Hand(pool, Unsafe.AsPointer(ref copy), &CallPlaced<TPart>, units, work);
    }

    private static bool IsWorthSharing(int units, long work) => work >= 2 * LeastWork && units >= 2;

    private static void Hand(WorkerPool pool, void* part, delegate*<void*, int, int, Floats, void> call, int units, long work)
    {
        var pieces = (int)Math.Min(Math.Min(units, pool.Threads * PiecesOfThread), work / LeastWork);
        _idle = null;
        try
        {
            pool.Run(new Job(part, call, units, (units + pieces - 1) / pieces));
        }
        finally
        {
            _idle = pool;
        }
    }

    private static void Call<TPart>(void* part, int first, int count, Floats scratch)
        where TPart : struct, IPart => Unsafe.AsRef<TPart>(part).Run(first, count);

    private static void CallPlaced<TPart>(void* part, int first, int count, Floats scratch)
        where TPart : struct, IScratchPart
    {
        ref var placed = ref Unsafe.AsRef<Placed<TPart>>(part);
        placed.Part.Run(first, count, scratch.From(placed.Offset));
    }

    private readonly record struct Placed<TPart>(TPart Part, long Offset);
}
