using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class WinogradTests
{
    /// <summary>What is promised of its error, relative to the largest result.</summary>
    private const double Bound = 5e-5;

    private static readonly Case[] Cases =
    [
        new(3, 3, 8, 8, 5, 1, 1, 1),
        new(3, 16, 14, 14, 17, 1, 1, 3),
        new(3, 2, 9, 7, 3, 0, 0, 5),
        new(3, 5, 13, 18, 50, 2, 1, 2),
        new(3, 7, 3, 30, 4, 0, 2, 2),
        new(3, 4, 30, 3, 7, 1, 0, 2),
        new(3, 1, 1, 1, 1, 1, 1, 2),
        new(3, 3, 1, 41, 2, 2, 1, 2),
        new(3, 2, 10, 460, 3, 1, 1, 1),
        new(3, 64, 7, 7, 49, 1, 1, 9),
        new(3, 100, 28, 28, 60, 1, 1, 2),
        new(3, 20, 8, 8, 131, 1, 1, 2),
        new(3, 512, 3, 4, 256, 1, 1, 5), // From here on, weights are transformed one way.
        new(3, 281, 3, 6, 480, 2, 0, 3),
        new(3, 300, 8, 7, 450, 1, 1, 1),
        new(5, 3, 8, 8, 5, 2, 2, 1),
        new(5, 16, 13, 13, 17, 2, 2, 3),
        new(5, 2, 9, 7, 3, 0, 0, 5),
        new(5, 5, 13, 18, 50, 4, 1, 2),
        new(5, 7, 5, 30, 4, 0, 3, 2),
        new(5, 4, 30, 5, 7, 1, 0, 2),
        new(5, 1, 1, 1, 1, 2, 2, 2),
        new(5, 3, 1, 41, 2, 3, 2, 2),
        new(5, 2, 10, 460, 3, 2, 2, 1),
        new(5, 64, 7, 7, 49, 2, 2, 9),
        new(5, 20, 8, 8, 131, 2, 2, 2),
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
    [InlineData(3)]
    [InlineData(5)]
    public void TheErrorKeepsWithinTheBoundWithTheMostChannels(int kernel) => CheckForward(new(kernel, 2048, 6, 6, 16, 1, 1, 1));

    private static void CheckForward(Case c)
    {
        var (conv, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], c.Samples), 1), new Block(Count(types[1], 1), 2));
        var (planes, y) = (Planes(types[1], new(false, c.IsOneWay)), new Block(Count(types[2], c.Samples)));
        Winograd.Weights(w.Floats, c.Out, c.In, c.Kernel, planes.Floats, 0, c.In, c.IsOneWay);
        using var scratch = Scratch(types[0], new(c.Out, c.Kernel, c.PaddingHeight, c.PaddingWidth));
        Winograd.Forward(shape, x.Floats, planes.Floats, c.Samples, scratch.Start, new Store(y.Floats));
        y.Check(Evaluate(conv, [types[0], types[1]], c.Samples, x, w), Bound);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TurnedWeightsHandTheGradientBack(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var (conv, forward, types) = Prepare(c);
        var (dy, w) = (new Block(Count(types[2], c.Samples), 1), new Block(Count(types[1], 1), 2));
        var isOneWay = WinogradPlan.HasOneWay(c.Kernel, c.Out, c.In, WinogradPlan.Tiles(types[0].Shape, WinogradPlan.StepOf(c.Kernel)));
        var (planes, dx) = (Planes(types[1], new(true, isOneWay)), new Block(Count(types[0], c.Samples)));
        for (var o = 0; o < c.Out; o += 3)
        {
            Winograd.TurnedWeights(w.Floats, c.Out, c.In, c.Kernel, planes.Floats, o, Math.Min(3, c.Out - o), isOneWay);
        }

        var back = new WinogradConv2d(c.In, c.Kernel, c.Kernel - 1 - c.PaddingHeight, c.Kernel - 1 - c.PaddingWidth);
        var shape = new Conv2dShape(
            c.Out, forward.OutHeight, forward.OutWidth, c.In, c.Height, c.Width, c.Kernel, c.Kernel, 1, 1,
            back.PaddingHeight, back.PaddingWidth, 1, 1, 1);
        using var scratch = Scratch(types[2], back);
        Winograd.Forward(shape, dy.Floats, planes.Floats, c.Samples, scratch.Start, new Store(dx.Floats));
        var gradient = new Conv2dInputGradient(conv.Window, 1, types[0].Shape);
        dx.Check(Evaluate(gradient, [types[2], types[1]], c.Samples, dy, w), Bound);
    });

    [Theory]
    [MemberData(nameof(Small))]
    public void WeightGradientsAreThoseOfTheConvolution(int index, int bits) => Widths.At(bits, () => CheckWeightGradient(Cases[index]));

    /// <summary>Tiles by the thousand, as in the first layers of networks for large images.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void TheErrorKeepsWithinTheBoundWithManyTiles(int kernel) => CheckWeightGradient(new(kernel, 8, 112, 112, 16, 1, 1, 5));

    /// <summary>In two parts, as two threads might do it.</summary>
    private static void CheckWeightGradient(Case c)
    {
        var (conv, shape, types) = Prepare(c);
        var (x, dy) = (new Block(Count(types[0], c.Samples), 1), new Block(Count(types[2], c.Samples), 2));
        var (size, chunks) = (Count(types[1], 1), Math.Min(2, c.Samples));
        var (partials, dw) = (new Block(chunks * size), new Block(size));
        var op = new WinogradWeightGradient(c.PaddingHeight, c.PaddingWidth, types[1].Shape);
        using var scratch = new Scratch(op.Scratch([types[0], types[2]]));
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            var (first, end) = (chunk, chunk == chunks - 1 ? c.Samples : 1);
            var (from, dyFrom) = (x.Floats.From(first * types[0].Shape.Count), dy.Floats.From(first * types[2].Shape.Count));
            Winograd.WeightGradient(shape, from, dyFrom, partials.Floats.From(chunk * size), end - first, scratch.Start);
        }

        Winograd.CombineGradients(partials.Floats, chunks, size, dw.Floats, c.In, c.Kernel);
        dw.Check(Evaluate(new Conv2dWeightGradient(conv.Window, 1, types[1].Shape), [types[0], types[2]], c.Samples, x, dy), Bound);
    }

    [Fact]
    public void ASampleDoesNotDependOnItsNeighbours()
    {
        var c = Cases[1];
        var (_, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 3), 1), new Block(Count(types[1], 1), 2));
        var planes = Planes(types[1], new(false));
        var (together, alone) = (new Block(Count(types[2], 3)), new Block(Count(types[2], 3)));
        Winograd.Weights(w.Floats, c.Out, c.In, c.Kernel, planes.Floats, 0, c.In, c.IsOneWay);
        using var scratch = Scratch(types[0], new(c.Out, c.Kernel, 1, 1));
        Winograd.Forward(shape, x.Floats, planes.Floats, 3, scratch.Start, new Store(together.Floats));
        for (var s = 0; s < 3; s++)
        {
            var (from, to) = (x.Floats.From(s * types[0].Shape.Count), alone.Floats.From(s * types[2].Shape.Count));
            Winograd.Forward(shape, from, planes.Floats, 1, scratch.Start, new Store(to));
        }

        Assert.Equal(together.Span.ToArray(), alone.Span.ToArray());
    }

    [Theory]
    [InlineData(3, 64, 56, 64)] // Several blocks of tiles.
    [InlineData(3, 20, 28, 131)] // Several panels, the last one ragged.
    [InlineData(3, 512, 7, 80)] // Few tiles.
    [InlineData(3, 512, 7, 270)]
    [InlineData(5, 64, 27, 100)]
    public void ThreadsThatShareASampleChangeNoBit(int size, int channels, int pixels, int outChannels)
    {
        var c = new Case(size, channels, pixels, pixels, outChannels, 1, 1, 1);
        var (_, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 1), 1), new Block(Count(types[1], 1), 2));
        var (planes, alone) = (Planes(types[1], new(false, c.IsOneWay)), new Block(Count(types[2], 1)));
        Winograd.Weights(w.Floats, outChannels, channels, size, planes.Floats, 0, channels, c.IsOneWay);
        var kernel = new OneSample(shape, x.Floats, planes.Floats, alone.Floats);
        var scratch = new WinogradConv2d(outChannels, size, 1, 1).Scratch([types[0]]);
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
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    [InlineData(3, 281)]
    public void TheDefinitionIsTheConvolution(int kernel, int channels)
    {
        var c = Array.Find(Cases, c => c.Kernel == kernel && c.In == channels);
        var (conv, _, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 2), 1), new Block(Count(types[1], 1), 2));
        var weights = new WinogradWeights(false, c.IsOneWay);
        var planes = Evaluate(weights, [types[1]], 2, w);
        var e = new Evaluation(
            [types[0], weights.Infer([types[1]])], [x.Doubles, planes], types[2], 2, 0, 0);
        new WinogradConv2d(c.Out, kernel, c.PaddingHeight, c.PaddingWidth).Evaluate(e);
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

    /// <summary>Rows and columns of a kernel, channels in, height, width, channels out, padding in both directions, samples.</summary>
    private readonly record struct Case(
        int Kernel, int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples)
    {
        public bool IsOneWay => WinogradPlan.HasOneWay(Kernel, In, Out, Tiles(Height + (2 * PaddingHeight)) * Tiles(Width + (2 * PaddingWidth)));

        private int Tiles(int padded) => WinogradPlan.Tiles(padded - Kernel + 1, WinogradPlan.StepOf(Kernel));
    }

    private readonly record struct OneSample(Conv2dShape Shape, Floats X, Floats Weight, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) => Winograd.Forward(Shape, X, Weight, 1, scratch, new Store(Y));

        public void RunWith(int threads, long scratch)
        {
            using var executor = new Executor(threads, scratch);
            executor.Run(this, 1, 1);
        }
    }
}
