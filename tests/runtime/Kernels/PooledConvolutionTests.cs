using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class PooledConvolutionTests
{
    private const int Samples = 2;

    /// <summary>Channels in, height, width, channels out; the convolution.</summary>
    private static readonly (int In, int Height, int Width, int Out, PooledConv2d Operator)[] Cases =
    [
        (3, 32, 32, 16, new(3, 3, 1, 1)),
        (1, 28, 28, 6, new(5, 5, 2, 2)),
        (6, 14, 14, 16, new(5, 5, 0, 0)),
        (5, 9, 7, 32, new(3, 3, 1, 1)),
        (2, 3, 11, 48, new(2, 2, 0, 1)),
        (2, 27, 31, 7, new(5, 4, 2, 1)),
        (5, 9, 7, 9, new(3, 3, 1, 1)),
        (4, 4, 11, 8, new(2, 7, 0, 3)),
        (3, 2, 2, 5, new(1, 1, 0, 0)),
        (1, 3, 2, 1, new(2, 1, 0, 0)),
        (2, 1, 1, 3, new(3, 3, 4, 5)),
        (2, 1, 1, 16, new(3, 3, 4, 5)),
        (2, 5, 70, 2, new(1, 3, 0, 1)),
        (2, 40, 3, 3, new(9, 3, 4, 1)),
        (3, 224, 222, 4, new(3, 3, 1, 1)),
        (4, 90, 65, 5, new(7, 7, 3, 3)),
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

    /// <summary>Wherever it lies in a window, also where nothing else in it is greater.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void NotANumberIsHandedOn(int bits) => Widths.At(bits, () =>
    {
        NotANumberIsHandedOnTo(channels: 1);
        NotANumberIsHandedOnTo(channels: 16);
    });

    private static void NotANumberIsHandedOnTo(int channels)
    {
        var shape = new Conv2dShape((1, 8, 34), (channels, 8, 34), (1, 1));
        var (x, w, y) = (new Block(8 * 34, 1), new Block(channels, 2), new Block(channels * 4 * 17));
        var types = (TensorType[])[TensorType.Sample(1, 8, 34), TensorType.Once(channels, 1, 1, 1)];
        using var scratch = new Scratch(new PooledConv2d(1, 1, 0, 0).Scratch(types));
        for (var place = 0; place < 8 * 34; place++)
        {
            var before = x.Floats[place];
            x.Floats[place] = float.NaN;
            Convolution.ForwardMax(shape, x.Floats, w.Floats, 1, scratch.Start, new Store(y.Floats));
            var window = (place / 34 / 2 * 17) + (place % 34 / 2);
            Assert.Equal(
                Enumerable.Range(0, channels).Select(channel => (channel * 4 * 17) + window),
                Enumerable.Range(0, channels * 4 * 17).Where(i => float.IsNaN(y.Floats[i])));
            x.Floats[place] = before;
        }
    }

    private static (TensorType[] Types, Block X, Block W) Prepare(int index)
    {
        var (channels, height, width, outChannels, op) = Cases[index];
        var x = TensorType.Sample(channels, height, width);
        var w = TensorType.Once(outChannels, channels, op.KernelHeight, op.KernelWidth);
        return ([x, w, op.Infer([x, w])], new Block(Samples * (int)x.Shape.Count, 1), new Block((int)w.Shape.Count, 2));
    }

    private static Block Run(int index, Block x, Block w, TensorType[] types)
    {
        var (channels, height, width, outChannels, op) = Cases[index];
        var output = (outChannels, height + (2 * op.PaddingHeight) - op.KernelHeight + 1, width + (2 * op.PaddingWidth) - op.KernelWidth + 1);
        var shape = new Conv2dShape(
            (channels, height, width), output, (op.KernelHeight, op.KernelWidth), padding: (op.PaddingHeight, op.PaddingWidth));
        var y = new Block(Samples * (int)types[2].Shape.Count);
        using var scratch = new Scratch(op.Scratch(types[..2]));
        Convolution.ForwardMax(shape, x.Floats, w.Floats, Samples, scratch.Start, new AddChannel(y.Floats));
        return y;
    }
}
