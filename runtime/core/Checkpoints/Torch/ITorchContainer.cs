namespace NetGen.Checkpoints.Torch;

/// <summary>A checkpoint's two parts: the pickled object, and the bytes of the storages that it names.</summary>
internal interface ITorchContainer
{
    /// <summary>The pickled object.</summary>
    object? Root { get; }

    /// <summary>The bytes of each of these storages by its key, little-endian. Others are not read.</summary>
    IReadOnlyDictionary<string, byte[]> Read(IReadOnlyCollection<TorchStorage> storages);
}
