using System.IO.Compression;
using NetGen.Checkpoints;
using NetGen.Tests.Training;

namespace NetGen.Tests.Checkpoints;

/// <summary>Checkpoints that PyTorch has written (see Reference/make_checkpoints.py), in both of its formats.</summary>
public sealed class TorchFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain.zip")]
    [InlineData("plain.stream")]
    [InlineData("metadata.zip")]
    [InlineData("metadata.stream")]
    [InlineData("nested.zip")]
    [InlineData("nested.stream")]
    [InlineData("protocol3.zip")]
    [InlineData("protocol3.stream")]
    [InlineData("protocol5.zip")]
    [InlineData("protocol5.stream")]
    public void A_network_loads_what_PyTorch_saved(string name)
    {
        var network = HandWrittenNetwork.Load(Reference(name));
        Assert.Equal(Ramp(12), network.Parameters.Read("fc.weight").ToArray());
        Assert.Equal(Ramp(3), network.Parameters.Read("fc.bias").ToArray());
        Assert.Equal(-1, network.Buffers.Read("scale.factor")[0]);
        var counted = !name.StartsWith("metadata", StringComparison.Ordinal);
        Assert.Equal(counted ? 7 : 0, network.Buffers.Read("scale.num_batches_tracked")[0]);
    }

    [Theory]
    [InlineData("kinds.zip")]
    [InlineData("kinds.stream")]
    public void All_element_types_are_converted(string name)
    {
        var file = TorchFile.Read(Reference(name));
        Assert.Equal(10, file.Tensors.Count);
        foreach (var tensor in file.Tensors)
        {
            float[] expected = tensor.Type switch
            {
                StoredType.Bool => [1, 1, 1, 1, 0, 1],
                StoredType.U8 => [252, 253, 254, 255, 0, 1],
                _ => [-4, -3, -2, -1, 0, 1],
            };
            Assert.Equal(expected, Floats(tensor));
            Assert.Equal([2, 3], tensor.Shape.ToArray());
        }
        Assert.Equal(10, file.Tensors.Select(t => t.Type).Distinct().Count());
    }

    [Theory]
    [InlineData("views.zip")]
    [InlineData("views.stream")]
    public void Views_of_one_storage_are_read_in_their_own_order(string name)
    {
        var file = TorchFile.Read(Reference(name));
        Check("whole", [4, 6], Enumerable.Range(0, 24));
        Check("transposed", [6, 4], Enumerable.Range(0, 24).Select(i => i % 4 * 6 + i / 4));
        Check("row", [6], Enumerable.Range(12, 6));
        Check("column", [4], [1, 7, 13, 19]);
        Check("block", [2, 3], [8, 9, 10, 14, 15, 16]);
        Check("steps", [2, 2], [0, 3, 12, 15]);
        Check("expanded", [2, 2], [0, 0, 0, 0]);
        Check("scalar", [], [23]);
        Check("empty", [0, 6], []);
        Check("parameter", [6], Enumerable.Range(6, 6));
        Assert.Null(file.Find("other"));

        void Check(string tensor, long[] shape, IEnumerable<int> places)
        {
            Assert.Equal(shape, file.Find(tensor)!.Shape.ToArray());
            Assert.Equal(places.Select(i => i / 4f - 1), Floats(file.Find(tensor)!));
        }
    }

    [Fact]
    public void A_whole_module_is_refused_with_advice() => Refuses(
        Reference("module.zip"), "an object of the class torch.nn.modules.linear.Linear", "torch.save(module.state_dict(), path)");

    [Fact]
    public void Big_endian_storages_are_turned_round()
    {
        var path = Rewritten(
            Reference("kinds.zip"),
            (name, bytes) => (name, name.Contains("/data/", StringComparison.Ordinal) ? Swapped(bytes, bytes.Length / 6) : bytes),
            ("kinds/byteorder", "big"u8.ToArray()));
        var signed = TorchFile.Read(path).Tensors.Where(t => t.Type is not (StoredType.Bool or StoredType.U8));
        Assert.All(signed, t => Assert.Equal(-4, Floats(t)[0]));
    }

    [Fact]
    public void The_folder_within_a_zip_file_may_have_any_name_or_none()
    {
        foreach (var folder in new[] { "", "archive/", "a/b/" })
        {
            var path = Rewritten(Reference("plain.zip"), (name, bytes) => (folder + name["plain/".Length..], bytes));
            Assert.Equal(4, TorchFile.Read(path).Tensors.Count);
        }
    }

    [Fact]
    public void What_a_zip_file_lacks_is_said()
    {
        Refuses(Rewritten(Reference("plain.zip"), (name, bytes) => (name + "x", bytes)), "it holds no data.pkl");
        Refuses(
            Rewritten(Reference("plain.zip"), (name, bytes) => (name == "plain/data/2" ? "plain/data/x" : name, bytes)),
            "the storage 2 is missing: there is no entry plain/data/2");
        Refuses(
            Rewritten(Reference("plain.zip"), (name, bytes) => (name, name == "plain/data/0" ? bytes[..40] : bytes)),
            "the storage 0 of fc.weight should have 12 elements of 4 bytes; it has 40 bytes");
        Refuses(Rewritten(Reference("plain.zip"), (name, bytes) => (name, bytes), ("plain/constants.pkl", [])), "TorchScript archive");
        Refuses(
            Rewritten(Reference("plain.zip"), (name, bytes) => (name, name == "plain/data/0" ? new byte[48] : bytes), compressed: true),
            "plain/data.pkl is compressed");
    }

    [Fact]
    public void Sizes_that_need_64_bits_are_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Holes are written out there.");
        // One entry of 5 GB that takes no room on the disk comes first, so that all other places are beyond 32 bits.
        var path = Path.Combine(_folder.Path, "large.pth");
        Zip64.Write(path, 5L << 30, Entries(Reference("plain.zip")));
        Assert.Equal(Ramp(12), Floats(TorchFile.Read(path).Find("fc.weight")!));
    }

    [Fact]
    public void Files_are_recognised_by_their_content()
    {
        var path = _folder.File("resnet.safetensors", File.ReadAllBytes(Reference("plain.stream")));
        Assert.Equal(-0.75f, HandWrittenNetwork.Load(path).Parameters.Read("fc.bias")[1]);

        // A safetensors file whose header is 640 bytes long begins as a pickle does: 80 02.
        var metadata = new Dictionary<string, string> { ["text"] = new string('x', 550) };
        SafeTensorsFile.Write(path, [StoredTensor.FromFloats("fc.bias", [3], [1, 2, 3])], metadata);
        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x80, 0x02], bytes[..2]);
        var network = new HandWrittenNetwork();
        network.LoadWeights(path, strict: false);
        Assert.Equal(3, network.Parameters.Read("fc.bias")[2]);
    }

    private void Refuses(string path, params string[] messages)
    {
        var error = Assert.Throws<InvalidDataException>(() => TorchFile.Read(path));
        Assert.StartsWith($"{path}: ", error.Message);
        Assert.All(messages, message => Assert.Contains(message, error.Message));
    }

    private static string Reference(string name) => Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Reference", name);

    private static float[] Ramp(int count) => [.. Enumerable.Range(0, count).Select(i => i / 4f - 1)];

    private static float[] Floats(StoredTensor tensor)
    {
        var values = new float[tensor.Count];
        tensor.CopyTo(values);
        return values;
    }

    private static byte[] Swapped(byte[] bytes, int size) => [.. bytes.Chunk(size).SelectMany(element => element.Reverse())];

    private static List<(string Name, byte[] Bytes)> Entries(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return (entry.FullName, bytes);
        })];
    }

    private string Rewritten(
        string path, Func<string, byte[], (string, byte[])> change, (string, byte[])? more = null, bool compressed = false)
    {
        var target = Path.Combine(_folder.Path, Path.GetRandomFileName());
        using var archive = ZipFile.Open(target, ZipArchiveMode.Create);
        foreach (var (name, bytes) in Entries(path).Select(e => change(e.Name, e.Bytes)).Concat(more is { } one ? [one] : []))
        {
            using var stream = archive.CreateEntry(name, compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }
        return target;
    }
}
