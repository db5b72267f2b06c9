namespace NetGen.Conformance.Engines.Ptx;

/// <summary>Who touched a word of memory, and when: in a time in which threads know nothing of one another.</summary>
internal struct Touched
{
    private const int Several = -1;

    private int _writer;
    private int _reader;
    private int _read;

    /// <summary>When it was last written; 0 for never.</summary>
    public int Written { get; private set; }

    /// <summary>Notes a read; tells who else wrote the word in that time.</summary>
    public string? Read(int thread, int time)
    {
        _reader = _read != time || _reader == thread ? thread : Several;
        _read = time;
        return Written == time && _writer != thread ? Name(_writer) : null;
    }

    /// <summary>Notes that it is written; tells who else read or wrote the word in that time.</summary>
    public string? Write(int thread, int time)
    {
        var other = Written == time && _writer != thread ? Name(_writer)
            : _read == time && _reader != thread ? Name(_reader)
            : null;
        (Written, _writer) = (time, thread);
        return other;
    }

    private static string Name(int thread) => thread == Several ? "several threads" : $"thread {thread}";
}
