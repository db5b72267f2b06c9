using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class BandPooledConvolutionTests
{
    private const int Samples = 2;

    /// <summary>Channels in, height, width, channels out; the convolution, padding and rounding of the pooling.</summary>
    private static readonly (int In, int Height, int Width, int Out, BandPooledConv2d Operator)[] Cases =
    [
        (3, 60, 57, 16, Of(new(7, 7, 2, 2, 3, 3, 1, 1), 1, 1, false)),
        (3, 60, 58, 7, Of(new(7, 7, 2, 2, 3, 3, 1, 1), 0, 0, true)),
        (3, 63, 63, 13, Of(new(11, 11, 4, 4, 2, 2, 1, 1), 0, 0, false)),
        (1, 9, 9, 1, Of(new(3, 3, 1, 1, 1, 1, 1, 1), 1, 0, false)),
        (2, 13, 1, 5, Of(new(3, 1, 1, 1, 1, 0, 1, 1), 1, 1, false)),
        (2, 1, 13, 9, Of(new(1, 3, 1, 1, 0, 1, 1, 1), 1, 1, true)),
        (1, 4, 4, 3, Of(new(2, 2, 1, 1, 0, 0, 1, 1), 1, 1, true)),
        (2, 3, 5, 4, Of(new(1, 1, 1, 1, 0, 0, 1, 1), 0, 1, true)),
        (4, 21, 70, 8, Of(new(3, 5, 1, 2, 1, 2, 2, 1), 1, 1, true)),
        (2, 300, 9, 6, Of(new(3, 3, 1, 1, 1, 1, 1, 1), 0, 1, false)),
        (3, 224, 222, 4, Of(new(7, 7, 2, 2, 3, 3, 1, 1), 1, 1, false)),
        (1, 40, 900, 12, Of(new(3, 3, 1, 1, 1, 1, 1, 1), 1, 0, true)),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void ItIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var (types, x, w) = Prepare(index);
        var (plane, channels) = (types[2].Shape.Inner, types[2].Shape.Channels);
        var expected = Definition.Of(Cases[index].Operator, Samples, (types[0], x.Doubles), (types[1], w.Doubles));
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += i / plane % channels;
        }

        Run(index, x, w, types).Check(expected);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void ASampleDoesNotDependOnItsNeighbours(int index, int bits) => Widths.At(bits, () =>
    {
        var (types, x, w) = Prepare(index);
        var together = Run(index, x, w, types);
        x.Span[..(x.Span.Length / Samples)].Fill(7);
        var half = together.Span.Length / Samples;
        Assert.Equal(together.Span[half..].ToArray(), Run(index, x, w, types).Span[half..].ToArray());
    });

    /// <summary>In all windows that see it, also where nothing else in them is greater.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void NotANumberIsHandedOn(int bits) => Widths.At(bits, () =>
    {
        const int height = 9, width = 35;
        var op = Of(new(1, 1, 1, 1, 0, 0, 1, 1), 1, 1, false);
        var (x, w, y) = (new Block(height * width, 1), new Block(1, 2), new Block(5 * 18));
        using var scratch = new Scratch(op.Scratch([TensorType.Sample(1, height, width), TensorType.Once(1, 1, 1, 1)]));
        var pool = new Pool2dShape((1, height, width), (1, 5, 18), (3, 3), (2, 2), (1, 1));
        for (var place = 0; place < height * width; place++)
        {
            var before = x.Floats[place];
            x.Floats[place] = float.NaN;
            Convolution.ForwardMax(
                new((1, height, width), (1, height, width), (1, 1)), pool, x.Floats, w.Floats, 1, scratch.Start, new Store(y.Floats));
            var (h, v) = (place / width, place % width);
            Assert.All(
                Enumerable.Range(0, 5 * 18),
                i => Assert.Equal(Math.Abs((i / 18 * 2) - h) <= 1 && Math.Abs((i % 18 * 2) - v) <= 1, float.IsNaN(y.Floats[i])));
            x.Floats[place] = before;
        }
    });

    private static BandPooledConv2d Of(Window window, int paddingHeight, int paddingWidth, bool ceil) =>
        new(window, new(3, 3, 2, 2, paddingHeight, paddingWidth, 1, 1), ceil);

    private static (TensorType[] Types, Block X, Block W) Prepare(int index)
    {
        var (channels, height, width, outChannels, op) = Cases[index];
        var x = TensorType.Sample(channels, height, width);
        var w = TensorType.Once(outChannels, channels, op.Window.KernelHeight, op.Window.KernelWidth);
        return ([x, w, op.Infer([x, w])], new Block(Samples * (int)x.Shape.Count, 1), new Block((int)w.Shape.Count, 2));
    }

    private static Block Run(int index, Block x, Block w, TensorType[] types)
    {
        var (channels, height, width, outChannels, op) = Cases[index];
        var (v, p, pooled) = (op.Window, op.Pool, types[2].Shape);
        var sums = new Conv2d(v, 1).Infer(types[..2]).Shape;
        var image = (outChannels, sums[1], sums[2]);
        var shape = new Conv2dShape(
            (channels, height, width), image, (v.KernelHeight, v.KernelWidth), (v.StrideHeight, v.StrideWidth),
            (v.PaddingHeight, v.PaddingWidth), (v.DilationHeight, v.DilationWidth));
        var pool = new Pool2dShape(image, (outChannels, pooled[1], pooled[2]), (3, 3), (2, 2), (p.PaddingHeight, p.PaddingWidth));
        var y = new Block(Samples * (int)pooled.Count);
        using var scratch = new Scratch(op.Scratch(types[..2]));
        Convolution.ForwardMax(shape, pool, x.Floats, w.Floats, Samples, scratch.Start, new AddChannel(y.Floats));
        return y;
    }
}
