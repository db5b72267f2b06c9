using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

public sealed class ExecutorTests
{
    public static TheoryData<int> Threads => [1, 2, 4];

    [Theory]
    [MemberData(nameof(Threads))]
    public void EveryUnitRunsOnceInRunsOfTheGrain(int threads)
    {
        using var executor = new Executor(threads, 64);
        foreach (var (units, grain) in ((int, int)[])[(0, 1), (1, 1), (7, 3), (100, 1), (64, 16), (5, 100)])
        {
            var (seen, sizes) = (new Block(units + 1), new Block(units + 1));
            executor.Run(new Mark(seen.Floats, sizes.Floats), units, grain);
            for (var i = 0; i < units; i++)
            {
                Assert.Equal(1, seen.Floats[i]);
                Assert.Equal(i % grain == 0 ? Math.Min(grain, units - i) : 0, sizes.Floats[i]);
            }
        }
    }

    [Fact]
    public void ManyRunsInARowLoseNothing()
    {
        using var executor = new Executor(3, 0);
        var seen = new Block(64);
        for (var i = 0; i < 20000; i++)
        {
            executor.Run(new Mark(seen.Floats, new Block(1).Floats, Sizes: false), 1 + (i % 64), 1 + (i % 3));
            if (i % 5000 == 0)
            {
                Thread.Sleep(20); // long enough for the workers to fall asleep
            }
        }

        Assert.Equal(Enumerable.Range(0, 20000).Sum(i => 1 + (i % 64)), seen.Doubles.Sum());
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public unsafe void EachWorkerHasItsOwnAlignedScratch(int threads)
    {
        using var executor = new Executor(threads, 100);
        executor.Run(new FillScratch(), 200, 1);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void AnExceptionReachesTheCallerAndTheExecutorLives(int threads)
    {
        using var executor = new Executor(threads, 0);
        var e = Assert.Throws<FormatException>(() => executor.Run(new Fail(), 10, 1));
        Assert.Equal("unit 7", e.Message);
        var seen = new Block(10);
        executor.Run(new Mark(seen.Floats, seen.Floats, Sizes: false), 10, 1);
        Assert.Equal(10, seen.Doubles.Sum());
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void RunningAllocatesNothing(int threads)
    {
        using var executor = new Executor(threads, 0);
        var kernel = new Mark(new Block(100).Floats, default, Sizes: false);
        executor.Run(kernel, 100, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            executor.Run(kernel, 100, 10);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ADisposedExecutorRefuses()
    {
        var executor = new Executor(2, 0);
        executor.Dispose();
        executor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => executor.Run(new Fail(), 1, 1));
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Assert.Equal("threads", Assert.Throws<ArgumentOutOfRangeException>(() => new Executor(0, 0)).ParamName);
        Assert.Equal("scratchFloats", Assert.Throws<ArgumentOutOfRangeException>(() => new Executor(1, -1)).ParamName);
        using var executor = new Executor(1, 0);
        Assert.Equal("grain", Assert.Throws<ArgumentOutOfRangeException>(() => executor.Run(new Fail(), 1, 0)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Cpu.VectorBits = 64);
        Assert.Throws<ArgumentOutOfRangeException>(() => Cpu.Threads = 0);
    }

    private readonly record struct Mark(Floats Seen, Floats CountAt, bool Sizes = true) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            for (var i = first; i < first + count; i++)
            {
                Seen[i]++;
            }

            if (Sizes)
            {
                CountAt[first] = count;
            }
        }
    }

    private readonly struct Fail : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            if (first == 7)
            {
                throw new FormatException("unit 7");
            }
        }
    }

    private readonly struct FillScratch : IKernel
    {
        public unsafe void Run(int first, int count, Floats scratch)
        {
            Assert.Equal(0, (long)scratch.Pointer % 64);
            scratch.Span(100).Fill(first);
            Thread.SpinWait(20);
            Assert.Equal(-1, scratch.Span(100).IndexOfAnyExcept(first));
        }
    }
}
