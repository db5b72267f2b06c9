using NetGen.Checkpoints;
using NetGen.Tests.Training;

namespace NetGen.Tests.Checkpoints;

/// <summary>Broken checkpoints: each is read, or refused with one kind of exception; none takes memory that it does not fill.</summary>
public sealed class TorchFuzzTests : IDisposable
{
    private const int Flips = 400;
    private const long Room = 4 << 20;

    private readonly TemporaryFolder _folder = new();

    private static readonly string s_reference = Path.Combine(AppContext.BaseDirectory, "Checkpoints", "Reference");

    public static TheoryData<string> Files => [.. Directory.GetFiles(s_reference).Select(f => Path.GetFileName(f)).Order()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_truncation_is_noticed(string name)
    {
        var whole = Whole(name);
        for (var length = 0; length < whole.Length; length += length < 200 ? 1 : 7)
        {
            Assert.NotNull(Try(whole[..length]));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Changed_bytes_are_noticed_or_harmless(string name)
    {
        var whole = Whole(name);
        var random = new Random(name.Length);
        for (var i = 0; i < Flips; i++)
        {
            var changed = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                changed[random.Next(changed.Length)] = random.Next(4) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) };
            }
            Try(changed);
        }
    }

    [Fact]
    public void A_network_that_cannot_be_loaded_keeps_its_weights()
    {
        var network = new HandWrittenNetwork(seed: 3);
        var before = network.Parameters.Read("fc.weight").ToArray();
        var path = _folder.File("truncated.pth", Whole("plain.stream")[..^1]);
        Assert.Contains("truncated?", Assert.Throws<InvalidDataException>(() => network.LoadWeights(path)).Message);
        Assert.Equal(before, network.Parameters.Read("fc.weight").ToArray());
    }

    private Exception? Try(byte[] bytes)
    {
        var path = _folder.File("broken.pth", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exception? exception = null;
        try
        {
            foreach (var tensor in FileFormat.Read(path))
            {
                Assert.True(tensor.Count >= 0);
            }
        }
        catch (InvalidDataException e)
        {
            exception = e;
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Room);
        return exception;
    }

    private static byte[] Whole(string name) => File.ReadAllBytes(Path.Combine(s_reference, name));
}
