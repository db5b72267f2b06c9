using System.Buffers.Binary;

namespace NetGen.Checkpoints.Torch;

/// <summary>
/// The format up to PyTorch 1.5: five pickles one after the other (a magic number, the version 1001, facts about the machine,
/// the object, the storages' keys), then for each key the storage's length, 8 bytes, and its elements.
/// </summary>
internal sealed class TorchStream : ITorchContainer
{
    private const long Version = 1001;

    /// <summary>0x1950a86a20f9469cfc6c.</summary>
    private static ReadOnlySpan<byte> Magic => [0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];

    private readonly FileStream _file;
    private readonly List<string> _keys;
    private readonly Dictionary<string, TorchStorage> _storages;

    public TorchStream(FileStream file)
    {
        _file = file;
        var reader = new PickleReader(file);
        if (reader.Read() is not byte[] magic || !magic.AsSpan().SequenceEqual(Magic))
        {
            throw new InvalidDataException("this is a pickle, but none that torch.save has written.");
        }
        if (reader.Read() is var version && version is not Version)
        {
            throw new InvalidDataException($"its version is {version ?? "None"}; {Version} is known.");
        }
        // Sizes of the writer's integers and its byte order. The storages are little-endian on every machine.
        reader.Read();
        Root = reader.Read();
        _storages = new(reader.Storages, StringComparer.Ordinal);
        _keys = reader.Read() is PickleList keys && keys.Items.TrueForAll(k => k is string or long)
            ? keys.Items.ConvertAll(k => $"{k}")
            : throw new InvalidDataException("the list of storages is missing.");
    }

    public object? Root { get; }

    public IReadOnlyDictionary<string, byte[]> Read(IReadOnlyCollection<TorchStorage> storages)
    {
        var wanted = storages.Select(s => s.Key).ToHashSet(StringComparer.Ordinal);
        var bytes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Span<byte> length = stackalloc byte[8];
        foreach (var key in _keys)
        {
            var storage = _storages.GetValueOrDefault(key)
                ?? throw new InvalidDataException($"the storage {key} follows, but no tensor says of what type it is.");
            CheckLeft(key, length.Length);
            _file.ReadExactly(length);
            var size = (Int128)BinaryPrimitives.ReadInt64LittleEndian(length) * storage.ElementSize;
            CheckLeft(key, size);
            if (wanted.Contains(key))
            {
                bytes[key] = size <= Array.MaxLength
                    ? new byte[(int)size]
                    : throw new InvalidDataException($"the storage {key} has {size} bytes; at most {Array.MaxLength} are read.");
                _file.ReadExactly(bytes[key]);
            }
            else
            {
                _file.Position += (long)size;
            }
        }
        return wanted.FirstOrDefault(key => !bytes.ContainsKey(key)) is { } missing
            ? throw new InvalidDataException($"the storage {missing} is missing.")
            : bytes;
    }

    private void CheckLeft(string key, Int128 size)
    {
        if (size < 0 || size > _file.Length - _file.Position)
        {
            throw new InvalidDataException(
                $"the storage {key} is said to take {size} bytes, but {_file.Length - _file.Position} are left (truncated?).");
        }
    }
}
