using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using Sums = NetGen.Kernels.Reduction;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class ConvolutionTests
{
    private const int Samples = 2;

    /// <summary>Channels in, height, width, channels out; window; groups.</summary>
    private static readonly (int In, int Height, int Width, int Out, Window Window, int Groups)[] Cases =
    [
        (1, 28, 28, 6, new(5, 5, 1, 1, 2, 2, 1, 1), 1),
        (6, 14, 14, 16, new(5, 5, 1, 1, 0, 0, 1, 1), 1),
        (3, 9, 7, 5, new(3, 3, 1, 1, 1, 1, 1, 1), 1),
        (4, 11, 8, 7, new(3, 2, 2, 3, 1, 0, 1, 1), 1),
        (6, 12, 5, 9, new(3, 3, 1, 2, 2, 1, 2, 1), 3),
        (5, 10, 10, 5, new(3, 3, 1, 1, 1, 1, 1, 1), 5),
        (8, 6, 6, 13, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (8, 7, 5, 4, new(1, 1, 1, 1, 0, 0, 1, 1), 2),
        (8, 7, 7, 3, new(1, 1, 2, 2, 0, 0, 1, 1), 1),
        (2, 17, 1, 3, new(3, 1, 1, 1, 1, 0, 1, 1), 1),
        (2, 1, 19, 3, new(1, 3, 1, 1, 0, 1, 1, 2), 1),
        (3, 1, 1, 4, new(3, 3, 1, 1, 1, 1, 1, 1), 1),
        (2, 4, 4, 3, new(3, 3, 1, 1, 4, 5, 1, 1), 1),
        (2, 3, 40, 2, new(2, 7, 1, 1, 0, 3, 1, 3), 1),
        (16, 20, 20, 33, new(3, 3, 1, 1, 1, 1, 1, 1), 1),
        (1, 5, 33, 1, new(3, 4, 3, 2, 1, 2, 1, 1), 1),
        (3, 26, 700, 11, new(3, 3, 1, 1, 1, 1, 1, 1), 1), // bands, and rows that do not fill tiles
        (6, 19, 23, 10, new(3, 3, 1, 1, 2, 2, 2, 2), 2),
        (3, 20, 37, 4, new(5, 7, 2, 1, 2, 3, 1, 1), 1),
        (3, 23, 19, 8, new(7, 7, 2, 2, 3, 3, 1, 1), 1),
        (2, 1, 80, 3, new(1, 40, 1, 1, 0, 20, 1, 1), 1),
        (2, 9, 9, 2, new(2, 2, 3, 3, 0, 0, 2, 2), 1),
        (2, 4, 71, 3, new(3, 4, 2, 2, 1, 1, 1, 1), 1),
        (2, 5, 64, 3, new(2, 2, 2, 2, 0, 0, 1, 1), 1),
        (70, 7, 7, 70, new(3, 3, 1, 1, 1, 1, 1, 1), 70),
        (19, 14, 14, 19, new(3, 3, 1, 1, 1, 1, 1, 1), 19),
        (19, 14, 14, 19, new(3, 3, 2, 2, 1, 1, 1, 1), 19),
        (3, 67, 35, 3, new(3, 3, 1, 1, 1, 1, 1, 1), 3),
        (3, 40, 61, 3, new(3, 3, 2, 2, 1, 1, 1, 1), 3),
        (50, 13, 14, 50, new(3, 3, 2, 2, 1, 1, 1, 1), 50),
        (3, 2, 10, 3, new(3, 3, 2, 2, 1, 1, 1, 1), 3),
        (3, 4, 18, 3, new(3, 3, 2, 2, 1, 1, 1, 1), 3),
        (2, 97, 94, 2, new(3, 3, 2, 2, 1, 1, 1, 1), 2),
        (9, 13, 15, 9, new(5, 5, 1, 1, 2, 2, 1, 1), 9),
        (9, 13, 15, 9, new(5, 5, 2, 2, 2, 2, 1, 1), 9),
        (40, 9, 1, 40, new(3, 3, 1, 1, 1, 1, 1, 1), 40),
        (40, 1, 6, 40, new(3, 3, 2, 2, 1, 1, 1, 1), 40),
        (6, 2, 2, 6, new(5, 5, 1, 1, 3, 3, 1, 1), 6),
        (6, 5, 4, 6, new(3, 3, 1, 1, 4, 5, 1, 1), 6),
        (4, 17, 20, 4, new(3, 2, 3, 4, 1, 0, 2, 3), 4),
        (5, 6, 7, 5, new(1, 1, 1, 1, 0, 0, 1, 1), 5),
        (5, 6, 7, 5, new(1, 1, 2, 1, 0, 0, 1, 1), 5),
        (3, 20, 3, 3, new(2, 3, 1, 2, 0, 0, 1, 1), 3),
        (1, 11, 19, 1, new(7, 7, 1, 1, 3, 3, 1, 1), 1),
        (40, 7, 7, 70, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (200, 3, 3, 36, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (36, 25, 25, 40, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (70, 23, 23, 35, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (12, 17, 16, 9, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (74, 5, 5, 70, new(1, 1, 1, 1, 0, 0, 1, 1), 2),
        (150, 7, 7, 11, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (130, 14, 14, 9, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (900, 7, 7, 51, new(1, 1, 1, 1, 0, 0, 1, 1), 1),
        (20, 14, 14, 36, new(1, 1, 2, 2, 0, 0, 1, 1), 1),
        (70, 13, 27, 34, new(1, 1, 2, 2, 0, 0, 1, 1), 2),
        (11, 9, 41, 70, new(1, 1, 3, 2, 0, 0, 1, 1), 1),
        (12, 9, 31, 5, new(1, 1, 1, 4, 0, 0, 1, 1), 1),
        (7, 24, 26, 67, new(3, 3, 1, 1, 1, 1, 1, 1), 1),
        (3, 40, 39, 33, new(7, 7, 2, 2, 3, 3, 1, 1), 1),
        (3, 8, 1, 4, new(3, 3, 1, 1, 1, 1, 1, 1), 1),
        (3, 6, 4, 5, new(3, 9, 1, 1, 1, 4, 1, 1), 1),
        (3, 4, 16, 5, new(3, 3, 1, 1, 0, 17, 1, 17), 1),
        (4, 1, 17, 7, new(3, 5, 1, 1, 1, 2, 1, 1), 1),
        (5, 9, 18, 9, new(4, 3, 1, 1, 0, 1, 1, 1), 1),
        (5, 33, 35, 7, new(3, 3, 3, 2, 1, 1, 2, 2), 1),
        (5, 13, 13, 40, new(3, 3, 2, 2, 1, 1, 1, 1), 1),
        (3, 120, 130, 5, new(7, 7, 2, 2, 3, 3, 1, 1), 1),
        (3, 150, 141, 4, new(11, 11, 4, 4, 2, 2, 1, 1), 1),
        (4, 100, 150, 6, new(5, 5, 3, 1, 2, 2, 1, 2), 2),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void ForwardIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var (shape, types, _) = Prepare(index);
        var (x, w, y) = (Random(types[0], 1), Random(types[1], 2), new Block(Count(types[2])));
        using var scratch = new Scratch(new Conv2d(Cases[index].Window, shape.Groups).Scratch([types[0], types[1]]));
        Convolution.Forward(shape, x.Floats, w.Floats, Samples, scratch.Start, new AddChannel(y.Floats));
        var expected = Evaluate(new Conv2d(Cases[index].Window, shape.Groups), [types[0], types[1]], x, w);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += i / shape.OutPixels % shape.OutChannels;
        }

        y.Check(expected);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void InputGradientIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var (shape, types, _) = Prepare(index);
        var (dy, w, dx) = (Random(types[2], 3), Random(types[1], 2), new Block(Count(types[0])));
        var op = new Conv2dInputGradient(Cases[index].Window, shape.Groups, types[0].Shape);
        using var scratch = new Scratch(op.Scratch([types[2], types[1]]));
        Convolution.InputGradient(shape, dy.Floats, w.Floats, Samples, scratch.Start, new AddChannel(dx.Floats));
        var expected = Evaluate(op, [types[2], types[1]], dy, w);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += i / shape.InPixels % shape.InChannels;
        }

        dx.Check(expected);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void InputGradientThroughTransposedWeightsIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var (shape, types, _) = Prepare(index);
        if (shape.IsDepthwise)
        {
            return;
        }

        var (dy, dx) = (Random(types[2], 3), new Block(Count(types[0])));
        var type = new TensorType(new Shape(shape.Groups, shape.Depth, shape.GroupOut), Batched: false);
        var w = Random(type, 2);
        var op = new Conv2dInputGradient(Cases[index].Window, shape.Groups, types[0].Shape, Transposed: true);
        using var scratch = new Scratch(op.Scratch([types[2], type]));
        Convolution.InputGradientTransposed(shape, dy.Floats, w.Floats, Samples, scratch.Start, new Store(dx.Floats));
        dx.Check(Evaluate(op, [types[2], type], dy, w));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void WeightGradientAddsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var (shape, types, _) = Prepare(index);
        var (x, dy, dw) = (Random(types[0], 1), Random(types[2], 3), Random(types[1], 4));
        var op = new Conv2dWeightGradient(Cases[index].Window, shape.Groups, types[1].Shape);
        var expected = Evaluate(op, [types[0], types[2]], x, dy);
        var before = dw.Doubles;
        using var scratch = new Scratch(op.Scratch([types[0], types[2]]));
        Convolution.WeightGradient(shape, x.Floats, dy.Floats, dw.Floats, Samples, scratch.Start);
        dw.Check([.. expected.Zip(before, (a, b) => a + b)]);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void ASampleDoesNotDependOnItsNeighbours(int index, int bits) => Widths.At(bits, () =>
    {
        var (shape, types, scratchSize) = Prepare(index);
        var (x, w) = (Random(types[0], 1), Random(types[1], 2));
        var (together, alone) = (new Block(Count(types[2])), new Block(Count(types[2])));
        using var scratch = new Scratch(scratchSize);
        Convolution.Forward(shape, x.Floats, w.Floats, Samples, scratch.Start, new Store(together.Floats));
        for (var s = 0; s < Samples; s++)
        {
            var (from, to) = (x.Floats.From(s * types[0].Shape.Count), alone.Floats.From(s * types[2].Shape.Count));
            Convolution.Forward(shape, from, w.Floats, 1, scratch.Start, new Store(to));
        }

        Assert.Equal(together.Span.ToArray(), alone.Span.ToArray());
    });

    [Fact]
    public void ThreadsDoNotChangeTheBits()
    {
        var shape = new Conv2dShape(3, 11, 9, 7, 11, 9, 3, 3, 1, 1, 1, 1, 1, 1, 1);
        var (x, w) = (new Block(12 * 3 * 99, 1), new Block(7 * 27, 2));
        var (one, two) = (Run(1), Run(2));
        Assert.Equal(one, two);

        float[] Run(int threads)
        {
            var (y, partials, dw) = (new Block(12 * 7 * 99), new Block(4 * 7 * 27), new Block(7 * 27));
            using var executor = new Executor(threads, 20000);
            executor.Run(new ForwardAndGradient(shape, x.Floats, w.Floats, y.Floats, partials.Floats), 12, 3);
            Sums.Sum(partials.Floats, 4, 7 * 27, dw.Floats);
            return [.. y.Span, .. dw.Span];
        }
    }

    private static (Conv2dShape Shape, TensorType[] Types, long Scratch) Prepare(int index)
    {
        var (channels, height, width, outChannels, v, groups) = Cases[index];
        var x = TensorType.Sample(channels, height, width);
        var w = TensorType.Once(outChannels, channels / groups, v.KernelHeight, v.KernelWidth);
        var op = new Conv2d(v, groups);
        var y = op.Infer([x, w]);
        var shape = new Conv2dShape(
            channels, height, width, outChannels, y.Shape[1], y.Shape[2], v.KernelHeight, v.KernelWidth, v.StrideHeight, v.StrideWidth,
            v.PaddingHeight, v.PaddingWidth, v.DilationHeight, v.DilationWidth, groups);
        return (shape, [x, w, y], op.Scratch([x, w]));
    }

    private static int Count(TensorType type) => (int)type.Shape.Count * (type.Batched ? Samples : 1);

    private static Block Random(TensorType type, int seed) => new(Count(type), seed);

    private static double[] Evaluate(Operator op, TensorType[] types, params Block[] inputs)
    {
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Doubles)], op.Infer(types), Samples, 0, 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
    }

    /// <summary>A convolution of three samples a run, and the gradient of its weights for an output gradient equal to its output.</summary>
    private readonly record struct ForwardAndGradient(Conv2dShape Shape, Floats X, Floats W, Floats Y, Floats Partials) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            var (x, y) = (X.From(first * 3 * 99), Y.From(first * 7 * 99));
            Convolution.Forward(Shape, x, W, count, scratch, new Store(y));
            Convolution.WeightGradient(Shape, x, y, Partials.From(first / 3 * 7 * 27), count, scratch);
        }
    }
}
