using NetGen.Operators;

namespace NetGen.Data;

/// <summary>
/// Hands out a data set in batches, in order or shuffled. The order depends on the seed and the epoch alone, so it is the same
/// on every machine. Nothing is allocated after construction.
/// </summary>
public sealed class BatchLoader
{
    private readonly Dataset _dataset;
    private readonly ulong? _shuffleSeed;
    private readonly int[] _order;
    private int _next;

    /// <summary>A loader at the start of epoch 0.</summary>
    /// <param name="dataset">The samples.</param>
    /// <param name="batchSize">How many samples a batch has; the last of an epoch has what is left.</param>
    /// <param name="shuffleSeed">Shuffles each epoch anew from this seed; null keeps the order of the data set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    public BatchLoader(Dataset dataset, int batchSize, ulong? shuffleSeed = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        _dataset = dataset;
        BatchSize = batchSize;
        _shuffleSeed = shuffleSeed;
        _order = new int[dataset.Count];
        Current = Another();
        Reset(epoch: 0);
    }

    /// <summary>How many samples a batch has at most.</summary>
    public int BatchSize { get; }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchCount => (int)(((long)_dataset.Count + BatchSize - 1) / BatchSize);

    /// <summary>The batch that <see cref="Next"/> read last; the same object each time.</summary>
    public Batch Current { get; }

    /// <summary>Reads the next batch into <see cref="Current"/>; false at the end of the epoch.</summary>
    public bool Next() => ReadNext(Current);

    /// <summary>Reads the next batch into another than <see cref="Current"/>; false at the end of the epoch.</summary>
    internal bool ReadNext(Batch batch)
    {
        var count = Math.Min(BatchSize, _order.Length - _next);
        if (count == 0)
        {
            return false;
        }
        batch.Read(_dataset, _order.AsSpan(_next, count));
        _next += count;
        return true;
    }

    /// <summary>Room for a batch beside <see cref="Current"/>.</summary>
    internal Batch Another() => new([.. _dataset.Columns], Math.Min(BatchSize, _dataset.Count));

    /// <summary>Starts an epoch; each has its own order.</summary>
    /// <param name="epoch">The epoch's number, from 0.</param>
    public void Reset(int epoch)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }
        if (_shuffleSeed is { } seed)
        {
            Shuffle.Apply(_order, CounterRandom.Key(seed, epoch, Shuffle.EpochStream));
        }
        _next = 0;
    }
}
