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
/// <remarks>
/// Each thread has one piece. With four, of which it takes the next as soon as it is done with one, nothing evens out that a piece that
/// waits for its processor would not hold up all the same: two threads, fastest of five rounds by turns, milliseconds with one, two, four:
/// ResNet-18 5.81, 6.08, 6.13; GoogLeNet 5.61, 5.82, 6.08; DenseNet-121 11.3, 11.7, 12.0; MobileNetV2 2.03, 2.03, 2.12, and the medians
/// likewise. Sharing only what takes twice as long made 5.80 5.88, 5.54 5.63 and 11.0 11.6.
/// </remarks>
internal static unsafe class Team
{
    /// <summary>What a float takes, in multiply-adds, that comes from memory, as weights do where a sample is alone.</summary>
    private const int WorkOfFloat = 12;

    /// <summary>
    /// Floats that stay in the second-level cache. With its layers shared as if their weights came from memory, a LeNet-5 took 15
    /// microseconds instead of 8.
    /// </summary>
    private const int CachedFloats = 128 * 1024;

    /// <summary>
    /// Work, in multiply-adds, that is worth another thread: two to three microseconds of one, five times what handing over takes.
    /// </summary>
    private const long LeastWork = 1 << 18;

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

    /// <summary>How many threads share what this one hands out.</summary>
    public static int Threads => _idle is { } pool ? pool.Threads : 1;

    /// <summary>How many of them share so much work, in multiply-adds.</summary>
    public static int ThreadsFor(long work) => work < 2 * LeastWork ? 1 : (int)Math.Min(Threads, work / LeastWork);

    /// <summary>What so many floats take, in multiply-adds, each of which is read once and multiplied some times.</summary>
    public static long Work(long floats, int times) => floats * Math.Max(times, floats > CachedFloats ? WorkOfFloat : 1);

    /// <summary>Does all units of a part, together with idle threads if there are any and it is worth their while.</summary>
    /// <param name="part">What to do.</param>
    /// <param name="units">How many units it has.</param>
    /// <param name="work">What all of it takes, in multiply-adds.</param>
    public static void Share<TPart>(in TPart part, int units, long work)
        where TPart : struct, IPart
    {
        var pieces = Math.Min(units, ThreadsFor(work));
        if (pieces < 2)
        {
            part.Run(0, units);
            return;
        }

        // The copy lies in this frame and stays there until every worker has let go of it.
        var cut = new Cut<TPart>(part, units, pieces, Place: 0);
        Hand(Unsafe.AsPointer(ref cut), &Call<TPart>, pieces);
    }

    /// <summary>Does all units of a part, each thread with its own scratch memory, at the place where this thread's is.</summary>
    /// <param name="part">What to do.</param>
    /// <param name="units">How many units it has.</param>
    /// <param name="work">What all of it takes, in multiply-adds.</param>
    /// <param name="scratch">What this thread may use of its scratch memory.</param>
    public static void Share<TPart>(in TPart part, int units, long work, Floats scratch)
        where TPart : struct, IScratchPart
    {
        var pieces = Math.Min(units, ThreadsFor(work));
        if (pieces < 2)
        {
            part.Run(0, units, scratch);
            return;
        }

        var cut = new Cut<TPart>(part, units, pieces, scratch.Pointer - _scratch.Pointer);
        Hand(Unsafe.AsPointer(ref cut), &CallPlaced<TPart>, pieces);
    }

    /// <summary>To the idle threads, of which there are some. They are not idle while they work.</summary>
    private static void Hand(void* cut, delegate*<void*, int, int, Floats, void> call, int pieces)
    {
        var pool = _idle!;
        _idle = null;
        try
        {
            pool.Run(new Job(cut, call, pieces, grain: 1));
        }
        finally
        {
            _idle = pool;
        }
    }

    private static void Call<TPart>(void* cut, int piece, int count, Floats scratch)
        where TPart : struct, IPart
    {
        ref var work = ref Unsafe.AsRef<Cut<TPart>>(cut);
        var first = work.First(piece);
        work.Part.Run(first, work.First(piece + count) - first);
    }

    private static void CallPlaced<TPart>(void* cut, int piece, int count, Floats scratch)
        where TPart : struct, IScratchPart
    {
        ref var work = ref Unsafe.AsRef<Cut<TPart>>(cut);
        var first = work.First(piece);
        work.Part.Run(first, work.First(piece + count) - first, scratch.From(work.Place));
    }

    /// <summary>A part in pieces that differ by one unit at most, and where in each thread's scratch memory it has its own.</summary>
    private readonly record struct Cut<TPart>(TPart Part, int Units, int Pieces, long Place)
    {
        /// <summary>The first unit of a piece.</summary>
        public int First(int piece) => (int)((long)piece * Units / Pieces);
    }
}
