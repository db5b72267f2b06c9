using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class PooledWeightGradientTests
{
    /// <summary>Channels in, height, width, channels out; the convolution and the pooling.</summary>
    private static readonly (int In, int Height, int Width, int Out, Window Window, MaxPool2d Pool)[] Cases =
    [
        (1, 28, 28, 6, Of(5, 1, 2), Halves()), // Runs of five floats.
        (6, 14, 14, 16, Of(5, 1, 0), Halves()), // Runs that are copied apart, two vectors each.
        (3, 32, 32, 16, Of(3, 1, 1), Halves()),
        (3, 63, 63, 13, Of(11, 4, 2), Thirds(0)),
        (64, 13, 13, 32, Of(5, 1, 2), Thirds(0)), // Several groups of channels.
        (21, 9, 11, 5, Of(3, 1, 1), Thirds(1)), // One of which misses a channel.
        (256, 7, 7, 48, Of(3, 1, 1), Thirds(0)), // Several samples for each group.
        (16, 9, 24, 3, Of(9, 1, 4), Halves()), // Nine vectors in a row.
        (8, 60, 200, 2, Of(3, 1, 1), Halves()), // Some rows of windows at a time.
        (2, 9, 8, 3, new(2, 4, 1, 1, 0, 1, 1, 1), Halves()),
        (2, 9, 8, 3, new(1, 1, 1, 1, 0, 0, 1, 1), Halves()),
        (5, 11, 1, 3, new(3, 1, 2, 1, 1, 0, 1, 1), new(new(2, 1, 2, 1, 1, 0, 1, 1), Ceil: true)),
        (1, 1, 13, 4, new(1, 3, 1, 2, 0, 1, 1, 1), new(new(1, 3, 1, 1, 0, 1, 1, 1), Ceil: true)),
        (3, 5, 3, 2, new(4, 2, 3, 3, 3, 1, 1, 1), new(new(2, 2, 1, 1, 0, 0, 1, 1), Ceil: false)), // Rows that no kernel sees.
        (7, 2, 2, 9, Of(2, 1, 0), new(new(1, 1, 1, 1, 0, 0, 1, 1), Ceil: false)),
    ];

    public static TheoryData<int, int, int> All =>
    [
        .. from c in Enumerable.Range(0, Cases.Length)
        from bits in (int[])[0, 128, 256, 512]
        from samples in (int[])[1, 3]
        select (c, bits, samples),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void ItIsTheDefinition(int index, int bits, int samples) => Widths.At(bits, () =>
    {
        var (types, x, dy, positions, op) = Prepare(index, samples);
        var dw = new Block((int)op.Weight.Count, 3);
        var places = Array.ConvertAll(positions, p => (double)p);
        var expected = Definition.Of(op, samples, (types[0], x.Doubles), (types[1], dy.Doubles), (types[2], places));
        expected = [.. expected.Zip(dw.Doubles, (sum, before) => sum + before)];

        Run(index, types, op, x, dy, positions, dw, samples);

        dw.Check(expected);
    });

    /// <summary>What reads behind an image's channels or its rows must not bring in what lies there.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void WhatHasNoGradientDoesNotCount(int bits) => Widths.At(bits, () =>
    {
        for (var index = 0; index < Cases.Length; index++)
        {
            var (types, x, dy, positions, op) = Prepare(index, samples: 2);
            var (clean, dirty) = (new Block((int)op.Weight.Count), new Block((int)op.Weight.Count));
            var half = x.Span.Length / 2;
            dy.Span[..(dy.Span.Length / 2)].Clear();
            Run(index, types, op, x, dy, positions, clean, samples: 2);
            x.Span[..half].Fill(1e30f);
            Run(index, types, op, x, dy, positions, dirty, samples: 2);
            Assert.Equal(clean.Span.ToArray(), dirty.Span.ToArray());
        }
    });

    private static Window Of(int kernel, int stride, int padding) => new(kernel, kernel, stride, stride, padding, padding, 1, 1);

    private static MaxPool2d Halves() => new(new(2, 2, 2, 2, 0, 0, 1, 1), Ceil: false);

    private static MaxPool2d Thirds(int padding) => new(new(3, 3, 2, 2, padding, padding, 1, 1), Ceil: false);

    /// <summary>The greatest of each window are those of random numbers.</summary>
    private static (TensorType[] Types, Block X, Block Dy, int[] Positions, PooledWeightGradient Operator) Prepare(int index, int samples)
    {
        var (channels, height, width, outChannels, window, pool) = Cases[index];
        var x = TensorType.Sample(channels, height, width);
        var weight = TensorType.Once(outChannels, channels, window.KernelHeight, window.KernelWidth);
        var sums = new Conv2d(window, 1).Infer([x, weight]);
        var pooled = pool.Infer([sums]);
        var positions = new MaxPool2dPositions(pool.Window, pool.Ceil);
        var numbers = new Block(samples * (int)sums.Shape.Count, 4);
        return (
            [x, pooled, positions.Infer([sums])],
            new Block(samples * (int)x.Shape.Count, 1),
            new Block(samples * (int)pooled.Shape.Count, 2),
            Array.ConvertAll(Definition.Of(positions, samples, (sums, numbers.Doubles)), p => (int)p),
            new PooledWeightGradient(window, pool.Window, weight.Shape, sums.Shape));
    }

    private static unsafe void Run(
        int index, TensorType[] types, PooledWeightGradient op, Block x, Block dy, int[] positions, Block dw, int samples)
    {
        var (channels, height, width, outChannels, v, pool) = Cases[index];
        var (sums, pooled, p) = ((op.Sums.Channels, op.Sums[1], op.Sums[2]), types[1].Shape, pool.Window);
        var shape = new Conv2dShape(
            (channels, height, width), sums, (v.KernelHeight, v.KernelWidth), (v.StrideHeight, v.StrideWidth),
            (v.PaddingHeight, v.PaddingWidth));
        var pooling = new Pool2dShape(
            sums, (outChannels, pooled[1], pooled[2]), (p.KernelHeight, p.KernelWidth), (p.StrideHeight, p.StrideWidth),
            (p.PaddingHeight, p.PaddingWidth));
        using var scratch = new Scratch(op.Scratch(types));
        fixed (int* places = positions)
        {
            Convolution.PooledWeightGradient(shape, pooling, x.Floats, dy.Floats, new Ints(places), dw.Floats, samples, scratch.Start);
        }
    }
}
