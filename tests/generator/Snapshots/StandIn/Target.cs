namespace VerifyTests;

/// <summary>One text of a snapshot, as Verify's type of this name.</summary>
/// <param name="extension">The file's extension, without a dot.</param>
/// <param name="data">Its text.</param>
/// <param name="name">What tells it from the snapshot's other texts; null where there is but one.</param>
public sealed class Target(string extension, string data, string? name = null)
{
    public string Extension { get; } = extension;

    public string Data { get; } = data;

    public string? Name { get; } = name;
}
