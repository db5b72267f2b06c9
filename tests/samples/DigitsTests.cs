using NetGen.Tests;
using NetGen.Tests.Data;
using Xunit;

namespace NetGen.Samples.Tests;

public sealed class DigitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Weights => Path.Combine(_folder.Path, "weights.safetensors");

    [Fact]
    public void Learns_the_same_on_any_number_of_threads_and_recognises_pictures()
    {
        var alone = Digits("--epochs", "1", "--batch-size", "128", "--threads", "1");
        Assert.Equal((0, ""), (alone.ExitCode, alone.Errors));
        Assert.Contains("Test accuracy 9", alone.Output);
        Assert.Contains(Weights, alone.Output);
        Assert.DoesNotContain('\u001b', alone.Output);
        var weights = File.ReadAllBytes(Weights);

        Assert.Equal(0, Digits("--epochs", "1", "--batch-size", "128", "--threads", "2").ExitCode);
        Assert.Equal(weights, File.ReadAllBytes(Weights));

        Assert.Contains("This is a 7", Digits("--predict", "IDX:0").Output);
        var picture = Digits("--predict", _folder.File("seven.png", DarkSeven()));
        Assert.Contains("dark on light, so inverted", picture.Output);
        Assert.Contains("This is a 7", picture.Output);
    }

    [Fact]
    public void Interrupted_it_saves_what_there_is()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Another process cannot be sent Ctrl+C there.");
        var run = SampleProcess.Interrupt("Digits", "epoch", "--epochs", "100", "--weights", Weights);
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Interrupted. What the network has learnt so far is saved.", run.Output);
        Assert.Contains("This is a", Digits("--predict", "IDX:0").Output);
    }

    [Theory]
    [InlineData("There are no weights", "--predict", "IDX:0")]
    [InlineData("There is no file none.png", "--predict", "none.png")]
    [InlineData("this is not a PNG file", "--predict", "text.png")]
    [InlineData("has the images 0 to 9999, not 10000", "--predict", "IDX:10000")]
    [InlineData("--epochs must be at least 1, but is 0", "--epochs", "0")]
    [InlineData("Cannot parse argument 'x' for option '--seed'", "--seed", "x")]
    public void Says_in_one_sentence_what_is_wrong(string message, string option, string value)
    {
        if (message[0] == 't')
        {
            value = _folder.File(value, "this is text"u8.ToArray());
        }
        if (!message.Contains("weights", StringComparison.Ordinal))
        {
            // The picture is looked at before the weights are read.
            _folder.File("weights.safetensors", []);
        }
        var run = Digits(option, value);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("Error: ", run.Errors);
        Assert.Contains(message, run.Errors);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
    }

    private SampleProcess Digits(params string[] arguments) => SampleProcess.Run("Digits", [.. arguments, "--weights", Weights]);

    /// <summary>Two strokes in dark grey on light grey, not in the middle.</summary>
    private static byte[] DarkSeven()
    {
        const int Side = 120;
        var pixels = Enumerable.Repeat(230, Side * Side).ToArray();
        for (var x = 20; x < 62; x++)
        {
            Dot(x, 30);
        }
        for (var step = 0; step < 60; step++)
        {
            Dot(62 - step * 24 / 60, 30 + step);
        }
        return new PngWriter(Side, Side, 8, 0).Write(pixels);

        void Dot(int x, int y)
        {
            for (var i = 0; i < 36; i++)
            {
                pixels[(y + i / 6) * Side + x + i % 6] = 40;
            }
        }
    }
}
