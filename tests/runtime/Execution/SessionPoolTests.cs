using NetGen.Execution;
using NetGen.Kernels;
using NetGen.Tests.Training;

namespace NetGen.Tests.Execution;

[Collection(ProcessSettings.Name)]
public sealed class SessionPoolTests
{
    [Theory]
    [InlineData(0, 16, 0, 1, 32)]
    [InlineData(1 << 20, 1 << 20, 1 << 28, 1, 15)]
    [InlineData(0, 1 << 20, 3 << 20, 1, 3)]
    [InlineData(0, 1 << 20, 0, 1, 2)]
    [InlineData(16, 1 << 24, 1 << 28, 1, 1)]
    [InlineData(16, 1 << 24, 1 << 28, 8, 8)]
    public void Large_samples_are_fewer_in_one_run(long once, long sample, long weights, int threads, int capacity) =>
        Assert.Equal(capacity, SessionPool.Capacity(new(once, sample, 0, 0), weights, threads));

    [Fact]
    public void Sessions_and_executors_are_used_again()
    {
        var pool = new SessionPool(new HandWrittenNetwork(), new(16, 16, 64, 0));
        var session = pool.Rent();
        var executor = session.Executor;
        pool.Return(session);
        Assert.Same(session, pool.Rent());
        Assert.Same(executor, session.Executor);
        pool.Return(session);
    }

    [Fact]
    public void An_executor_has_as_many_threads_as_are_wanted_now()
    {
        var before = Cpu.Threads;
        try
        {
            foreach (var threads in new[] { 1, 3, 2 })
            {
                Cpu.Threads = threads;
                var entry = ExecutorPool.Rent(16);
                Assert.Equal(threads, entry.Executor.Threads);
                ExecutorPool.Return(entry);
            }
        }
        finally
        {
            Cpu.Threads = before;
        }
    }

    [Fact]
    public void A_frame_says_where_everything_lies()
    {
        var pool = new SessionPool(new HandWrittenNetwork(), new(32, 48, 0, 0));
        var session = pool.Rent();
        var frame = session.Frame(3);
        frame.Once(16)[1] = 5;
        frame.Samples(16)[2] = 7;
        Assert.Equal((3, 3), (frame.Batch, frame.Capacity));
        Assert.Equal((5f, 7f), (frame.Arena[17], frame.Arena[32 + (16 * 3) + 2]));
        pool.Return(session);
    }

    [Fact]
    public void A_fingerprint_sees_every_bit()
    {
        var values = new float[100];
        var seen = new HashSet<ulong> { Fingerprint.Of(values, 0), Fingerprint.Of(values.AsSpan(0, 99), 0), Fingerprint.Of(values, 1) };
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = -0f;
            Assert.True(seen.Add(Fingerprint.Of(values, 0)));
        }
    }
}
