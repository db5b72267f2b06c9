using System.Runtime.CompilerServices;

namespace NetGen.Kernels;

/// <summary>
/// Runs kernels on a fixed number of threads: the caller and workers that live as long as the executor. Running allocates
/// nothing. How units are cut depends on the call alone, never on the number of threads, so that results do not either.
/// One run at a time; different executors are independent.
/// </summary>
public sealed unsafe class Executor : IDisposable
{
    private readonly WorkerPool _pool;
    private int _busy;

    /// <summary>Starts the workers.</summary>
    /// <param name="threads">How many threads work, the caller included; 1 starts none.</param>
    /// <param name="scratchFloats">How much scratch memory each has.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one thread, or negative memory.</exception>
    public Executor(int threads, long scratchFloats)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(scratchFloats);
        _pool = new WorkerPool(threads, scratchFloats);
    }

    /// <summary>Stops the workers of an executor that nobody disposed.</summary>
    ~Executor() => _pool?.Stop();

    /// <summary>How many threads work, the caller included.</summary>
    public int Threads => _pool.Threads;

    /// <summary>
    /// Cuts 0 … <paramref name="units"/> − 1 into runs of <paramref name="grain"/> (the last may be shorter), has each run
    /// computed by some thread, and returns when all are done. With one thread or one run the caller computes alone.
    /// </summary>
    /// <param name="kernel">What to run.</param>
    /// <param name="units">How many units; 0 does nothing.</param>
    /// <param name="grain">Units of one run.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="grain"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The executor is running already.</exception>
    /// <exception cref="ObjectDisposedException">The executor has been disposed.</exception>
    /// <remarks>An exception of the kernel is thrown here, the first one if there are several, when all threads have stopped.</remarks>
    public void Run<TKernel>(in TKernel kernel, int units, int grain)
        where TKernel : struct, IKernel
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grain, 1);
        ObjectDisposedException.ThrowIf(_pool.Stopped, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException("The executor is running already; a kernel or a second thread needs one of its own.");
        }

        try
        {
            // The copy lies in this frame and stays there until every worker has let go of it.
            var copy = kernel;
            _pool.Run(new Job(Unsafe.AsPointer(ref copy), &Call<TKernel>, units, grain));
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Stops the workers and waits for them to end.</summary>
    public void Dispose()
    {
        _pool.Stop();
        _pool.Join();
        GC.SuppressFinalize(this);
    }

    private static void Call<TKernel>(void* kernel, int first, int count, Floats scratch)
        where TKernel : struct, IKernel => Unsafe.AsRef<TKernel>(kernel).Run(first, count, scratch);
}

/// <summary>A kernel and how its units are cut.</summary>
internal readonly unsafe struct Job(void* kernel, delegate*<void*, int, int, Floats, void> call, int units, int grain)
{
    private readonly void* _kernel = kernel;
    private readonly delegate*<void*, int, int, Floats, void> _call = call;

    public int Runs => (int)(((long)units + grain - 1) / grain);

    public void Run(int run, Floats scratch)
    {
        var first = run * grain;
        _call(_kernel, first, Math.Min(grain, units - first), scratch);
    }
}
