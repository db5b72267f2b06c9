using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

public sealed class PngFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int, int, bool> Formats
    {
        get
        {
            var data = new TheoryData<int, int, bool>();
            foreach (var (color, depths) in new (int, int[])[]
                { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (var depth in depths)
                {
                    data.Add(color, depth, false);
                    data.Add(color, depth, true);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Reads_every_format_and_size(int color, int depth, bool interlaced)
    {
        // Widths and heights on both sides of Adam7's and a byte's borders, down to single pixels and empty passes.
        foreach (var (width, height) in new[] { (1, 1), (2, 3), (5, 1), (7, 9), (8, 8), (13, 17) })
        {
            var png = new PngWriter(width, height, depth, color) { Interlaced = interlaced };
            var samples = Samples(width * height * png.Samples, 1 << depth);
            var image = PngFile.Read(_folder.File("a.png", png.Write(samples)));
            Assert.Equal((width, height, png.Samples), (image.Width, image.Height, image.Channels));
            for (var i = 0; i < samples.Length; i++)
            {
                var expected = samples[i] / (float)((1 << depth) - 1);
                Assert.Equal(expected, image.Values[i % png.Samples * width * height + i / png.Samples]);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Undoes_every_filter(int filter)
    {
        var png = new PngWriter(9, 7, 8, 2) { Filter = filter };
        var samples = Samples(9 * 7 * 3, 256);
        var image = PngFile.Read(_folder.File("a.png", png.Write(samples)));
        Assert.Equal(samples.Select((_, i) => samples[i % 63 * 3 + i / 63] / 255f), image.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Reads_palettes_with_and_without_transparency(int depth)
    {
        byte[] palette = [255, 0, 0, 0, 51, 0];
        var png = new PngWriter(3, 1, depth, 3) { Palette = palette };
        var image = PngFile.Read(_folder.File("a.png", png.Write([0, 1, 0])));
        Assert.Equal([1, 0, 1, 0, 0.2f, 0, 0, 0, 0], image.Values);

        image = PngFile.Read(_folder.File("a.png", (png with { Transparency = [51] }).Write([0, 1, 0])));
        Assert.Equal(4, image.Channels);
        Assert.Equal([0.2f, 1, 0.2f], image.Values[9..]);
    }

    [Fact]
    public void A_colour_can_be_transparent()
    {
        var grey = new PngWriter(2, 1, 8, 0) { Transparency = [0, 51] };
        Assert.Equal([0.2f, 1, 0, 1], PngFile.Read(_folder.File("a.png", grey.Write([51, 255]))).Values);
        var colour = new PngWriter(2, 1, 8, 2) { Transparency = [0, 1, 0, 2, 0, 3] };
        Assert.Equal([0, 1], PngFile.Read(_folder.File("a.png", colour.Write([1, 2, 3, 1, 2, 4]))).Values[6..]);
    }

    [Fact]
    public void Every_truncation_and_every_flipped_byte_is_noticed()
    {
        var whole = new PngWriter(3, 3, 8, 0).Write(Samples(9, 256));
        for (var i = 0; i < whole.Length; i++)
        {
            var path = _folder.File("a.png", whole[..i]);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => PngFile.Read(path)).Message);
            var flipped = whole.ToArray();
            flipped[i] ^= 0x10;
            _folder.File("a.png", flipped);
            Assert.Throws<InvalidDataException>(() => PngFile.Read(path));
        }
    }

    [Fact]
    public void Errors_say_what_is_wrong()
    {
        Assert.Contains("not a PNG file", Error([1, 2, 3]));
        var signature = new PngWriter(1, 1, 8, 0).Write([0])[..8];
        byte[] Header(byte depth, byte color, byte interlace = 0) =>
            [.. signature, .. PngWriter.Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, depth, color, 0, 0, interlace])];
        byte[] end = PngWriter.Chunk("IEND", []);

        Assert.Contains("the first chunk is IEND", Error([.. signature, .. end]));
        Assert.Contains("colour type 2 with 4 bits", Error([.. Header(4, 2), .. end]));
        Assert.Contains("interlace 2", Error([.. Header(8, 0, 2), .. end]));
        Assert.Contains("13", Error([.. signature, .. PngWriter.Chunk("IHDR", [1])]));
        Assert.Contains("0 × 1 pixels", Error([.. signature, .. PngWriter.Chunk("IHDR", [0, 0, 0, 0, 0, 0, 0, 1, 8, 0, 0, 0, 0])]));
        Assert.Contains("take 2 bytes, but only 0", Error([.. Header(8, 0), .. end]));
        Assert.Contains("chunk ABCD is not known", Error([.. Header(8, 0), .. PngWriter.Chunk("ABCD", [])]));
        Assert.Contains("damaged", Error([.. Header(8, 0), .. PngWriter.Chunk("IDAT", [1, 2, 3, 4]), .. end]));
        Assert.Contains("colour 1, but the palette has 1", Error(new PngWriter(1, 1, 8, 3) { Palette = [1, 2, 3] }.Write([1])));
        Assert.Contains("the palette has 4 bytes", Error(new PngWriter(1, 1, 8, 3) { Palette = [1, 2, 3, 4] }.Write([0])));
        Assert.Contains("tRNS chunk of 1 bytes", Error(new PngWriter(1, 1, 8, 0) { Transparency = [1] }.Write([0])));
    }

    private string Error(byte[] bytes)
    {
        var path = _folder.File("a.png", bytes);
        return Assert.Throws<InvalidDataException>(() => PngFile.Read(path)).Message;
    }

    private static int[] Samples(int count, int range) =>
        [.. Enumerable.Range(0, count).Select(i => (int)((uint)i * 2654435761u >> 7) % range)];
}
