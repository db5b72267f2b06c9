using NetGen.Execution;
using Xunit;

namespace NetGen.Tests.Execution;

public sealed class FrameTests
{
    [Theory]
    [InlineData(8, 3, int.MaxValue, 4)]
    [InlineData(16, 3, int.MaxValue, 4)]
    [InlineData(5, 3, int.MaxValue, 3)]
    [InlineData(4, 3, int.MaxValue, 4)]
    [InlineData(1, 16, int.MaxValue, 1)]
    [InlineData(100, 64, int.MaxValue, 50)]
    [InlineData(8, 1, 8, 1)]
    [InlineData(7, 1, 8, 1)]
    [InlineData(16, 1, 4, 4)]
    [InlineData(64, 3, 8, 8)]
    public void RunsAreAboutWhatIsPreferredAndEvenInNumber(int batch, int prefer, int chunks, int grain) =>
        Assert.Equal(grain, new Frame { Batch = batch }.Grain(prefer, chunks));

    [Fact]
    public void ThereAreNeverMoreRunsThanChunks() => Assert.All(
        from batch in Enumerable.Range(1, 70)
        from prefer in new[] { 1, 2, 3, 7, 64 }
        from chunks in new[] { 1, 2, 4, 8 }
        select (batch, prefer, chunks),
        cut =>
        {
            var frame = new Frame { Batch = cut.batch };
            Assert.InRange(frame.Chunks(frame.Grain(cut.prefer, cut.chunks)), 1, cut.chunks);
        });
}
