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

    /// <summary>The prepared weights of the present prediction; an immutable block that others may share.</summary>
    public Arena? Prepared { get; set; }

    public Frame Frame(int batch) => new()
    {
        Batch = batch,
        Capacity = batch,
        Parameters = network.ParameterBlock.Start,
        Buffers = network.BufferBlock.Start,
        Prepared = Prepared?.Start ?? default,
        Executor = Executor!.Executor,
        Arena = _arena.Start,
        OnceFloats = plan.OnceFloats,
        Owner = this,
    };
}

/// <summary>A network's sessions that are not in use.</summary>
internal sealed class SessionPool(Network network, MemoryPlan plan)
{
    /// <summary>More samples in one run than this gain nothing: each thread has several.</summary>
    private const int MostSamples = 32;

    /// <summary>64 MiB: beyond it, large networks get fewer samples in one run.</summary>
    private const long ArenaFloats = 16L << 20;

    private readonly Lock _gate = new();
    private readonly Stack<Session> _idle = new();
    private readonly int _capacity = (int)Math.Clamp((ArenaFloats - plan.OnceFloats) / Math.Max(plan.SampleFloats, 1), 1, MostSamples);

    public Session Rent()
    {
        Session? session;
        lock (_gate)
        {
            _idle.TryPop(out session);
        }

        session ??= new(network, plan, _capacity);
        session.Executor = ExecutorPool.Rent(plan.ScratchFloats);
        return session;
    }

    public void Return(Session session)
    {
        ExecutorPool.Return(session.Executor!);
        (session.Executor, session.Prepared) = (null, null);
        lock (_gate)
        {
            _idle.Push(session);
        }
    }
}
