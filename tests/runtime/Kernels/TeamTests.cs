using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

/// <summary>The threads of an executor that a batch of one leaves idle share the work inside its kernels.</summary>
public sealed class TeamTests
{
    private const long MuchWork = 1 << 24;

    /// <summary>In channels, side, out channels, kernel: cut along pixels, along channels, in blocks.</summary>
    public static TheoryData<int, int, int, int> Convolutions => new()
    {
        { 64, 28, 64, 3 },
        { 256, 7, 512, 1 },
        { 512, 14, 67, 1 },
        { 130, 33, 50, 1 },
        { 17, 28, 32, 5 },
        { 3, 224, 7, 3 },
    };

    /// <summary>Channels, side, stride: filters over rows set apart, over whole channels, over pairs.</summary>
    public static TheoryData<int, int, int> ChannelByChannel => new() { { 45, 56, 1 }, { 701, 7, 1 }, { 130, 56, 2 } };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void AConvolutionHasTheSameBitsForAnyNumberOfThreads(int inChannels, int side, int outChannels, int kernel)
    {
        var shape = new Conv2dShape((inChannels, side, side), (outChannels, side, side), (kernel, kernel), padding: (kernel / 2, kernel / 2));
        var (x, w) = (new Block(inChannels * side * side, 1), new Block(outChannels * inChannels * kernel * kernel, 2));
        var alone = new Block(outChannels * side * side);
        Run(1, new Convolve(shape, x.Floats, w.Floats, alone.Floats));
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(outChannels * side * side);
            Run(threads, new Convolve(shape, x.Floats, w.Floats, shared.Floats));
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    [Fact]
    public void APooledConvolutionHasTheSameBitsForAnyNumberOfThreads()
    {
        var shape = new Conv2dShape((3, 224, 222), (13, 224, 222), (3, 3), padding: (1, 1));
        var (x, w, length) = (new Block(3 * 224 * 222, 1), new Block(13 * 27, 2), 13 * 112 * 111);
        var alone = new Block(length);
        Run(1, new ConvolveAndPool(shape, x.Floats, w.Floats, alone.Floats));
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(length);
            Run(threads, new ConvolveAndPool(shape, x.Floats, w.Floats, shared.Floats));
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    [Fact]
    public void AConvolutionPooledInBandsHasTheSameBitsForAnyNumberOfThreads()
    {
        var shape = new Conv2dShape((3, 224, 222), (13, 112, 111), (7, 7), (2, 2), (3, 3));
        var pool = new Pool2dShape((13, 112, 111), (13, 56, 56), (3, 3), (2, 2), (1, 1));
        var (x, w, length) = (new Block(3 * 224 * 222, 1), new Block(13 * 147, 2), 13 * 56 * 56);
        var alone = new Block(length);
        Run(1, new ConvolveAndPoolBands(shape, pool, x.Floats, w.Floats, alone.Floats));
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(length);
            Run(threads, new ConvolveAndPoolBands(shape, pool, x.Floats, w.Floats, shared.Floats));
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    [Theory]
    [MemberData(nameof(ChannelByChannel))]
    public void WorkOnSingleChannelsHasTheSameBitsForAnyNumberOfThreads(int channels, int side, int stride)
    {
        var (x, w, output) = (new Block(channels * side * side, 1), new Block(channels * 9, 2), ((side - 1) / stride) + 1);
        var kernel = new OfChannels(channels, side, output, stride, x.Floats, w.Floats, default);
        var alone = new Block(kernel.Floats);
        Run(1, kernel with { Results = alone.Floats });
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(kernel.Floats);
            Run(threads, kernel with { Results = shared.Floats });
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    [Theory]
    [InlineData(1, 2000, 1001)]
    [InlineData(16, 1500, 300)]
    public void ALinearLayerHasTheSameBitsForAnyNumberOfThreads(int rows, int inputs, int outputs)
    {
        var (x, w, alone) = (new Block(rows * inputs, 1), new Block(outputs * inputs, 2), new Block(rows * outputs));
        Run(1, new FullyConnect(inputs, outputs, x.Floats, w.Floats, rows, alone.Floats));
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(rows * outputs);
            Run(threads, new FullyConnect(inputs, outputs, x.Floats, w.Floats, rows, shared.Floats));
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    [Theory]
    [InlineData(1, 300_001)]
    [InlineData(131, 2003)]
    public void AnElementwisePassTakesEachElementOnce(int channels, int inner)
    {
        var y = new Block(channels * inner);
        Run(4, new Pass(new AddChannel(y.Floats), channels, inner));
        y.Check([.. Enumerable.Range(0, channels * inner).Select(i => 1.0 + (i / inner))], tolerance: 0);
    }

    [Fact]
    public void WorkIsCutOnlyWhereOthersAreIdle()
    {
        Assert.Equal(1, Pieces(threads: 1, runs: 1, MuchWork));
        Assert.Equal(3, Pieces(threads: 4, runs: 3, MuchWork));
        Assert.InRange(Pieces(threads: 4, runs: 1, MuchWork), 4, 100);
        Assert.Equal(1, Pieces(threads: 4, runs: 1, work: 1000));
    }

    [Fact]
    public void WhatIsSharedIsNotSharedAgain()
    {
        var pieces = new Block(100);
        Run(4, new Counting(new Nested(pieces.Floats), 100, MuchWork));
        Assert.Equal(Enumerable.Repeat(1.0, 100), pieces.Doubles);
    }

    [Fact]
    public void AnExceptionReachesTheCallerAndTheOthersStayIdle()
    {
        using var executor = new Executor(3, 0);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<FormatException>(() => executor.Run(new Counting(new Nested(default), 100, MuchWork), 1, 1));
        }

        var pieces = new Block(100);
        executor.Run(new Counting(new Nested(pieces.Floats), 100, MuchWork), 1, 1);
        Assert.Equal(100, pieces.Doubles.Sum());
    }

    [Fact]
    public void SharingAllocatesNothing()
    {
        using var executor = new Executor(2, 0);
        var kernel = new Counting(new Nested(new Block(100).Floats), 100, MuchWork);
        executor.Run(kernel, 1, 1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            executor.Run(kernel, 1, 1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>How many pieces a share is cut into, over all runs.</summary>
    private static double Pieces(int threads, int runs, long work)
    {
        var starts = new Block(1000);
        using var executor = new Executor(threads, 0);
        executor.Run(new Sharing(starts.Floats, work), runs, 1);
        return starts.Doubles.Sum();
    }

    private static void Run<TKernel>(int threads, TKernel kernel)
        where TKernel : struct, IKernel
    {
        using var executor = new Executor(threads, 1 << 20);
        executor.Run(kernel, 1, 1);
    }

    private readonly record struct Convolve(Conv2dShape Shape, Floats X, Floats Weight, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) => Convolution.Forward(Shape, X, Weight, 1, scratch, new Store(Y));
    }

    private readonly record struct ConvolveAndPool(Conv2dShape Shape, Floats X, Floats Weight, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) =>
            Convolution.ForwardMax(Shape, X, Weight, 1, scratch.From(48), new Store(Y));
    }

    private readonly record struct ConvolveAndPoolBands(Conv2dShape Shape, Pool2dShape Pool, Floats X, Floats Weight, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) =>
            Convolution.ForwardMax(Shape, Pool, X, Weight, 1, scratch.From(48), new Store(Y));
    }

    /// <summary>Depthwise convolution and its input gradient, greatest elements and their places, averages and their gradient.</summary>
    private readonly record struct OfChannels(int Channels, int Side, int Out, int Stride, Floats X, Floats Weight, Floats Results) : IKernel
    {
        /// <summary>Floats of all results.</summary>
        public int Floats => Channels * ((4 * Out * Out) + (2 * Side * Side));

        public void Run(int first, int count, Floats scratch)
        {
            var (input, output, window) = ((Channels, Side, Side), (Channels, Out, Out), (3, 3));
            var convolution = new Conv2dShape(input, output, window, (Stride, Stride), (1, 1), groups: Channels);
            var pool = new Pool2dShape(input, output, window, (Stride, Stride), (1, 1));
            var (size, gradients) = (Channels * Out * Out, Results.From(4 * Channels * Out * Out));

            // Not at the beginning, where other passes of a kernel keep their values.
            scratch = scratch.From(48);
            Convolution.Forward(convolution, X, Weight, 1, scratch, new Store(Results));
            Convolution.InputGradient(convolution, X, Weight, 1, scratch, new Store(gradients));
            Pooling.Max(pool, X, Results.From(size), 1, scratch);
            Pooling.MaxPositions(pool, X, Results.From(2 * size).AsInts(), 1, scratch);
            Pooling.Average(pool, includePad: true, X, Results.From(3 * size), 1, scratch);
            Pooling.AverageGradient(pool, includePad: true, X, gradients.From(Channels * Side * Side), 1, scratch);
        }
    }

    private readonly record struct FullyConnect(int Inputs, int Outputs, Floats X, Floats Weight, int Rows, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) => Linear.Forward(Inputs, Outputs, X, Weight, Rows, new Store(Y));
    }

    private readonly record struct Pass(AddChannel Function, int Channels, int Inner) : IKernel
    {
        public void Run(int first, int count, Floats scratch) => Elementwise.Channels(Function, 1, Channels, Inner);
    }

    private readonly record struct AddChannel(Floats Y) : IElementwise
    {
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(Y, index) + V.Broadcast(channel + 1)).Store(Y, index);
    }

    /// <summary>Shares the units of each run; each piece marks where it starts.</summary>
    private readonly record struct Sharing(Floats Starts, long Work) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            for (var i = first; i < first + count; i++)
            {
                Team.Share(new Start(Starts.From(i * 100)), 100, Work);
            }
        }
    }

    private readonly record struct Counting(Nested Part, int Units, long Work) : IKernel
    {
        public void Run(int first, int count, Floats scratch) => Team.Share(Part, Units, Work);
    }

    private readonly record struct Start(Floats Starts) : IPart
    {
        public void Run(int first, int count) => Starts[first]++;
    }

    /// <summary>Shares each of its units anew.</summary>
    private readonly unsafe record struct Nested(Floats Seen) : IPart
    {
        public void Run(int first, int count)
        {
            if (Seen.Pointer == null)
            {
                throw new FormatException("nowhere");
            }

            Team.Share(new Unit(Seen.From(first)), count, MuchWork);
        }
    }

    private readonly record struct Unit(Floats Seen) : IPart
    {
        public void Run(int first, int count)
        {
            for (var i = first; i < first + count; i++)
            {
                Seen[i]++;
            }
        }
    }
}
