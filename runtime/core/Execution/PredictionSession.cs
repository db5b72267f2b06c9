using NetGen.Kernels;

namespace NetGen.Execution;

/// <summary>
/// What one prediction works with: memory and threads that nobody else uses meanwhile, and the weights prepared for
/// prediction. Rented from the network, and handed back by <see cref="Dispose"/>, once.
/// </summary>
public readonly struct PredictionSession : IDisposable
{
    private readonly SessionPool _pool;
    private readonly Session _session;

    internal PredictionSession(SessionPool pool, Session session) => (_pool, _session) = (pool, session);

    /// <summary>How many samples one run can compute; a larger batch takes several runs.</summary>
    public int Capacity => _session.Capacity;

    /// <summary>The frame of a run over <paramref name="batch"/> samples, 1 to <see cref="Capacity"/>.</summary>
    public Frame Frame(int batch) => _session.Frame(batch);

    /// <summary>Hands memory and threads back.</summary>
    public void Dispose() => _pool.Return(_session);
}

/// <summary>Memory for one prediction, reused by later ones, with what the present one was given.</summary>
internal sealed class Session(Network network, MemoryPlan plan, int capacity)
{
    private readonly Arena _arena = new(plan.ArenaFloats(capacity), zeroed: false);

    public int Capacity { get; } = capacity;

    /// <summary>The threads of the present prediction.</summary>
    public ExecutorPool.Entry? Executor { get; set; }

    /// <summary>The prepared weights of the present prediction.</summary>
    public PreparedWeights? Prepared { get; set; }

    public Frame Frame(int batch) => new()
    {
        Batch = batch,
        Capacity = batch,
        Parameters = network.ParameterBlock.Start,
        Buffers = network.BufferBlock.Start,
        Prepared = Prepared?.Memory.Start ?? default,
        Executor = Executor!.Executor,
        Arena = _arena.Start,
        OnceFloats = plan.OnceFloats,
        Owner = this,
    };
}

/// <summary>A network's sessions that are not in use.</summary>
/// <remarks>
/// How many samples one run has is a choice between reading the weights once for all of them and finding a sample's values in the cache
/// from one layer to the next; where samples are large, the program takes them one after another itself, and what is left in the arena is
/// what later layers need. Measured before it did on one core, in milliseconds for one, two and eight samples a run: MobileNetV2 (13 MB of weights,
/// 5.7 MB a sample) 77, 78 and 87 for 16 samples, ResNet-18 (45 and 2.3 MB) 224, 181 and 164, ResNet-50 (98 and 6.9 MB) 297, 273
/// and 281 for eight, VGG-11 (507 and 4.6 MB) 360, 301 and 233. So the samples of a run take as much memory as the weights.
/// </remarks>
internal sealed class SessionPool(Network network, MemoryPlan plan)
{
    /// <summary>More samples in one run than this gain nothing: each thread has several.</summary>
    private const int MostSamples = 32;

    /// <summary>64 MiB: beyond it, large networks get fewer samples in one run.</summary>
    private const long MostFloats = 16L << 20;

    /// <summary>8 MiB: below it, values stay in the cache anyway.</summary>
    private const long LeastFloats = 2L << 20;

    private readonly Lock _gate = new();
    private readonly Stack<Session> _idle = new();

    public Session Rent()
    {
        Session? session;
        lock (_gate)
        {
            _idle.TryPop(out session);
        }

        session ??= new(network, plan, Capacity(plan, network.ParameterBlock.Length, Cpu.Threads));
        session.Executor = ExecutorPool.Rent(plan.ScratchFloats);
        return session;
    }

    /// <summary>Samples of one run: a thread has at least one.</summary>
    public static int Capacity(MemoryPlan plan, long weightFloats, int threads)
    {
        var floats = Math.Clamp(weightFloats, LeastFloats, MostFloats) - plan.OnceFloats;
        return (int)Math.Clamp(floats / Math.Max(plan.SampleFloats, 1), Math.Min(threads, MostSamples), MostSamples);
    }

    public void Return(Session session)
    {
        ExecutorPool.Return(session.Executor!);
        session.Prepared?.Return();
        (session.Executor, session.Prepared) = (null, null);
        lock (_gate)
        {
            _idle.Push(session);
        }
    }
}
