namespace NetGen.Checkpoints;

/// <summary>Recognises what a file of weights is by its first bytes: names of files say too little.</summary>
internal static class FileFormat
{
    private const int Looked = 9;

    /// <summary>Whether it is a zip file, as <c>torch.save</c> writes it.</summary>
    public static bool IsZip(FileStream file) => Begin(file) is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];

    /// <summary>
    /// Whether it is a stream of pickles, as <c>torch.save</c> wrote before: it begins with a protocol, 2 to 5. A safetensors
    /// file may begin with the same bytes, but its header, from the ninth on, begins with a brace.
    /// </summary>
    public static bool IsPickle(FileStream file) => Begin(file) is [0x80, >= 2 and <= 5, _, _, _, _, _, _, not (byte)'{', ..];

    /// <summary>Reads the tensors of a file of any of the formats.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public static IReadOnlyList<StoredTensor> Read(string path)
    {
        bool torch;
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete))
        {
            torch = IsZip(file) || IsPickle(file);
        }
        return torch ? TorchFile.Read(path).Tensors : SafeTensorsFile.Read(path).Tensors;
    }

    private static ReadOnlySpan<byte> Begin(FileStream file)
    {
        var bytes = new byte[Looked];
        file.Position = 0;
        var count = file.ReadAtLeast(bytes, Looked, throwOnEndOfStream: false);
        file.Position = 0;
        return bytes.AsSpan(0, count);
    }
}
