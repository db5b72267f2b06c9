namespace NetGen.Ilgpu;

/// <summary>
/// Work that is done with each batch: done at first, which compiles its kernels and takes what they need; recorded when it comes again with
/// a batch of that size; and replayed from then on.
/// </summary>
/// <param name="queue">The device's work.</param>
/// <param name="work">What is done with a frame.</param>
internal sealed class Repeated(Queue queue, Action<Frame> work) : IDisposable
{
    /// <summary>Sizes of batches that are recorded; who has more of them is better off without.</summary>
    private const int MostSizes = 16;

    private readonly Dictionary<int, Entry> _entries = [];

    /// <summary>Does the work. All frames of one size of batch must have the same places.</summary>
    public void Run(in Frame frame)
    {
        // Recordings hold on to where the workspace was.
        if (!_entries.TryGetValue(frame.Batch, out var entry) || entry.Version != queue.Version)
        {
            entry?.Recording?.Dispose();
            work(frame);
            if (entry is not null || _entries.Count < MostSizes)
            {
                _entries[frame.Batch] = new(queue.Version);
            }

            return;
        }

        if (entry.Recording is null)
        {
            var copy = frame;
            entry.Recording = queue.Record(() => work(copy));
        }

        entry.Recording.Replay();
    }

    public void Dispose() => Forget();

    /// <summary>Forgets what was recorded: the work is another from now on.</summary>
    public void Forget()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Recording?.Dispose();
        }

        _entries.Clear();
    }

    private sealed class Entry(int version)
    {
        public int Version { get; } = version;

        public IRecording? Recording { get; set; }
    }
}
