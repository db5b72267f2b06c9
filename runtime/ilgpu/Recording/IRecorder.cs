namespace NetGen.Ilgpu;

/// <summary>Writes work down instead of doing it.</summary>
internal interface IRecorder
{
    /// <summary>Has work given to the queue, and writes it down.</summary>
    IRecording Record(Action work);
}

/// <summary>
/// Work that was written down, to be done again and again. It is the same work each time, on the same places: numbers that change from one
/// time to the next have to lie in the device's memory.
/// </summary>
internal interface IRecording : IDisposable
{
    /// <summary>Does it, behind all work that was given to the queue before.</summary>
    void Replay();
}
