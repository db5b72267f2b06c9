using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <remarks>What kernels need beside what they are given: a workspace, and tables that stay.</remarks>
public sealed partial class Queue
{
    private readonly List<(int[] Values, MemoryBuffer1D<int, Stride1D.Dense> Buffer)> _tables = [];
    private readonly Dictionary<(Conv2dShape, (int, int)?), (MemoryBuffer1D<Tap, Stride1D.Dense> Buffer, int Count)> _taps = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _workspace;
    private Needs? _measure;

    /// <summary>Goes up when the workspace moves, to which recordings are bound.</summary>
    internal int Version { get; private set; }

    /// <summary>Finds what work will need of the device, without doing it.</summary>
    internal Needs Measure(Action work)
    {
        var needs = _measure = new();
        try
        {
            work();
        }
        finally
        {
            _measure = null;
        }

        needs.Grow = Math.Max(needs.Workspace - (_workspace?.Length ?? 0), 0) * sizeof(float);
        return needs;
    }

    /// <summary>Memory that holds anything, for one kernel after another.</summary>
    internal Floats Workspace(long floats)
    {
        if (_measure is not null)
        {
            _measure.Workspace = Math.Max(_measure.Workspace, floats);
            return Floats.Nowhere;
        }

        if (floats > (_workspace?.Length ?? 0))
        {
            if (_isRecording)
            {
                throw new InvalidOperationException("Work that is recorded takes no memory.");
            }

            _stream.Synchronize();
            if (_workspace is not null)
            {
                Memory.Give(_workspace);
            }

            _workspace = Memory.Take<float>(floats);
            Version++;
        }

        return _workspace is null ? Floats.Nowhere : new(_workspace.View.BaseView);
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

        if (_measure is not null)
        {
            _measure.Table(string.Join(' ', values.ToArray()), values.Length * sizeof(int));
            return Floats.Nowhere.AsInts();
        }

        var table = Memory.Take<int>(values.Length);
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
            if (_measure is not null)
            {
                _measure.Table(key, Math.Max(steps.Length, 1) * Marshal.SizeOf<Tap>());
                return new(default, steps.Length);
            }

            known = (Memory.Take<Tap>(steps.Length), steps.Length);
            Send<Tap>(steps, known.Buffer.View.BaseView);
            _taps.Add(key, known);
        }

        return new(known.Buffer.View.BaseView, known.Count);
    }

    /// <summary>What work needs of a device beside what it is given.</summary>
    internal sealed class Needs
    {
        private readonly HashSet<object> _tables = [];
        private long _tableBytes;

        /// <summary>Floats of the workspace.</summary>
        public long Workspace { get; set; }

        /// <summary>Bytes by which the workspace is too small.</summary>
        public long Grow { get; set; }

        /// <summary>Bytes of the device's memory that are yet to be taken.</summary>
        public long Bytes => _tableBytes + Grow;

        /// <summary>Notes a table that is not there yet.</summary>
        public void Table(object key, long bytes) => _tableBytes += _tables.Add(key) ? bytes : 0;
    }
}
