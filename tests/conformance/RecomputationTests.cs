using Cases;
using Xunit;

namespace NetGen.Conformance;

/// <summary>Computing values again instead of keeping them changes how much memory training takes, and nothing else.</summary>
public sealed class RecomputationTests
{
    [Fact]
    public void EveryBitIsTheSame()
    {
        var (again, kept) = (new Recomputed(seed: 5), new NotRecomputed(seed: 5));
        using var first = again.CreateTrainer(new Adam(0.01f), 6);
        using var second = kept.CreateTrainer(new Adam(0.01f), 6);
        var random = new Random(3);
        float[] images = [.. Enumerable.Range(0, 6 * 3 * 13 * 12).Select(_ => (float)random.NextDouble())];
        for (var step = 0; step < 3; step++)
        {
            Assert.Equal(second.Step(images, [0, 1, 2, 3, 0, 1]), first.Step(images, [0, 1, 2, 3, 0, 1]));
        }

        Assert.All(kept.Parameters, name => Assert.Equal(kept.Parameters[name].ToArray(), again.Parameters[name].ToArray()));
        Assert.All(kept.Buffers, name => Assert.Equal(kept.Buffers[name].ToArray(), again.Buffers[name].ToArray()));
    }

    [Fact]
    public void TheSummarySaysWhatItSaves()
    {
        Assert.Contains("Computed again in the backward pass: Wide, Stack.1, Gate; without that, ", Recomputed.Summary);
        Assert.DoesNotContain("Computed again", NotRecomputed.Summary);
    }
}
