using NetGen.Data;
using Xunit;

namespace NetGen.Tests.Data;

public sealed class ImageTests
{
    [Fact]
    public void Colours_turn_grey_over_a_background()
    {
        var colours = new Image(3, 1, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        Assert.Equal([0.299f, 0.587f, 0.114f], colours.ToGrayscale().Values);
        var transparent = new Image(2, 1, 2, [0, 0, 1, 0.25f]);
        Assert.Equal([0, 0.75f], transparent.ToGrayscale().Values);
        Assert.Equal([0, 0], transparent.ToGrayscale(background: 0).Values);
        Assert.Equal(0.25f * 0.299f, new Image(1, 1, 4, [1, 0, 0, 0.25f]).ToGrayscale(background: 0).Values[0]);
    }

    [Fact]
    public void Inverting_leaves_alpha()
    {
        Assert.Equal([0.75f, 0.25f], new Image(1, 1, 2, [0.25f, 0.25f]).Invert().Values);
        Assert.Equal([1, 0.5f, 0], new Image(1, 1, 3, [0, 0.5f, 1]).Invert().Values);
    }

    [Fact]
    public void Shrinking_averages_what_a_pixel_covers()
    {
        Assert.Equal([2.5f, 4.5f], new Image(4, 2, 1, [1, 2, 3, 4, 3, 4, 5, 6]).Resize(2, 1).Values);
        // Three pixels into two: each covers one and a half.
        Assert.Equal([(1 + 0.5f * 4) / 1.5f, (0.5f * 4 + 7) / 1.5f], new Image(3, 1, 1, [1, 4, 7]).Resize(2, 1).Values, Close);
    }

    [Fact]
    public void Growing_is_linear_between_centres()
    {
        Assert.Equal([0, 0.25f, 0.75f, 1], new Image(2, 1, 1, [0, 1]).Resize(4, 1).Values);
        Assert.Equal([0, 0, 0.25f, 0.25f, 0.75f, 0.75f, 1, 1], new Image(1, 2, 1, [0, 1]).Resize(2, 4).Values);
    }

    [Fact]
    public void Resizing_keeps_constants_and_channels()
    {
        var image = new Image(5, 7, 2, [.. Enumerable.Repeat(0.5f, 35), .. Enumerable.Repeat(1f, 35)]);
        foreach (var (width, height) in new[] { (1, 1), (5, 7), (3, 11), (28, 28), (4, 6) })
        {
            var resized = image.Resize(width, height);
            Assert.Equal((width, height, 2), (resized.Width, resized.Height, resized.Channels));
            Assert.All(resized.Values[..(width * height)], v => Assert.Equal(0.5f, v, 1e-6f));
            Assert.All(resized.Values[(width * height)..], v => Assert.Equal(1f, v, 1e-6f));
        }
    }

    [Fact]
    public void Sizes_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new Image(2, 2, 1, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image(1, 1, 5, new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Image(1, 1, 1, new float[1]).Resize(0, 1));
    }

    private static bool Close(float a, float b) => Math.Abs(a - b) < 1e-6f;
}
