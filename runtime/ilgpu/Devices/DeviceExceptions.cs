namespace NetGen;

/// <summary>A device was asked for that is not there; the message says what was looked for and what was found.</summary>
public sealed class DeviceNotFoundException : InvalidOperationException
{
    internal DeviceNotFoundException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>A device has not the memory that a plan needs; nothing was taken.</summary>
public sealed class DeviceMemoryException : InvalidOperationException
{
    internal DeviceMemoryException(string what, string device, long needed, long free, Exception? inner = null)
        : base($"{what} needs {Size(needed)} on {device}, which has {Size(free)} free: use smaller batches.", inner) =>
        (Needed, Free) = (needed, free);

    /// <summary>Bytes that the plan needs.</summary>
    public long Needed { get; }

    /// <summary>Bytes that the device has free.</summary>
    public long Free { get; }

    private static string Size(long bytes) => FormattableString.Invariant($"{bytes / 1048576.0:#,0.0} MiB");
}
