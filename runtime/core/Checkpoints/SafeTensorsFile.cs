using System.Buffers.Binary;

namespace NetGen.Checkpoints;

/// <summary>
/// Weights in the safetensors format: eight bytes of header length, a JSON header that gives each tensor's element type, shape
/// and place, and the tensors' bytes. PyTorch, torchvision and Hugging Face read and write the same files.
/// </summary>
public sealed class SafeTensorsFile
{
    private readonly Dictionary<string, StoredTensor> _byName;

    internal SafeTensorsFile(
        string path, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Tensors = tensors;
        Metadata = metadata;
        _byName = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>The tensors, in the order of their bytes in the file.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>: free text by key; empty when the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensor of that name, or null.</summary>
    /// <param name="name">A name such as <c>conv1.weight</c>.</param>
    public StoredTensor? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Reads a file whole and checks all of it: lengths, places, overlaps, gaps, element types and shapes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is broken; the message names the file, the tensor and the numbers.</exception>
    public static SafeTensorsFile Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var header = new SafeTensorsHeader(path);
        var headerBytes = ReadHeader(path, file);
        header.Parse(headerBytes);
        header.CheckPlaces(dataLength: file.Length - 8 - headerBytes.Length);

        var tensors = new List<StoredTensor>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            var data = new byte[entry.End - entry.Begin];
            file.Position = 8 + headerBytes.Length + entry.Begin;
            file.ReadExactly(data);
            tensors.Add(new StoredTensor(entry.Name, entry.Type, entry.Shape, data));
        }
        return new SafeTensorsFile(path, tensors, header.Metadata);
    }

    /// <summary>
    /// Writes tensors in the order given: the same tensors give the same bytes. The file is replaced as a whole, so that a kill
    /// in the middle leaves the old one.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">The tensors, with different names.</param>
    /// <param name="metadata">Free text by key for the header's <c>__metadata__</c>, written in ordinal order of the keys.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name.</exception>
    public static void Write(
        string path, IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = SafeTensorsHeader.Format(tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in tensors)
            {
                stream.Write(tensor.Data);
            }
        });
    }

    private static byte[] ReadHeader(string path, FileStream file)
    {
        if (file.Length < 8)
        {
            throw new InvalidDataException(
                $"{path}: {file.Length} bytes are too few for a safetensors file, which starts with an 8-byte header length.");
        }
        Span<byte> lengthBytes = stackalloc byte[8];
        file.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)(file.Length - 8))
        {
            throw new InvalidDataException(
                $"{path}: the header is said to be {length} bytes long, but only {file.Length - 8} follow. " +
                "The file is truncated or is not a safetensors file.");
        }
        if (length > SafeTensorsHeader.MaximumLength)
        {
            throw new InvalidDataException(
                $"{path}: the header is {length} bytes long; at most {SafeTensorsHeader.MaximumLength} are allowed.");
        }
        var header = new byte[length];
        file.ReadExactly(header);
        return header;
    }
}
