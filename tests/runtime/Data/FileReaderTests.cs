using System.IO.Compression;
using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

/// <summary>IDX files and CIFAR-10's binary files.</summary>
public sealed class FileReaderTests : IDisposable
{
    // Three images of 2 × 2.
    private static readonly byte[] s_images = Convert.FromHexString("00000803000000030000000200000002" + "00FF3300112233445566778899");
    private static readonly byte[] s_whole = Convert.FromHexString("00000803000000030000000200000002" + "00FF33001122334455667788");
    private static readonly byte[] s_labels = Convert.FromHexString("0000080100000003" + "070009");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_images_and_labels_plain_or_compressed_whatever_the_name(bool compressed)
    {
        var images = _folder.File("images", compressed ? Gzip(s_whole) : s_whole);
        var labels = _folder.File("labels.gz", compressed ? Gzip(s_labels) : s_labels);
        var dataset = IdxFile.ReadImages(images, labels, mean: 0.2, std: 0.5);

        Assert.Equal(3, dataset.Count);
        Assert.Equal([7, 0, 9], DatasetTests.Labels(dataset));
        var values = new float[4];
        dataset.Read(0, 0, values);
        Assert.Equal([-0.4f, 1.6f, 0f, -0.4f], values);
    }

    [Theory]
    [InlineData("", "ends before its header")]
    [InlineData("000008", "ends before its header")]
    [InlineData("0000080300000003000000", "ends before its header")]
    [InlineData("89504E470D0A1A0A", "starts with 89504E47")]
    [InlineData("00000800", "starts with 00000800")]
    [InlineData("00000D0100000001" + "00000000", "the IDX type 0x0D")]
    [InlineData("0000080100000003" + "0700", "3 = 3 bytes were expected, but only 2 are there")]
    [InlineData("0000080100000003" + "07000900", "bytes after the 3 = 3 expected")]
    [InlineData("00000802FFFFFFFF00000002", "beyond any file (4294967295 for axis 0)")]
    [InlineData("000008027FFFFFFF7FFFFFFF", "beyond any file")]
    public void Refuses_a_broken_idx_file_and_names_it(string bytes, string message)
    {
        foreach (var content in new[] { Convert.FromHexString(bytes), Gzip(Convert.FromHexString(bytes)) })
        {
            var path = _folder.File("broken", content);
            var error = Assert.Throws<InvalidDataException>(() => IdxFile.Read(path));
            Assert.StartsWith(path, error.Message);
            Assert.Contains(message, error.Message);
        }
    }

    [Fact]
    public void Every_truncation_of_a_compressed_file_is_noticed()
    {
        var whole = Gzip(s_whole);
        // The end-of-block mark, gzip's checksum and its length (at most ten bytes) come after all of the content.
        for (var length = 0; length < whole.Length - 10; length++)
        {
            var path = _folder.File("images.gz", whole[..length]);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => IdxFile.Read(path)).Message);
        }
    }

    [Fact]
    public void Images_and_labels_must_belong_together()
    {
        var images = _folder.File("images", s_whole);
        var labels = _folder.File("labels", s_labels);
        var two = _folder.File("two", Convert.FromHexString("0000080100000002" + "0700"));
        Assert.Contains("has 3 images", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(images, two)).Message);
        Assert.Contains("images have 3 axes", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(labels, labels)).Message);
        Assert.Contains("labels have 1 axis", Assert.Throws<InvalidDataException>(() => IdxFile.ReadImages(images, images)).Message);
        Assert.Throws<FileNotFoundException>(() => IdxFile.ReadImages(images, Path.Combine(_folder.Path, "none")));
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(_folder.File("longer", s_images)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin")]
    public void Reads_cifar_records_in_the_order_of_the_files(string subfolder)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, subfolder));
        for (var i = 1; i <= 5; i++)
        {
            _folder.File(Path.Combine(subfolder, $"data_batch_{i}.bin"), [.. Record(i, 10 * i), .. Record(9, 255)]);
        }
        _folder.File(Path.Combine(subfolder, "test_batch.bin"), Record(3, 51));

        Assert.True(Cifar10.IsIn(_folder.Path));
        var training = Cifar10.ReadTraining(_folder.Path);
        Assert.Equal([1, 9, 2, 9, 3, 9, 4, 9, 5, 9], DatasetTests.Labels(training));
        var values = new float[3072];
        Cifar10.ReadTest(_folder.Path).Read(0, 0, values);
        Assert.All(values, v => Assert.Equal(0.2f, v));
        Assert.Equal("cat", Cifar10.Classes[3]);
    }

    [Fact]
    public void Refuses_broken_or_missing_cifar_files()
    {
        Assert.False(Cifar10.IsIn(_folder.Path));
        Assert.Contains("test_batch.bin is missing", Assert.Throws<FileNotFoundException>(() => Cifar10.ReadTest(_folder.Path)).Message);
        _folder.File("test_batch.bin", new byte[3072]);
        Assert.Contains("3072 bytes", Assert.Throws<InvalidDataException>(() => Cifar10.ReadTest(_folder.Path)).Message);
        _folder.File("test_batch.bin", [.. Record(1, 0), .. Record(10, 0)]);
        Assert.Contains("record 1 has the label 10", Assert.Throws<InvalidDataException>(() => Cifar10.ReadTest(_folder.Path)).Message);
    }

    private static byte[] Record(int label, int value) => [(byte)label, .. Enumerable.Repeat((byte)value, 3072)];

    private static byte[] Gzip(byte[] content)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }
        return memory.ToArray();
    }
}
