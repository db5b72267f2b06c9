using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <remarks>What kernels need beside what they are given: a workspace, panels of packed factors, and tables that stay.</remarks>
public sealed partial class Queue
{
    private readonly List<(int[] Values, MemoryBuffer1D<int, Stride1D.Dense> Buffer)> _tables = [];
    private readonly Dictionary<(Conv2dShape, (int, int)?), (MemoryBuffer1D<Tap, Stride1D.Dense> Buffer, int Count)> _taps = [];
    private MemoryBuffer1D<float, Stride1D.Dense>? _workspace;
    private MemoryBuffer1D<float, Stride1D.Dense>? _panels;
    private Needs? _measure;

    /// <summary>Goes up when the workspace or the panels move, to which recordings are bound.</summary>
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

        needs.Grow = (Missing(_workspace, needs.Workspace) + Missing(_panels, needs.Panels)) * sizeof(float);
        return needs;
    }

    /// <summary>Takes what work was found to need beside tables.</summary>
    internal void Reserve(Needs needs)
    {
        Grow(ref _workspace, needs.Workspace);
        Grow(ref _panels, needs.Panels);
    }

    /// <summary>Memory that holds anything, for one kernel after another.</summary>
    internal Floats Workspace(long floats)
    {
        if (_measure is not null)
        {
            _measure.Workspace = Math.Max(_measure.Workspace, floats);
            return Floats.Nowhere;
        }

        Grow(ref _workspace, floats);
        return _workspace is null ? Floats.Nowhere : new(_workspace.View.BaseView);
    }

    /// <summary>
    /// Memory for the panels of one product's factors, until the next product; beside the workspace, which may hold the factors. It is
    /// there if so much was reserved: smaller batches may pack what larger ones do not, and must not take memory for it.
    /// </summary>
    internal bool TryPanels(long floats, out Floats panels)
    {
        if (_measure is not null)
        {
            _measure.Panels = Math.Max(_measure.Panels, floats);
            panels = Floats.Nowhere;
            return true;
        }

        panels = _panels is null ? default : new(_panels.View.BaseView);
        return Missing(_panels, floats) == 0;
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

    private static long Missing(MemoryBuffer1D<float, Stride1D.Dense>? room, long floats) => Math.Max(floats - (room?.Length ?? 0), 0);

    private void Grow(ref MemoryBuffer1D<float, Stride1D.Dense>? room, long floats)
    {
        if (Missing(room, floats) == 0)
        {
            return;
        }

        if (_isRecording)
        {
            throw new InvalidOperationException("Work that is recorded takes no memory.");
        }

        _stream.Synchronize();
        if (room is not null)
        {
            Memory.Give(room);
        }

        room = Memory.Take<float>(floats);
        Version++;
    }

    /// <summary>What work needs of a device beside what it is given.</summary>
    internal sealed class Needs
    {
        private readonly HashSet<object> _tables = [];
        private long _tableBytes;

        /// <summary>Floats of the workspace.</summary>
        public long Workspace { get; set; }

        /// <summary>Floats of packed factors.</summary>
        public long Panels { get; set; }

        /// <summary>Bytes by which both are too small.</summary>
        public long Grow { get; set; }

        /// <summary>Bytes of the device's memory that are yet to be taken.</summary>
        public long Bytes => _tableBytes + Grow;

        /// <summary>Notes a table that is not there yet.</summary>
        public void Table(object key, long bytes) => _tableBytes += _tables.Add(key) ? bytes : 0;
    }
}
