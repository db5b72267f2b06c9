using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class WinogradTests
{
    private static readonly WinogradTile F43 = WinogradTile.F43;
    private static readonly WinogradTile F23 = WinogradTile.F23;
    private static readonly WinogradTile F25 = WinogradTile.F25;

    private static readonly Case[] Cases =
    [
        new(F43, 3, 8, 8, 5, 1, 1, 1),
        new(F43, 16, 14, 14, 17, 1, 1, 3),
        new(F43, 2, 9, 7, 3, 0, 0, 5),
        new(F43, 5, 13, 18, 50, 2, 1, 2),
        new(F43, 7, 3, 30, 4, 0, 2, 2),
        new(F43, 4, 30, 3, 7, 1, 0, 2),
        new(F43, 1, 1, 1, 1, 1, 1, 2),
        new(F43, 3, 1, 41, 2, 2, 1, 2),
        new(F43, 2, 10, 460, 3, 1, 1, 1),
        new(F43, 64, 7, 7, 49, 1, 1, 9),
        new(F43, 100, 28, 28, 60, 1, 1, 2),
        new(F43, 20, 8, 8, 131, 1, 1, 2),
        new(F43, 300, 2, 3, 304, 1, 1, 2), // More weights than caches keep.
        new(F43, 512, 3, 4, 256, 1, 1, 5), // From here on, weights are transformed one way.
        new(F43, 281, 3, 6, 480, 2, 0, 3),
        new(F43, 300, 8, 7, 450, 1, 1, 1),
        new(F43, 512, 1, 2, 352, 1, 1, 2),
        new(F23, 3, 8, 8, 5, 1, 1, 1),
        new(F23, 16, 6, 6, 17, 1, 1, 3),
        new(F23, 2, 9, 7, 3, 0, 0, 5),
        new(F23, 5, 13, 18, 50, 2, 1, 2),
        new(F23, 7, 3, 30, 4, 0, 2, 2),
        new(F23, 4, 30, 3, 7, 1, 0, 2),
        new(F23, 1, 1, 1, 1, 1, 1, 2),
        new(F23, 3, 1, 41, 2, 2, 1, 2),
        new(F23, 9, 41, 1, 5, 1, 1, 1),
        new(F23, 2, 10, 460, 3, 1, 1, 1),
        new(F23, 70, 2, 2, 67, 1, 1, 70),
        new(F23, 65, 5, 5, 131, 1, 1, 1),
        new(F23, 37, 7, 3, 20, 2, 2, 9),
        new(F23, 512, 2, 2, 400, 1, 1, 3), // More weights than caches keep.
        new(F25, 3, 8, 8, 5, 2, 2, 1),
        new(F25, 16, 13, 13, 17, 2, 2, 3),
        new(F25, 2, 9, 7, 3, 0, 0, 5),
        new(F25, 5, 13, 18, 50, 4, 1, 2),
        new(F25, 7, 5, 30, 4, 0, 3, 2),
        new(F25, 4, 30, 5, 7, 1, 0, 2),
        new(F25, 1, 1, 1, 1, 2, 2, 2),
        new(F25, 3, 1, 41, 2, 3, 2, 2),
        new(F25, 2, 10, 460, 3, 2, 2, 1),
        new(F25, 64, 7, 7, 49, 2, 2, 9),
        new(F25, 20, 8, 8, 131, 2, 2, 2),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    /// <summary>Without those whose weights are transformed one way: their gradients are the same as the others'.</summary>
    public static TheoryData<int, int> Small =>
        [.. from c in Enumerable.Range(0, Cases.Length) where !Cases[c].IsOneWay from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void ForwardIsTheConvolution(int index, int bits) => Widths.At(bits, () => CheckForward(Cases[index]));

    /// <summary>As many channels as the compiler accepts.</summary>
    [Theory]
    [InlineData(4, 3, 2048)]
    [InlineData(2, 3, 4096)]
    [InlineData(2, 5, 2048)]
    public void TheErrorKeepsWithinTheBoundWithTheMostChannels(int step, int kernel, int channels) =>
        CheckForward(new(new(step, kernel), channels, 6, 6, 16, 1, 1, 1));

    private static void CheckForward(Case c)
    {
        var (conv, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], c.Samples), 1), new Block(Count(types[1], 1), 2));
        var (planes, y) = (Planes(types[1], new(c.Tile, false, c.IsOneWay)), new Block(Count(types[2], c.Samples)));
        Winograd.Weights(w.Floats, c.Out, c.In, c.Kernel, c.Step, planes.Floats, 0, c.In, c.IsOneWay);
        using var scratch = Scratch(types[0], new(c.Out, c.Tile, c.PaddingHeight, c.PaddingWidth));
        Winograd.Forward(shape, c.Step, ChannelsLast.Neither, x.Floats, planes.Floats, c.Samples, scratch.Start, new Store(y.Floats));
        y.Check(Evaluate(conv, [types[0], types[1]], c.Samples, x, w), c.Bound);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TurnedWeightsHandTheGradientBack(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var (conv, forward, types) = Prepare(c);
        var (dy, w) = (new Block(Count(types[2], c.Samples), 1), new Block(Count(types[1], 1), 2));
        var isOneWay = WinogradPlan.HasOneWay(c.Tile, c.Out, c.In, c.Tile.Count(types[0].Shape));
        var (planes, dx) = (Planes(types[1], new(c.Tile, true, isOneWay)), new Block(Count(types[0], c.Samples)));
        for (var o = 0; o < c.Out; o += 3)
        {
            Winograd.TurnedWeights(w.Floats, c.Out, c.In, c.Kernel, c.Step, planes.Floats, o, Math.Min(3, c.Out - o), isOneWay);
        }

        var back = new WinogradConv2d(c.In, c.Tile, c.Kernel - 1 - c.PaddingHeight, c.Kernel - 1 - c.PaddingWidth);
        var shape = new Conv2dShape(
            c.Out, forward.OutHeight, forward.OutWidth, c.In, c.Height, c.Width, c.Kernel, c.Kernel, 1, 1,
            back.PaddingHeight, back.PaddingWidth, 1, 1, 1);
        using var scratch = Scratch(types[2], back);
        Winograd.Forward(shape, c.Step, ChannelsLast.Neither, dy.Floats, planes.Floats, c.Samples, scratch.Start, new Store(dx.Floats));
        var gradient = new Conv2dInputGradient(conv.Window, 1, types[0].Shape);
        dx.Check(Evaluate(gradient, [types[2], types[1]], c.Samples, dy, w), c.Bound);
    });

    [Theory]
    [MemberData(nameof(Small))]
    public void WeightGradientsAreThoseOfTheConvolution(int index, int bits) => Widths.At(bits, () => CheckWeightGradient(Cases[index]));

    /// <summary>Tiles by the thousand, as in the first layers of networks for large images.</summary>
    [Theory]
    [InlineData(4, 3)]
    [InlineData(2, 3)]
    [InlineData(2, 5)]
    public void TheErrorKeepsWithinTheBoundWithManyTiles(int step, int kernel) =>
        CheckWeightGradient(new(new(step, kernel), 8, 112, 112, 16, 1, 1, 5));

    /// <summary>In two parts, as two threads might do it.</summary>
    private static void CheckWeightGradient(Case c)
    {
        var (conv, shape, types) = Prepare(c);
        var (x, dy) = (new Block(Count(types[0], c.Samples), 1), new Block(Count(types[2], c.Samples), 2));
        var (size, chunks) = (Count(types[1], 1), Math.Min(2, c.Samples));
        var (partials, dw) = (new Block(chunks * size), new Block(size));
        var op = new WinogradWeightGradient(c.Tile, c.PaddingHeight, c.PaddingWidth, types[1].Shape);
        using var scratch = new Scratch(op.Scratch([types[0], types[2]]));
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var (first, end) = (chunk, chunk == chunks - 1 ? c.Samples : 1);
            var (from, dyFrom) = (x.Floats.From(first * types[0].Shape.Count), dy.Floats.From(first * types[2].Shape.Count));
            Winograd.WeightGradient(shape, c.Step, from, dyFrom, partials.Floats.From(chunk * size), end - first, scratch.Start);
        }

        Winograd.CombineGradients(partials.Floats, chunks, size, dw.Floats, c.In, c.Kernel);
        dw.Check(Evaluate(new Conv2dWeightGradient(conv.Window, 1, types[1].Shape), [types[0], types[2]], c.Samples, x, dy), c.Bound);
    }

    [Theory]
    [InlineData(4, 3, 14)]
    [InlineData(2, 3, 2)]
    [InlineData(2, 3, 6)]
    [InlineData(2, 5, 13)]
    public void ASampleDoesNotDependOnItsNeighbours(int step, int kernel, int pixels)
    {
        var c = new Case(new(step, kernel), 16, pixels, pixels, 17, 1, 1, 3);
        var (_, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 3), 1), new Block(Count(types[1], 1), 2));
        var planes = Planes(types[1], new(c.Tile, false));
        var (together, alone) = (new Block(Count(types[2], 3)), new Block(Count(types[2], 3)));
        Winograd.Weights(w.Floats, c.Out, c.In, c.Kernel, c.Step, planes.Floats, 0, c.In, c.IsOneWay);
        using var scratch = Scratch(types[0], new(c.Out, c.Tile, 1, 1));
        Winograd.Forward(shape, c.Step, ChannelsLast.Neither, x.Floats, planes.Floats, 3, scratch.Start, new Store(together.Floats));
        for (var s = 0; s < 3; s++)
        {
            var (from, to) = (x.Floats.From(s * types[0].Shape.Count), alone.Floats.From(s * types[2].Shape.Count));
            Winograd.Forward(shape, c.Step, ChannelsLast.Neither, from, planes.Floats, 1, scratch.Start, new Store(to));
        }

        Assert.Equal(together.Span.ToArray(), alone.Span.ToArray());
    }

    [Theory]
    [InlineData(4, 3, 64, 56, 64)] // Several blocks of tiles.
    [InlineData(4, 3, 16, 32, 16)] // One block, of which each thread has a part.
    [InlineData(2, 3, 48, 16, 33)]
    [InlineData(4, 3, 20, 28, 131)] // Several panels, the last one ragged.
    [InlineData(4, 3, 512, 7, 80)] // Few tiles.
    [InlineData(4, 3, 512, 7, 270)]
    [InlineData(2, 3, 512, 7, 80)]
    [InlineData(2, 5, 64, 27, 100)]
    public void ThreadsThatShareASampleChangeNoBit(int step, int size, int channels, int pixels, int outChannels)
    {
        var c = new Case(new(step, size), channels, pixels, pixels, outChannels, 1, 1, 1);
        var (_, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 1), 1), new Block(Count(types[1], 1), 2));
        var (planes, alone) = (Planes(types[1], new(c.Tile, false, c.IsOneWay)), new Block(Count(types[2], 1)));
        Winograd.Weights(w.Floats, outChannels, channels, size, step, planes.Floats, 0, channels, c.IsOneWay);
        var kernel = new OneSample(shape, step, x.Floats, planes.Floats, alone.Floats);
        var scratch = new WinogradConv2d(outChannels, c.Tile, 1, 1).Scratch([types[0]]);
        kernel.RunWith(1, scratch);
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(Count(types[2], 1));
            (kernel with { Y = shared.Floats }).RunWith(threads, scratch);
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    /// <summary>The algorithm itself, in double, is exact; so is what turns the weights.</summary>
    [Theory]
    [InlineData(4, 3, 5)]
    [InlineData(2, 3, 5)]
    [InlineData(2, 5, 5)]
    [InlineData(4, 3, 281)]
    public void TheDefinitionIsTheConvolution(int step, int kernel, int channels)
    {
        var c = Array.Find(Cases, c => c.Tile == new WinogradTile(step, kernel) && c.In == channels);
        var (conv, _, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 2), 1), new Block(Count(types[1], 1), 2));
        var weights = new WinogradWeights(c.Tile, false, c.IsOneWay);
        var planes = Evaluate(weights, [types[1]], 2, w);
        var e = new Evaluation(
            [types[0], weights.Infer([types[1]])], [x.Doubles, planes], types[2], 2, 0, 0);
        new WinogradConv2d(c.Out, c.Tile, c.PaddingHeight, c.PaddingWidth).Evaluate(e);
        var expected = Evaluate(conv, [types[0], types[1]], 2, x, w);
        Assert.All(expected.Zip(e.Output), p => Assert.Equal(p.First, p.Second, 1e-11));
    }

    private static (Conv2d Conv, Conv2dShape Shape, TensorType[] Types) Prepare(Case c)
    {
        var conv = new Conv2d(new(c.Kernel, c.Kernel, 1, 1, c.PaddingHeight, c.PaddingWidth, 1, 1), 1);
        var (x, w) = (TensorType.Sample(c.In, c.Height, c.Width), TensorType.Once(c.Out, c.In, c.Kernel, c.Kernel));
        var y = conv.Infer([x, w]);
        var shape = new Conv2dShape(
            c.In, c.Height, c.Width, c.Out, y.Shape[1], y.Shape[2], c.Kernel, c.Kernel, 1, 1, c.PaddingHeight, c.PaddingWidth, 1, 1, 1);
        return (conv, shape, [x, w, y]);
    }

    private static Scratch Scratch(TensorType x, WinogradConv2d op) => new(op.Scratch([x]));

    private static Block Planes(TensorType weight, WinogradWeights weights) => new(Count(weights.Infer([weight]), 1));

    private static int Count(TensorType type, int samples) => (int)type.Shape.Count * (type.Batched ? samples : 1);

    private static double[] Evaluate(Operator op, TensorType[] types, int samples, params Block[] inputs)
    {
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Doubles)], op.Infer(types), samples, 0, 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
    }

    /// <summary>What a tile is, channels in, height, width, channels out, padding in both directions, samples.</summary>
    private readonly record struct Case(
        WinogradTile Tile, int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples)
    {
        /// <summary>What is promised of the error, relative to the largest result.</summary>
        public double Bound => Tile == F23 ? 5e-6 : 5e-5;

        public int Kernel => Tile.Kernel;

        public int Step => Tile.Step;

        public bool IsOneWay =>
            WinogradPlan.HasOneWay(Tile, In, Out, Tiles(Height + (2 * PaddingHeight)) * Tiles(Width + (2 * PaddingWidth)));

        private int Tiles(int padded) => Tile.Count(padded - Kernel + 1);
    }

    private readonly record struct OneSample(Conv2dShape Shape, int Step, Floats X, Floats Weight, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) =>
            Winograd.Forward(Shape, Step, ChannelsLast.Neither, X, Weight, 1, scratch, new Store(Y));

        public void RunWith(int threads, long scratch)
        {
            using var executor = new Executor(threads, scratch);
            executor.Run(this, 1, 1);
        }
    }
}
