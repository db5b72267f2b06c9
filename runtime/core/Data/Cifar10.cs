namespace NetGen.Data;

/// <summary>
/// CIFAR-10 in its binary version (<c>cifar-10-binary.tar.gz</c>): 50,000 + 10,000 colour images of 3 × 32 × 32, ten classes; each
/// record is a label byte and the red, green and blue planes.
/// </summary>
public static class Cifar10
{
    private const int ImageSize = 3 * 32 * 32;
    private const int RecordSize = 1 + ImageSize;
    private const string Subfolder = "cifar-10-batches-bin";

    private static readonly string[] s_classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly string[] s_trainingFiles =
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"];

    private static readonly string[] s_testFiles = ["test_batch.bin"];

    /// <summary>The names of the ten classes.</summary>
    public static IReadOnlyList<string> Classes => s_classes;

    /// <summary>Reads the 50,000 training images: columns <c>image</c> (bytes as 0 to 1) and <c>label</c>.</summary>
    /// <param name="folder">The folder of the .bin files, or the one that holds <c>cifar-10-batches-bin</c>.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file is not a whole number of records, or a label is above 9.</exception>
    public static Dataset ReadTraining(string folder) => Read(folder, s_trainingFiles);

    /// <summary>Reads the 10,000 test images: columns <c>image</c> (bytes as 0 to 1) and <c>label</c>.</summary>
    /// <param name="folder">The folder of the .bin files, or the one that holds <c>cifar-10-batches-bin</c>.</param>
    /// <exception cref="FileNotFoundException">The file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">The file is not a whole number of records, or a label is above 9.</exception>
    public static Dataset ReadTest(string folder) => Read(folder, s_testFiles);

    /// <summary>Whether a folder (or its <c>cifar-10-batches-bin</c>) has all six files.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsIn(string folder) =>
        s_trainingFiles.Concat(s_testFiles).All(name => File.Exists(Path.Combine(FilesFolder(folder), name)));

    private static string FilesFolder(string folder)
    {
        var subfolder = Path.Combine(folder, Subfolder);
        return Directory.Exists(subfolder) ? subfolder : folder;
    }

    private static Dataset Read(string folder, string[] names)
    {
        var records = Array.ConvertAll(names, name => ReadRecords(Path.Combine(FilesFolder(folder), name)));
        var count = records.Sum(r => r.Length) / RecordSize;
        var images = new byte[count * ImageSize];
        var labels = new int[count];
        var sample = 0;
        for (var file = 0; file < records.Length; file++)
        {
            for (var begin = 0; begin < records[file].Length; begin += RecordSize, sample++)
            {
                labels[sample] = records[file][begin];
                records[file].AsSpan(begin + 1, ImageSize).CopyTo(images.AsSpan(sample * ImageSize));
            }
        }
        return new Dataset(DataColumn.FromBytes("image", images, ImageSize), DataColumn.FromIntegers("label", labels));
    }

    private static byte[] ReadRecords(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing; CIFAR-10's binary version is expected there.", path);
        }
        var records = File.ReadAllBytes(path);
        if (records.Length == 0 || records.Length % RecordSize != 0)
        {
            throw new InvalidDataException(
                $"{path}: {records.Length} bytes are not a positive multiple of the {RecordSize} that one record has (truncated?).");
        }
        for (var begin = 0; begin < records.Length; begin += RecordSize)
        {
            if (records[begin] >= s_classes.Length)
            {
                throw new InvalidDataException($"{path}: record {begin / RecordSize} has the label {records[begin]}; labels are 0 to 9.");
            }
        }
        return records;
    }
}
