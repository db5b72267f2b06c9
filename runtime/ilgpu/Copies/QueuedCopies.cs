namespace NetGen.Ilgpu;

/// <summary>
/// Copies among the queue's other work. OpenCL has other queues, but ILGPU has no way of making one wait for another; nor has its
/// simulation anything to gain.
/// </summary>
internal sealed class QueuedCopies(Queue queue) : ICopies
{
    public void Begin(ReadOnlySpan<float> from, Floats to) => queue.Upload(from, to);

    public void Finish()
    {
    }

    public void Precede()
    {
    }

    public void Follow()
    {
    }
}
