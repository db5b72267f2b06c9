using NetGen.Data;
using NetGen.Execution;

namespace NetGen;

/// <summary>
/// The batches of epochs, in order. Where steps run on another device, each batch but an epoch's first is read, and sent there, while
/// the step before it runs.
/// </summary>
internal sealed class EpochBatches : IDisposable
{
    private readonly BatchLoader _loader;
    private readonly RemoteTraining? _remote;
    private Batch _next;
    private bool _isRead;
    private bool _isThere;

    public EpochBatches(BatchLoader loader, RemoteTraining? remote)
    {
        (_loader, _remote, Current) = (loader, remote, loader.Current);
        _next = remote is null ? Current : loader.Another();
        if (remote is not null)
        {
            remote.Meanwhile = SendNext;
        }
    }

    /// <summary>How many batches an epoch has.</summary>
    public int Count => _loader.BatchCount;

    /// <summary>The batch that <see cref="Next"/> came to.</summary>
    public Batch Current { get; private set; }

    /// <summary>Starts an epoch.</summary>
    public void Reset(int epoch)
    {
        _loader.Reset(epoch);
        _isRead = false;
    }

    /// <summary>Goes on to the next batch; false at the end of the epoch.</summary>
    public bool Next()
    {
        if (!_isRead)
        {
            Read();
        }

        _isRead = false;
        (Current, _next) = (_next, Current);
        return _isThere;
    }

    public void Dispose()
    {
        if (_remote is not null)
        {
            _remote.Meanwhile = null;
        }
    }

    private void Read()
    {
        _isThere = _loader.ReadNext(_next);
        _isRead = true;
    }

    /// <summary>Once for each batch, however many other steps are made meanwhile.</summary>
    private void SendNext()
    {
        if (!_isRead)
        {
            Read();
            if (_isThere)
            {
                _remote!.Send(_next);
            }
        }
    }
}
