using System.Runtime.ExceptionServices;

namespace NetGen.Kernels;

/// <summary>
/// The threads behind an <see cref="Executor"/>. They hold the pool and not the executor, so that a forgotten executor
/// can be collected and stop them.
/// </summary>
/// <remarks>
/// A job is published by writing its fields and then how many runs remain. Whoever lowers <c>_remaining</c> from r to
/// r − 1 owns run <c>runs − r</c>; the fields cannot change before that run is done, so a worker that comes late either
/// finds nothing left or works on the current job.
/// </remarks>
internal sealed class WorkerPool
{
    /// <summary>
    /// Looks for work before a thread sleeps: about a millisecond, as waking it takes some fifty microseconds. With a tenth of it the
    /// threads slept between the kernels of small networks: an MLP's batch of 64 took 0.61 ms instead of 0.29 on two threads, LeNet-like
    /// training steps 3.4 instead of 2.3; ten times more gained nothing.
    /// </summary>
    private const int SpinsBeforeSleep = 20000;

    private readonly Thread[] _workers;
    private readonly Arena _scratch;
    private readonly long _scratchFloats;
    private readonly object _work = new();
    private readonly object _end = new();
    private Job _job;
    private int _runs;
    private int _remaining;
    private int _done;
    private int _sleeping;
    private int _wakingProcessor;
    private bool _callerSleeps;
    private Exception? _exception;
    private volatile bool _stopped;

    public WorkerPool(int threads, long scratchFloats)
    {
        Threads = threads;
        _scratchFloats = (scratchFloats + 15) / 16 * 16;
        _scratch = new Arena(_scratchFloats * threads, zeroed: false);

        // Asked for the first time, the system's library is looked up, which allocates; running is not to.
        _wakingProcessor = Processors.Current;
        _workers = new Thread[threads - 1];
        for (var i = 0; i < _workers.Length; i++)
        {
            var place = i + 1;
            _workers[i] = new Thread(() => Work(place)) { IsBackground = true, Name = "NetGen worker" };
            _workers[i].Start();
        }
    }

    public int Threads { get; }

    public bool Stopped => _stopped;

    public void Run(in Job job)
    {
        var runs = job.Runs;
        if (Threads == 1)
        {
            for (var i = 0; i < runs; i++)
            {
                job.Run(i, Scratch(0));
            }

            return;
        }

        if (runs == 1)
        {
            RunAlone(job);
            return;
        }

        _job = job;
        _runs = runs;
        _done = 0;
        Interlocked.Exchange(ref _remaining, runs);
        if (Volatile.Read(ref _sleeping) > 0)
        {
            Wake();
        }

        while (TryRunOne(Scratch(0)))
        {
        }

        WaitForEnd(runs);
        if (_exception is { } exception)
        {
            _exception = null;
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    private void Wake()
    {
        Volatile.Write(ref _wakingProcessor, Processors.Current);
        lock (_work)
        {
            Monitor.PulseAll(_work);
        }
    }

    /// <summary>The only run of a job: what it does inside can use the others, who have nothing else to do.</summary>
    private void RunAlone(in Job job)
    {
        Team.Enter(this, Scratch(0));
        try
        {
            job.Run(0, Scratch(0));
        }
        finally
        {
            Team.Leave();
        }
    }

    public void Stop()
    {
        _stopped = true;
        lock (_work)
        {
            Monitor.PulseAll(_work);
        }
    }

    public void Join()
    {
        foreach (var worker in _workers)
        {
            worker.Join();
        }
    }

    private Floats Scratch(int place) => _scratch.Start.From(_scratchFloats * place);

    private void Work(int place)
    {
        var spins = 0;
        while (!_stopped)
        {
            if (TryRunOne(Scratch(place)))
            {
                spins = 0;
            }
            else if (++spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(1);
            }
            else
            {
                spins = 0;
                Sleep();
            }
        }
    }

    private bool TryRunOne(Floats scratch)
    {
        var remaining = Volatile.Read(ref _remaining);
        while (remaining > 0)
        {
            var before = Interlocked.CompareExchange(ref _remaining, remaining - 1, remaining);
            if (before == remaining)
            {
                RunOne(remaining, scratch);
                return true;
            }

            remaining = before;
        }

        return false;
    }

    private void RunOne(int remaining, Floats scratch)
    {
        var runs = _runs;
        try
        {
            _job.Run(runs - remaining, scratch);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _exception, e, null);
        }

        if (Interlocked.Increment(ref _done) == runs && Volatile.Read(ref _callerSleeps))
        {
            lock (_end)
            {
                Monitor.PulseAll(_end);
            }
        }
    }

    /// <summary>
    /// Until there is work. Others may have done it by the time this thread is awake, but more is likely to follow, so that it is not
    /// to sleep again at once; and not beside the thread that woke it: see <see cref="Processors"/>.
    /// </summary>
    private void Sleep()
    {
        lock (_work)
        {
            Interlocked.Increment(ref _sleeping);
            if (Volatile.Read(ref _remaining) == 0 && !_stopped)
            {
                Monitor.Wait(_work);
            }

            Interlocked.Decrement(ref _sleeping);
        }

        Processors.Leave(Volatile.Read(ref _wakingProcessor));
    }

    private void WaitForEnd(int runs)
    {
        for (var spins = 0; spins < SpinsBeforeSleep; spins++)
        {
            if (Volatile.Read(ref _done) == runs)
            {
                return;
            }

            Thread.SpinWait(1);
        }

        lock (_end)
        {
            Volatile.Write(ref _callerSleeps, true);
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _done) != runs)
            {
                Monitor.Wait(_end);
            }

            _callerSleeps = false;
        }
    }
}
