using System.IO.Compression;

namespace NetGen.Checkpoints.Torch;

/// <summary>
/// The format since PyTorch 1.6: a zip file with the pickle data.pkl and an entry data/KEY for each storage, none compressed.
/// </summary>
internal sealed class TorchZip : ITorchContainer
{
    private const string Pickle = "data.pkl";

    private readonly ZipArchive _archive;
    private readonly string _folder;
    private readonly long _fileLength;

    public TorchZip(FileStream file)
    {
        _fileLength = file.Length;
        _archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var pickle = _archive.Entries.FirstOrDefault(e => e.Name == Pickle)
            ?? throw new InvalidDataException($"this zip file is not a PyTorch checkpoint: it holds no {Pickle}.");
        _folder = pickle.FullName[..^Pickle.Length];
        if (_archive.GetEntry(_folder + "constants.pkl") is not null)
        {
            throw new InvalidDataException(
                "this is a TorchScript archive, which holds a program. Save the weights instead: torch.save(module.state_dict(), path).");
        }
        Root = new PickleReader(new MemoryStream(Bytes(pickle), writable: false)).Read();
    }

    public object? Root { get; }

    public IReadOnlyDictionary<string, byte[]> Read(IReadOnlyCollection<TorchStorage> storages)
    {
        var bigEndian = _archive.GetEntry(_folder + "byteorder") is { } order && Bytes(order).AsSpan().SequenceEqual("big"u8);
        var left = _fileLength;
        var bytes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var storage in storages)
        {
            var entry = _archive.GetEntry($"{_folder}data/{storage.Key}")
                ?? throw new InvalidDataException($"the storage {storage.Key} is missing: there is no entry {_folder}data/{storage.Key}.");
            // Entries that overlap could claim more than the file holds.
            if ((left -= entry.Length) < 0)
            {
                throw new InvalidDataException($"the entries are larger than the file, {entry.FullName} among them (truncated?).");
            }
            bytes[storage.Key] = Bytes(entry);
            if (bigEndian)
            {
                SwapBytes(bytes[storage.Key], storage);
            }
        }
        return bytes;
    }

    private byte[] Bytes(ZipArchiveEntry entry)
    {
        if (entry.CompressedLength != entry.Length)
        {
            throw new InvalidDataException($"the entry {entry.FullName} is compressed; PyTorch writes none compressed.");
        }
        if (entry.Length > Math.Min(_fileLength, Array.MaxLength))
        {
            throw new InvalidDataException(
                $"the entry {entry.FullName} is said to have {entry.Length} bytes; the file has {_fileLength}, "
                + $"and at most {Array.MaxLength} are read.");
        }
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void SwapBytes(byte[] bytes, TorchStorage storage)
    {
        for (var i = 0; storage.ElementSize > 1 && i + storage.ElementSize <= bytes.Length; i += storage.ElementSize)
        {
            bytes.AsSpan(i, storage.ElementSize).Reverse();
        }
    }
}
