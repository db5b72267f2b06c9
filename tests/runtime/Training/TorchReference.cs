using System.Text.Json;

namespace NetGen.Tests.Training;

/// <summary>What PyTorch computed: Reference/optimisers.json, written by Reference/make_reference.py.</summary>
internal static class TorchReference
{
    public static JsonElement Root { get; } = Read();

    public static double[] Doubles(JsonElement element) => [.. element.EnumerateArray().Select(e => e.GetDouble())];

    public static float[] Floats(JsonElement element) => [.. element.EnumerateArray().Select(e => (float)e.GetDouble())];

    /// <summary>Within <paramref name="tolerance"/>, relative to the largest of the expected numbers.</summary>
    public static void Close(double[] expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var largest = expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * largest, $"{what}[{i}]: expected {expected[i]}, but was {actual[i]}");
        }
    }

    private static JsonElement Read()
    {
        using var stream = typeof(TorchReference).Assembly.GetManifestResourceStream("optimisers.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
