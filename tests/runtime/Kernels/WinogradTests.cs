using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class WinogradTests
{
    /// <summary>What is promised of its error, relative to the largest result.</summary>
    private const double Bound = 5e-5;

    /// <summary>Channels in, height, width, channels out, padding in both directions, samples.</summary>
    private static readonly (int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples)[] Cases =
    [
        (3, 8, 8, 5, 1, 1, 1),
        (16, 14, 14, 17, 1, 1, 3),
        (2, 9, 7, 3, 0, 0, 5),
        (5, 13, 18, 50, 2, 1, 2),
        (7, 3, 30, 4, 0, 2, 2),
        (4, 30, 3, 7, 1, 0, 2),
        (1, 1, 1, 1, 1, 1, 2),
        (3, 1, 41, 2, 2, 1, 2),
        (2, 10, 460, 3, 1, 1, 1),
        (64, 7, 7, 49, 1, 1, 9),
        (100, 28, 28, 60, 1, 1, 2),
        (20, 8, 8, 131, 1, 1, 2),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void ForwardIsTheConvolution(int index, int bits) => Widths.At(bits, () => CheckForward(Cases[index]));

    /// <summary>As many channels as the compiler accepts.</summary>
    [Fact]
    public void TheErrorKeepsWithinTheBoundWithTheMostChannels() => CheckForward((2048, 6, 6, 16, 1, 1, 1));

    private static void CheckForward((int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples) c)
    {
        var (conv, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], c.Samples), 1), new Block(Count(types[1], 1), 2));
        var (planes, y) = (new Block(36 * WinogradPlan.WeightPlane(c.In, c.Out)), new Block(Count(types[2], c.Samples)));
        Winograd.Weights(w.Floats, c.Out, c.In, planes.Floats, 0, c.In);
        using var scratch = Scratch(types[0], new(c.Out, c.PaddingHeight, c.PaddingWidth));
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
        var (planes, dx) = (new Block(36 * WinogradPlan.WeightPlane(c.Out, c.In)), new Block(Count(types[0], c.Samples)));
        for (var o = 0; o < c.Out; o += 3)
        {
            Winograd.TurnedWeights(w.Floats, c.Out, c.In, planes.Floats, o, Math.Min(3, c.Out - o));
        }

        var back = new WinogradConv2d(c.In, 2 - c.PaddingHeight, 2 - c.PaddingWidth);
        var shape = new Conv2dShape(
            c.Out, forward.OutHeight, forward.OutWidth, c.In, c.Height, c.Width, 3, 3, 1, 1,
            back.PaddingHeight, back.PaddingWidth, 1, 1, 1);
        using var scratch = Scratch(types[2], back);
        Winograd.Forward(shape, dy.Floats, planes.Floats, c.Samples, scratch.Start, new Store(dx.Floats));
        var gradient = new Conv2dInputGradient(conv.Window, 1, types[0].Shape);
        dx.Check(Evaluate(gradient, [types[2], types[1]], c.Samples, dy, w), Bound);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void WeightGradientsAreThoseOfTheConvolution(int index, int bits) => Widths.At(bits, () => CheckWeightGradient(Cases[index]));

    /// <summary>Tiles by the thousand, as in the first layers of networks for large images.</summary>
    [Fact]
    public void TheErrorKeepsWithinTheBoundWithManyTiles() => CheckWeightGradient((8, 112, 112, 16, 1, 1, 5));

    /// <summary>In two parts, as two threads might do it.</summary>
    private static void CheckWeightGradient((int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples) c)
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

        Winograd.CombineGradients(partials.Floats, chunks, size, dw.Floats, c.In);
        dw.Check(Evaluate(new Conv2dWeightGradient(conv.Window, 1, types[1].Shape), [types[0], types[2]], c.Samples, x, dy), Bound);
    }

    [Fact]
    public void ASampleDoesNotDependOnItsNeighbours()
    {
        var c = Cases[1];
        var (_, shape, types) = Prepare(c);
        var (x, w) = (new Block(Count(types[0], 3), 1), new Block(Count(types[1], 1), 2));
        var planes = new Block(36 * WinogradPlan.WeightPlane(c.In, c.Out));
        var (together, alone) = (new Block(Count(types[2], 3)), new Block(Count(types[2], 3)));
        Winograd.Weights(w.Floats, c.Out, c.In, planes.Floats, 0, c.In);
        using var scratch = Scratch(types[0], new(c.Out, 1, 1));
        Winograd.Forward(shape, x.Floats, planes.Floats, 3, scratch.Start, new Store(together.Floats));
        for (var s = 0; s < 3; s++)
        {
            var (from, to) = (x.Floats.From(s * types[0].Shape.Count), alone.Floats.From(s * types[2].Shape.Count));
            Winograd.Forward(shape, from, planes.Floats, 1, scratch.Start, new Store(to));
        }

        Assert.Equal(together.Span.ToArray(), alone.Span.ToArray());
    }

    [Theory]
    [InlineData(64, 56, 64)] // Several blocks of tiles.
    [InlineData(20, 28, 131)] // Several panels, the last one ragged.
    [InlineData(512, 7, 80)] // Few tiles.
    public void ThreadsThatShareASampleChangeNoBit(int channels, int size, int outChannels)
    {
        var (_, shape, types) = Prepare((channels, size, size, outChannels, 1, 1, 1));
        var (x, w) = (new Block(Count(types[0], 1), 1), new Block(Count(types[1], 1), 2));
        var (planes, alone) = (new Block(36 * WinogradPlan.WeightPlane(channels, outChannels)), new Block(Count(types[2], 1)));
        Winograd.Weights(w.Floats, outChannels, channels, planes.Floats, 0, channels);
        var kernel = new OneSample(shape, x.Floats, planes.Floats, alone.Floats);
        var scratch = new WinogradConv2d(outChannels, 1, 1).Scratch([types[0]]);
        kernel.RunWith(1, scratch);
        foreach (var threads in (int[])[2, 3, 8])
        {
            var shared = new Block(Count(types[2], 1));
            (kernel with { Y = shared.Floats }).RunWith(threads, scratch);
            shared.Check(alone.Doubles, tolerance: 0);
        }
    }

    /// <summary>The algorithm itself, in double, is exact; so is what turns the weights.</summary>
    [Fact]
    public void TheDefinitionIsTheConvolution()
    {
        var (conv, _, types) = Prepare(Cases[3]);
        var (x, w) = (new Block(Count(types[0], 2), 1), new Block(Count(types[1], 1), 2));
        var planes = Evaluate(new WinogradWeights(Turned: false), [types[1]], 2, w);
        var e = new Evaluation(
            [types[0], TensorType.Once(36, WinogradPlan.WeightPlane(Cases[3].In, Cases[3].Out))], [x.Doubles, planes], types[2], 2, 0, 0);
        new WinogradConv2d(Cases[3].Out, Cases[3].PaddingHeight, Cases[3].PaddingWidth).Evaluate(e);
        var expected = Evaluate(conv, [types[0], types[1]], 2, x, w);
        Assert.All(expected.Zip(e.Output), p => Assert.Equal(p.First, p.Second, 1e-11));
    }

    private static (Conv2d Conv, Conv2dShape Shape, TensorType[] Types) Prepare(
        (int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples) c)
    {
        var conv = new Conv2d(new(3, 3, 1, 1, c.PaddingHeight, c.PaddingWidth, 1, 1), 1);
        var (x, w) = (TensorType.Sample(c.In, c.Height, c.Width), TensorType.Once(c.Out, c.In, 3, 3));
        var y = conv.Infer([x, w]);
        var shape = new Conv2dShape(
            c.In, c.Height, c.Width, c.Out, y.Shape[1], y.Shape[2], 3, 3, 1, 1, c.PaddingHeight, c.PaddingWidth, 1, 1, 1);
        return (conv, shape, [x, w, y]);
    }

    private static Scratch Scratch(TensorType x, WinogradConv2d op) => new(op.Scratch([x]));

    private static int Count(TensorType type, int samples) => (int)type.Shape.Count * (type.Batched ? samples : 1);

    private static double[] Evaluate(Operator op, TensorType[] types, int samples, params Block[] inputs)
    {
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Doubles)], op.Infer(types), samples, 0, 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
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
