using NetGen.Execution;
using NetGen.Kernels;
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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WhatIsCopiedArrivesAndNothingElseIsTouched(int threads)
    {
        using var executor = new Executor(threads, scratchFloats: 0);
        var frame = new Frame { Executor = executor };
        foreach (var length in (int[])[0, 1, 16383, 16384, 16385, 32768, 100001])
        {
            var (from, to) = (Enumerable.Range(1, length).Select(i => (float)i).ToArray(), new Kernels.Block(length + 1));
            to.Span[length] = -7;
            frame.Copy(from, to.Floats);
            Assert.Equal([.. from, -7], to.Span.ToArray());
        }
    }
}
