using System.Runtime.InteropServices;
using ILGPU.Runtime;
using NetGen.Data;
using NetGen.Execution;

namespace NetGen.Ilgpu;

/// <summary>
/// Brings batches to a device: into page-locked memory, from there to a place on the device that is the batches' own, and, when its step
/// begins, from there to where the step reads it. So a batch can be on its way while the step before it runs.
/// </summary>
/// <param name="queue">The device's work.</param>
/// <param name="copies">What copies to the device.</param>
/// <param name="columns">The columns of a batch.</param>
/// <param name="batchSize">The most samples of a batch.</param>
internal sealed class BatchCopies(Queue queue, ICopies copies, TensorInfo[] columns, int batchSize) : IDisposable
{
    /// <summary>Floats that are copied at once: while they are on their way, the next are put into page-locked memory.</summary>
    private const int Piece = 1 << 18;

    private readonly Column[] _columns = new Column[columns.Length];
    private PageLockedArray1D<float> _locked = PageLockedArray1D<float>.Empty;
    private Batch? _sent;

    /// <summary>Floats of the device's memory that it needs.</summary>
    public long Room => columns.Sum(RoomOf);

    /// <summary>Where on the device batches are from now on.</summary>
    public void Settle(Floats place)
    {
        _locked = queue.PageLocked(Room);
        var offset = 0L;
        for (var i = 0; i < columns.Length; i++)
        {
            _columns[i] = new(_locked.GetArray().AsMemory((int)offset, (int)RoomOf(columns[i])), place.From(offset));
            offset += RoomOf(columns[i]);
        }

        // The place is being cleared.
        copies.Follow();
    }

    /// <summary>Sends a batch ahead.</summary>
    public void Send(Batch batch)
    {
        _sent = batch;
        for (var i = 0; i < columns.Length; i++)
        {
            Send(i, columns[i].IsInteger ? AsFloats(batch.Ints(i)) : batch.Floats(i));
            _columns[i].IsSent = true;
        }
    }

    /// <summary>Brings a column to where a step reads it. One that was sent ahead is there; any other is sent now.</summary>
    public void Bring(int column, ReadOnlySpan<float> values, Floats to)
    {
        if (!_columns[column].IsSent || values != _sent!.Floats(column))
        {
            Send(column, values);
        }

        Deliver(column, to, values.Length);
    }

    /// <summary>Brings a column to where a step reads it. One that was sent ahead is there; any other is sent now.</summary>
    public void Bring(int column, ReadOnlySpan<int> values, Ints to)
    {
        if (!_columns[column].IsSent || values != _sent!.Ints(column))
        {
            Send(column, AsFloats(values));
        }

        Deliver(column, to.AsFloats(), values.Length);
    }

    public void Dispose()
    {
        copies.Finish();
        _locked.Dispose();
    }

    private static ReadOnlySpan<float> AsFloats(ReadOnlySpan<int> values) => MemoryMarshal.Cast<int, float>(values);

    private long RoomOf(TensorInfo column) => (((long)batchSize * column.SampleSize) + 15) / 16 * 16;

    private void Send(int column, ReadOnlySpan<float> values)
    {
        ref var its = ref _columns[column];
        if (its.IsOnItsWay)
        {
            copies.Finish();
            for (var i = 0; i < _columns.Length; i++)
            {
                _columns[i].IsOnItsWay = false;
            }
        }

        for (var first = 0; first < values.Length; first += Piece)
        {
            var piece = its.Locked.Span.Slice(first, Math.Min(Piece, values.Length - first));
            values.Slice(first, piece.Length).CopyTo(piece);
            copies.Begin(piece, its.Place.From(first));
        }

        its.IsOnItsWay = true;
    }

    /// <summary>Within the device, before the step's work; the next batch must not come over this one until that is done.</summary>
    private void Deliver(int column, Floats to, int count)
    {
        _columns[column].IsSent = false;
        copies.Precede();
        queue.Copy(_columns[column].Place, to, count);
        copies.Follow();
    }

    /// <summary>
    /// A column's memory, whether that of the processor is being copied, and whether it was sent ahead and not used yet.
    /// </summary>
    private record struct Column(Memory<float> Locked, Floats Place, bool IsOnItsWay = false, bool IsSent = false);
}
