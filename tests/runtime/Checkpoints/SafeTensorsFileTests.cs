using System.Buffers.Binary;
using System.Text;
using NetGen.Checkpoints;
using Xunit;

namespace NetGen.Tests.Checkpoints;

public sealed class SafeTensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Target => Path.Combine(_folder.Path, "weights.safetensors");

    [Fact]
    public void Writes_the_bytes_of_the_format()
    {
        SafeTensorsFile.Write(
            Target,
            [StoredTensor.FromFloats("b", [2], [1f, -2f]), StoredTensor.FromIntegers("a", [], [3])],
            new Dictionary<string, string> { ["z"] = "2", ["format"] = "pt" });

        var header = """
            {"__metadata__":{"format":"pt","z":"2"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}
            """;
        var expected = HandMade(header.PadRight((header.Length + 7) / 8 * 8), "0000803F000000C00300000000000000");
        Assert.Equal(expected, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Reads_what_it_wrote()
    {
        var values = Enumerable.Range(0, 24).Select(i => i * 0.37f - 3).ToArray();
        SafeTensorsFile.Write(
            Target,
            [StoredTensor.FromFloats("conv1.weight", [2, 3, 4], values), StoredTensor.FromFloats("empty", [0, 3], [])],
            new Dictionary<string, string> { ["größe"] = "\"1\" < 2" });

        var file = SafeTensorsFile.Read(Target);
        var read = new float[24];
        file.Find("conv1.weight")!.CopyTo(read);
        Assert.Equal(values, read);
        Assert.Equal([2, 3, 4], file.Find("conv1.weight")!.Shape.ToArray());
        Assert.Equal(0, file.Find("empty")!.Count);
        Assert.Equal("\"1\" < 2", file.Metadata["größe"]);
        Assert.Null(file.Find("conv2.weight"));
        Assert.Equal(["conv1.weight", "empty"], file.Tensors.Select(t => t.Name).Order());
    }

    [Theory]
    [InlineData("F32", "0000C03F000020C0", 1.5f, -2.5f)]
    [InlineData("F64", "000000000000F83F00000000000004C0", 1.5f, -2.5f)]
    [InlineData("F16", "003E00C1", 1.5f, -2.5f)]
    [InlineData("BF16", "C03F20C0", 1.5f, -2.5f)]
    [InlineData("I64", "0700000000000000FEFFFFFFFFFFFFFF", 7f, -2f)]
    [InlineData("U64", "0700000000000000FFFFFFFFFFFFFFFF", 7f, 18446744073709551615f)]
    [InlineData("I32", "07000000FEFFFFFF", 7f, -2f)]
    [InlineData("U32", "07000000FFFFFFFF", 7f, 4294967295f)]
    [InlineData("I16", "0700FEFF", 7f, -2f)]
    [InlineData("U16", "0700FFFF", 7f, 65535f)]
    [InlineData("I8", "07FE", 7f, -2f)]
    [InlineData("U8", "07FF", 7f, 255f)]
    [InlineData("BOOL", "0100", 1f, 0f)]
    public void Converts_every_element_type(string type, string data, float first, float second)
    {
        var file = Read($$$"""{"t":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length / 2}}}]}}""", data);
        var values = new float[2];
        file.Find("t")!.CopyTo(values);
        Assert.Equal([first, second], values);
    }

    [Fact]
    public void Reads_counters_as_integers()
    {
        var file = Read("""{"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""", "FFFFFFFFFFFFFF7F");
        var value = new long[1];
        file.Find("n")!.CopyTo(value);
        Assert.Equal(long.MaxValue, value[0]);
    }

    [Fact]
    public void Fractions_are_not_read_as_integers()
    {
        var file = Read("""{"n":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", "0000803F");
        Assert.Throws<InvalidDataException>(() => file.Find("n")!.CopyTo(new long[1]));
    }

    [Fact]
    public void A_target_of_another_length_is_refused()
    {
        var file = Read("""{"n":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "0000803F");
        Assert.Contains("1 elements [1]", Assert.Throws<ArgumentException>(() => file.Find("n")!.CopyTo(new float[2])).Message);
    }

    [Theory]
    [InlineData("{}", "00", "the tensors end at byte 0, but the file has 1 bytes")]
    [InlineData("", "", "not valid JSON")]
    [InlineData("[]", "", "the header must be a JSON object")]
    [InlineData("{\"t\":", "", "not valid JSON")]
    [InlineData("{} x", "", "not valid JSON")]
    [InlineData("{\"t\":1}", "", "t must be a JSON object")]
    [InlineData("{\"t\":{}}", "", "t has no dtype")]
    [InlineData("{\"t\":{\"dtype\":\"F8\",\"shape\":[],\"data_offsets\":[0,1]}}", "00", "t has the unknown dtype \"F8\"")]
    [InlineData("{\"t\":{\"dtype\":1}}", "", "the dtype of t must be a JSON string")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", "00", "t has no shape")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1]}}", "00", "t has no data_offsets")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[-1],\"data_offsets\":[0,1]}}", "00", "the shape of t must be")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", "00", "the shape of t must be")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", "00", "the data_offsets of t are [1, 0]")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", "00", "the data_offsets of t are [0]")]
    [InlineData("{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", "00000000", "which takes 8 bytes")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[4611686018427387904,4,0,9],\"data_offsets\":[0,1]}}", "00", "takes 0 bytes")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", "", "takes 9223372036854775807")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", "00", "t ends at byte 2")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}", "0000", "bytes 0 to 1 before t")]
    [InlineData("{\"t\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", "00", "unknown field \"x\"")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", "", "__metadata__.a must be a JSON string")]
    public void Refuses_a_broken_file_and_names_it(string header, string data, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(header, data));
        Assert.StartsWith(Target, error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Refuses_overlapping_tensors_and_names_both()
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(
            """{"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}""", "000000"));
        Assert.Contains("b (from byte 1) overlaps a (up to byte 2)", error.Message);
    }

    [Fact]
    public void Refuses_a_name_that_occurs_twice()
    {
        const string Entry = "\"t\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
        Assert.Contains("t occurs twice", Assert.Throws<InvalidDataException>(() => Read($"{{{Entry},{Entry}}}", "")).Message);
        Assert.Throws<ArgumentException>(() => SafeTensorsFile.Write(
            Target, [StoredTensor.FromFloats("t", [1], [1]), StoredTensor.FromFloats("t", [1], [1])]));
    }

    [Theory]
    [InlineData("", "0 bytes are too few")]
    [InlineData("01020304", "4 bytes are too few")]
    [InlineData("0900000000000000", "said to be 9 bytes long, but only 0 follow")]
    [InlineData("504B0304140000000800", "only 2 follow")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D", "said to be 18446744073709551615 bytes long")]
    public void Refuses_a_header_that_is_not_there(string bytes, string message)
    {
        var path = _folder.File("weights.safetensors", Convert.FromHexString(bytes));
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(path)).Message);
    }

    [Fact]
    public void Every_truncation_of_a_file_is_noticed()
    {
        SafeTensorsFile.Write(Target, [StoredTensor.FromFloats("t", [2, 2], [1, 2, 3, 4])]);
        var whole = File.ReadAllBytes(Target);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Target, whole[..length]);
            Assert.Throws<InvalidDataException>(() => SafeTensorsFile.Read(Target));
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(Target, Assert.Throws<FileNotFoundException>(() => SafeTensorsFile.Read(Target)).Message);

    [Fact]
    public void A_shape_of_another_size_is_refused() =>
        Assert.Contains("[2, 3] holds 6 values; 5 were given", Assert.Throws<ArgumentException>(
            () => StoredTensor.FromFloats("t", [2, 3], new float[5])).Message);

    private SafeTensorsFile Read(string header, string data) =>
        SafeTensorsFile.Read(_folder.File("weights.safetensors", HandMade(header, data)));

    private static byte[] HandMade(string header, string data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return [.. length, .. Encoding.UTF8.GetBytes(header), .. Convert.FromHexString(data)];
    }
}
