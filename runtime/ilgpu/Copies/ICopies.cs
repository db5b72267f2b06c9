namespace NetGen.Ilgpu;

/// <summary>Copies from page-locked memory to a device, one after the other, beside the work of its queue.</summary>
internal interface ICopies
{
    /// <summary>Begins a copy. What is copied must stay as it is until <see cref="Finish"/>.</summary>
    void Begin(ReadOnlySpan<float> from, Floats to);

    /// <summary>Waits until all copies are done.</summary>
    void Finish();

    /// <summary>Whatever the queue is given from now on waits for the copies so far.</summary>
    void Precede();

    /// <summary>Copies from now on wait for whatever the queue was given so far.</summary>
    void Follow();
}
