using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// A device's work, in order: kernels and copies are done one after the other. Each kernel is compiled when it is first run.
/// Not for several threads at once.
/// </summary>
public sealed class Queue
{
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly Action<MethodInfo>? _note;
    private readonly int _groupSize;
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly List<(int[] Values, MemoryBuffer1D<int, Stride1D.Dense> Buffer)> _tables = [];
    private readonly Dictionary<(Conv2dShape, (int, int)?), (MemoryBuffer1D<Tap, Stride1D.Dense> Buffer, int Count)> _taps = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _workspace;

    /// <param name="accelerator">The device.</param>
    /// <param name="note">Told of kernels, once each, which then are not run: to see what they are compiled to.</param>
    internal Queue(Accelerator accelerator, Action<MethodInfo>? note = null)
    {
        (_accelerator, _stream, _note) = (accelerator, accelerator.DefaultStream, note);
        MostThreads = note is null ? accelerator.MaxNumThreadsPerGroup : 1024;
        _groupSize = Math.Min(Groups.MostThreads, MostThreads);
    }

    /// <summary>Threads of a group at most.</summary>
    internal int MostThreads { get; }

    /// <summary>Runs <paramref name="count"/> threads.</summary>
    /// <param name="kernel">What each does.</param>
    /// <param name="count">How many there are; none is no work.</param>
    public void Run<TKernel>(in TKernel kernel, int count)
        where TKernel : struct, IKernel
    {
        if (count == 0)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof(TKernel), out var launcher))
        {
            launcher = LoadGroups<Threads<TKernel>>(Groups.Each);
            _launchers.Add(typeof(TKernel), launcher);
        }

        var groups = (int)(((long)count + _groupSize - 1) / _groupSize);
        ((Action<AcceleratorStream, KernelConfig, Threads<TKernel>>)launcher)(_stream, new(groups, _groupSize), new(count, kernel));
    }

    /// <summary>Computes sums, each by one group of threads.</summary>
    /// <param name="reduction">What is summed.</param>
    /// <param name="outputs">How many sums.</param>
    public void Reduce<TReduction>(in TReduction reduction, int outputs)
        where TReduction : struct, IReduction
    {
        if (outputs == 0)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof(TReduction), out var launcher))
        {
            launcher = LoadGroups<TReduction>(Groups.Reduce);
            _launchers.Add(typeof(TReduction), launcher);
        }

        ((Action<AcceleratorStream, KernelConfig, TReduction>)launcher)(_stream, new(outputs, _groupSize), reduction);
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
        if (groups == 0)
        {
            return;
        }

        if (!_launchers.TryGetValue(typeof((TForm, TArgument)), out var launcher))
        {
            launcher = LoadGroups(body);
            _launchers.Add(typeof((TForm, TArgument)), launcher);
        }

        ((Action<AcceleratorStream, KernelConfig, TArgument>)launcher)(_stream, new(groups, threads), argument);
    }

    /// <summary>Copies floats within the device's memory.</summary>
    public void Copy(Floats from, Floats to, int count) =>
        from.View.SubView(0, count).CopyTo(_stream, to.View.SubView(0, count));

    /// <summary>Sets floats to one value.</summary>
    public void Fill(Floats target, int count, float value) => Run(new FillKernel(target, value), count);

    /// <summary>Copies numbers to the device.</summary>
    public void Upload(ReadOnlySpan<float> from, Floats to) =>
        to.View.SubView(0, from.Length).CopyFromCPU(_stream, ref MemoryMarshal.GetReference(from), from.Length);

    /// <summary>Copies numbers to the device.</summary>
    public void Upload(ReadOnlySpan<int> from, Ints to) =>
        to.View.SubView(0, from.Length).CopyFromCPU(_stream, ref MemoryMarshal.GetReference(from), from.Length);

    /// <summary>Copies numbers from the device, when all work before is done.</summary>
    public void Download(Floats from, Span<float> to) =>
        from.View.SubView(0, to.Length).CopyToCPU(_stream, ref MemoryMarshal.GetReference(to), to.Length);

    /// <summary>Copies numbers from the device, when all work before is done.</summary>
    public void Download(Ints from, Span<int> to) =>
        from.View.SubView(0, to.Length).CopyToCPU(_stream, ref MemoryMarshal.GetReference(to), to.Length);

    /// <summary>One float, when all work before is done.</summary>
    public float Read(Floats from)
    {
        var value = 0f;
        from.View.SubView(0, 1).CopyToCPU(_stream, ref value, 1);
        return value;
    }

    /// <summary>Memory that holds anything, for one kernel after another.</summary>
    internal Floats Workspace(long floats)
    {
        if (_workspace is null || _workspace.Length < floats)
        {
            _accelerator.Synchronize();
            _workspace?.Dispose();
            _workspace = _accelerator.Allocate1D<float>(floats);
        }

        return new(_workspace.View.BaseView);
    }

    /// <summary>A table of a kernel's constants on the device, where it stays.</summary>
    internal Ints Table(ReadOnlySpan<int> values)
    {
        foreach (var (known, buffer) in _tables)
        {
            if (values.SequenceEqual(known))
            {
                return new(buffer.View.BaseView);
            }
        }

        var table = _accelerator.Allocate1D<int>(values.Length);
        _tables.Add((values.ToArray(), table));
        Upload(values, new(table.View.BaseView));
        return new(table.View.BaseView);
    }

    /// <summary>
    /// The steps of a convolution, on the device, where they stay: those of its forward pass, or those that hand gradients back to one
    /// pixel of the first stride.
    /// </summary>
    internal Taps Taps(in Conv2dShape s, (int Row, int Column)? backwardFor)
    {
        var key = (s, backwardFor);
        if (!_taps.TryGetValue(key, out var known))
        {
            var steps = backwardFor is { } pixel ? Ilgpu.Taps.Backward(s, pixel.Row, pixel.Column) : Ilgpu.Taps.Forward(s);
            known = (_accelerator.Allocate1D<Tap>(Math.Max(steps.Length, 1)), steps.Length);
            known.Buffer.View.SubView(0, steps.Length).BaseView.CopyFromCPU(_stream, steps);
            _taps.Add(key, known);
        }

        return new(known.Buffer.View.BaseView, known.Count);
    }

    /// <summary>Waits until all work is done.</summary>
    internal void Finish() => _stream.Synchronize();

    private Action<AcceleratorStream, KernelConfig, TArgument> LoadGroups<TArgument>(Action<TArgument> body)
        where TArgument : struct
    {
        if (_note is null)
        {
            return _accelerator.LoadKernel(body);
        }

        _note(body.Method);
        return (_, _, _) => { };
    }

    internal readonly struct FillKernel(Floats target, float value) : IKernel
    {
        public void Run(int index) => target[index] = value;
    }
}

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
