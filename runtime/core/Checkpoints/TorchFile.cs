using NetGen.Checkpoints.Torch;

namespace NetGen.Checkpoints;

/// <summary>
/// Weights that PyTorch's <c>torch.save</c> has written (<c>.pth</c>, <c>.pt</c>, <c>.th</c>), in the zip format or the one before
/// PyTorch 1.6: a state dictionary, alone or beside other values under <c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>
/// or <c>net</c>. Such a file is a pickle, which in Python may run any code when it is read. Here nothing is ever run: what
/// tensors do not need is refused by its name.
/// </summary>
public sealed class TorchFile
{
    private readonly Dictionary<string, StoredTensor> _byName;

    private TorchFile(string path, IReadOnlyList<StoredTensor> tensors)
    {
        Path = path;
        Tensors = tensors;
        _byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>The state dictionary's tensors, in its order. Tensors that shared memory when they were saved share it here.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The tensor of that name, or null.</summary>
    /// <param name="name">A name such as <c>conv1.weight</c>.</param>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads the state dictionary of a file; an optimiser's state beside it is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is broken, or it holds what tensors do not need; the message says what.</exception>
    public static TorchFile Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            ITorchContainer container = FileFormat.IsZip(file) ? new TorchZip(file) : new TorchStream(file);
            return new TorchFile(path, TorchStateDict.Read(container));
        }
        // The others are what the reader of zip files throws when it is led astray by wrong numbers in them.
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }
}
