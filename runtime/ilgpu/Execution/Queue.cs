using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// A device's work, in order: kernels and copies are done one after the other. Each kernel is compiled when it is first run.
/// Not for several threads at once.
/// </summary>
public sealed partial class Queue
{
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly ILoader _loader;
    private readonly int _groupSize;
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly IRecorder _recorder;
    private readonly ScriptRecorder? _script;
    private ICopies? _copies;
    private bool _isRecording;

    /// <param name="name">What the device is called.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="loader">Makes kernels ready to be run on it.</param>
    internal Queue(string name, Accelerator accelerator, ILoader loader)
    {
        // Not CUDA's own stream, whose work cannot be recorded.
        (_accelerator, _stream, _loader) = (accelerator, accelerator.CreateStream(), loader);
        Memory = new(name, accelerator, _stream);
        MostThreads = loader.MostThreads;
        _groupSize = Math.Min(Groups.MostThreads, MostThreads);
        _script = accelerator is CudaAccelerator ? null : new();
        _recorder = _script ?? (IRecorder)new GraphRecorder(new CudaGraphs((CudaAccelerator)accelerator, (CudaStream)_stream));
    }

    /// <summary>The device's memory.</summary>
    internal DeviceMemory Memory { get; }

    /// <summary>Copies to the device beside its work, where that is possible.</summary>
    internal ICopies Copies => _copies ??= _accelerator is CudaAccelerator cuda
        ? new CudaCopies(cuda, (CudaStream)_stream)
        : new QueuedCopies(this);

    /// <summary>How products are computed, for the network whose turn it is.</summary>
    internal Precision Precision { get; set; }

    /// <summary>Kernels that were asked for; those that a recording does again are not.</summary>
    internal long Kernels { get; private set; }

    /// <summary>Multiplications of all products among them.</summary>
    internal long Multiplications { get; private set; }

    /// <summary>Threads of a group at most.</summary>
    internal int MostThreads { get; }

    /// <summary>Runs <paramref name="count"/> threads.</summary>
    /// <param name="kernel">What each does.</param>
    /// <param name="count">How many there are; none is no work.</param>
    public void Run<TKernel>(in TKernel kernel, int count)
        where TKernel : struct, IKernel
    {
        if (count == 0 || _measure is not null)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof(TKernel), out var launcher))
        {
            launcher = _loader.Load<Threads<TKernel>>(Groups.Each);
            _launchers.Add(typeof(TKernel), launcher);
        }

        var groups = (int)(((long)count + _groupSize - 1) / _groupSize);
        Launch(launcher, new(groups, _groupSize), new Threads<TKernel>(count, kernel));
    }

    /// <summary>Computes sums, each by one group of threads.</summary>
    /// <param name="reduction">What is summed.</param>
    /// <param name="outputs">How many sums.</param>
    public void Reduce<TReduction>(in TReduction reduction, int outputs)
        where TReduction : struct, IReduction
    {
        if (outputs == 0 || _measure is not null)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof(TReduction), out var launcher))
        {
            launcher = _loader.Load<TReduction>(Groups.Reduce);
            _launchers.Add(typeof(TReduction), launcher);
        }

        Launch(launcher, new(outputs, _groupSize), reduction);
    }

    /// <summary>Runs groups of threads that work together.</summary>
    /// <param name="body">What each thread does.</param>
    /// <param name="groups">How many groups.</param>
    /// <param name="threads">Threads of each.</param>
    /// <param name="argument">What they are told.</param>
    /// <typeparam name="TForm">Tells bodies of equal arguments apart.</typeparam>
    /// <typeparam name="TArgument">The argument's type.</typeparam>
    internal void RunGroups<TForm, TArgument>(Action<TArgument> body, int groups, int threads, in TArgument argument)
        where TArgument : struct
    {
        if (groups == 0 || _measure is not null)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof((TForm, TArgument)), out var launcher))
        {
            launcher = _loader.Load(body);
            _launchers.Add(typeof((TForm, TArgument)), launcher);
        }

        Launch(launcher, new(groups, threads), argument);
    }

    /// <summary>Copies floats within the device's memory.</summary>
    public void Copy(Floats from, Floats to, int count)
    {
        if (_measure is not null)
        {
            return;
        }

        if (_script is { IsOpen: true })
        {
            _script.Write(() => CopyNow(from, to, count));
        }
        else
        {
            CopyNow(from, to, count);
        }
    }

    /// <summary>Sets floats to one value.</summary>
    public void Fill(Floats target, int count, float value) => Run(new FillKernel(target, value), count);

    /// <summary>Copies numbers to the device.</summary>
    public void Upload(ReadOnlySpan<float> from, Floats to) => Send(from, to.View);

    /// <summary>Copies numbers to the device.</summary>
    public void Upload(ReadOnlySpan<int> from, Ints to) => Send(from, to.View);

    /// <summary>Copies numbers from the device, when all work before is done.</summary>
    public void Download(Floats from, Span<float> to) => Receive(from.View, to);

    /// <summary>Copies numbers from the device, when all work before is done.</summary>
    public void Download(Ints from, Span<int> to) => Receive(from.View, to);

    /// <summary>One float, when all work before is done.</summary>
    public float Read(Floats from)
    {
        var value = 0f;
        Download(from, new Span<float>(ref value));
        return value;
    }

    /// <summary>Memory of the processor that the device copies from by itself.</summary>
    internal PageLockedArray1D<float> PageLocked(long floats) => _accelerator.AllocatePageLocked1D<float>(floats);

    /// <summary>Writes work down instead of doing it. It may not copy to or from the processor, nor take any memory.</summary>
    internal IRecording Record(Action work)
    {
        _isRecording = true;
        try
        {
            return _recorder.Record(work);
        }
        finally
        {
            _isRecording = false;
        }
    }

    /// <summary>Waits until all work is done.</summary>
    internal void Finish() => _stream.Synchronize();

    /// <summary>An accelerator like this one, for a test of its own.</summary>
    internal Accelerator Fresh() => _accelerator.Device.CreateAccelerator(_accelerator.Context);

    /// <summary>Notes how many multiplications the next kernel makes.</summary>
    internal void Count(long multiplications) => Multiplications += _measure is null ? multiplications : 0;

    private void Launch<TArgument>(Delegate launcher, KernelConfig config, TArgument argument)
        where TArgument : struct
    {
        Kernels++;
        if (_script is { IsOpen: true })
        {
            WriteLaunch(launcher, config, argument);
        }
        else
        {
            ((Action<AcceleratorStream, KernelConfig, TArgument>)launcher)(_stream, config, argument);
        }
    }

    private void WriteLaunch<TArgument>(Delegate launcher, KernelConfig config, TArgument argument)
        where TArgument : struct =>
        _script!.Write(() => ((Action<AcceleratorStream, KernelConfig, TArgument>)launcher)(_stream, config, argument));

    private void CopyNow(Floats from, Floats to, int count) =>
        from.View.SubView(0, count).CopyTo(_stream, to.View.SubView(0, count));

    /// <summary>
    /// ILGPU hands an address on and lets the device use it while it waits: numbers must not be moved meanwhile by the garbage collection of
    /// another thread.
    /// </summary>
    private unsafe void Send<T>(ReadOnlySpan<T> from, ArrayView<T> to)
        where T : unmanaged
    {
        fixed (T* stays = from)
        {
            Given(to, from.Length).CopyFromCPU(_stream, ref *stays, from.Length);
        }
    }

    /// <inheritdoc cref="Send{T}"/>
    private unsafe void Receive<T>(ArrayView<T> from, Span<T> to)
        where T : unmanaged
    {
        fixed (T* stays = to)
        {
            Given(from, to.Length).CopyToCPU(_stream, ref *stays, to.Length);
        }
    }

    /// <summary>What the processor copies to or from, which a recording would not do again.</summary>
    private ArrayView<T> Given<T>(ArrayView<T> view, int count)
        where T : unmanaged => _isRecording
            ? throw new InvalidOperationException("Work that is recorded copies nothing to or from the processor's memory.")
            : view.SubView(0, count);

    internal readonly struct FillKernel(Floats target, float value) : IKernel
    {
        public void Run(int index) => target[index] = value;
    }
}
