using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;

namespace NetGen.Ilgpu;

/// <summary>
/// A device's work, in order: kernels and copies are done one after the other. Each kernel is compiled when it is first run.
/// Not for several threads at once.
/// </summary>
public sealed class Queue
{
    private readonly Accelerator _accelerator;
    private readonly AcceleratorStream _stream;
    private readonly int _groupSize;
    private readonly Dictionary<Type, Delegate> _launchers = [];
    private readonly List<(int[] Values, MemoryBuffer1D<int, Stride1D.Dense> Buffer)> _tables = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _workspace;

    internal Queue(Accelerator accelerator)
    {
        (_accelerator, _stream) = (accelerator, accelerator.DefaultStream);
        _groupSize = Math.Min(Groups.MostThreads, accelerator.MaxNumThreadsPerGroup);
    }

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
            launcher = _accelerator.LoadAutoGroupedKernel<Index1D, TKernel>(Groups.Each);
            _launchers.Add(typeof(TKernel), launcher);
        }

        ((Action<AcceleratorStream, Index1D, TKernel>)launcher)(_stream, count, kernel);
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
            launcher = _accelerator.LoadKernel<TReduction>(Groups.Reduce);
            _launchers.Add(typeof(TReduction), launcher);
        }

        ((Action<AcceleratorStream, KernelConfig, TReduction>)launcher)(_stream, new(outputs, _groupSize), reduction);
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

    /// <summary>Waits until all work is done.</summary>
    internal void Finish() => _stream.Synchronize();

    internal readonly struct FillKernel(Floats target, float value) : IKernel
    {
        public void Run(int index) => target[index] = value;
    }
}

/// <summary>The two forms of a kernel that are compiled: threads of their own, and groups that sum.</summary>
internal static class Groups
{
    /// <summary>Threads of a group, at most; a power of two.</summary>
    public const int MostThreads = 128;

    public static void Each<TKernel>(Index1D index, TKernel kernel)
        where TKernel : struct, IKernel => kernel.Run(index);

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
