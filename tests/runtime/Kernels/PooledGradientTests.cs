using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class PooledGradientTests
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
    public void WeightsGetWhatTheDefinitionSays(int index, int bits, int samples) => Widths.At(bits, () =>
    {
        var c = new Convolved(index, samples);
        var dw = new Block((int)c.Weights.Weight.Count, 3);
        var expected = Definition.Of(
            c.Weights, samples, (c.X, c.Numbers.Doubles), (c.Pooled, c.Dy.Doubles), (c.Pooled, c.Places));
        expected = [.. expected.Zip(dw.Doubles, (sum, before) => sum + before)];

        c.AddWeights(dw);

        dw.Check(expected);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void TheInputGetsWhatTheDefinitionSays(int index, int bits, int samples) => Widths.At(bits, () =>
    {
        var c = new Convolved(index, samples);
        var dx = new Block(c.Numbers.Span.Length);
        var weight = new Block((int)c.Weights.Weight.Count, 3);
        var expected = Definition.Of(
            c.Input, samples, (c.Pooled, c.Dy.Doubles), (c.Pooled, c.Places), (new(c.Weights.Weight, Batched: false), weight.Doubles));
        var plane = c.X.Shape.Inner;
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += i / plane % c.X.Shape.Channels;
        }

        c.HandBack(weight, dx);

        dx.Check(expected);
    });

    /// <summary>What reads behind an image's channels or its rows must not bring in what lies there.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void WhatHasNoGradientDoesNotCount(int bits) => Widths.At(bits, () =>
    {
        for (var index = 0; index < Cases.Length; index++)
        {
            var c = new Convolved(index, samples: 2);
            var (clean, dirty) = (new Block((int)c.Weights.Weight.Count), new Block((int)c.Weights.Weight.Count));
            c.Dy.Span[..(c.Dy.Span.Length / 2)].Clear();
            c.AddWeights(clean);
            c.Numbers.Span[..(c.Numbers.Span.Length / 2)].Fill(1e30f);
            c.AddWeights(dirty);
            Assert.Equal(clean.Span.ToArray(), dirty.Span.ToArray());
        }
    });

    private static Window Of(int kernel, int stride, int padding) => new(kernel, kernel, stride, stride, padding, padding, 1, 1);

    private static MaxPool2d Halves() => new(new(2, 2, 2, 2, 0, 0, 1, 1), Ceil: false);

    private static MaxPool2d Thirds(int padding) => new(new(3, 3, 2, 2, padding, padding, 1, 1), Ceil: false);

    /// <summary>A case with numbers; the greatest of each window are those of other random numbers.</summary>
    private sealed class Convolved
    {
        private readonly int _samples;
        private readonly Conv2dShape _shape;
        private readonly Pool2dShape _pool;

        public Convolved(int index, int samples)
        {
            var (channels, height, width, outChannels, v, pool) = Cases[index];
            X = TensorType.Sample(channels, height, width);
            var weight = TensorType.Once(outChannels, channels, v.KernelHeight, v.KernelWidth);
            var sums = new Conv2d(v, 1).Infer([X, weight]);
            Pooled = pool.Infer([sums]);
            (_samples, Weights) = (samples, new(v, pool.Window, weight.Shape, sums.Shape));
            Input = new(v, pool.Window, X.Shape, sums.Shape);
            Numbers = new Block(samples * (int)X.Shape.Count, 1);
            Dy = new Block(samples * (int)Pooled.Shape.Count, 2);
            var compared = new Block(samples * (int)sums.Shape.Count, 4);
            Places = Definition.Of(new MaxPool2dPositions(pool.Window, pool.Ceil), samples, (sums, compared.Doubles));
            var (image, p) = ((outChannels, sums.Shape[1], sums.Shape[2]), pool.Window);
            _shape = new(
                (channels, height, width), image, (v.KernelHeight, v.KernelWidth), (v.StrideHeight, v.StrideWidth),
                (v.PaddingHeight, v.PaddingWidth));
            _pool = new(
                image, (outChannels, Pooled.Shape[1], Pooled.Shape[2]), (p.KernelHeight, p.KernelWidth),
                (p.StrideHeight, p.StrideWidth), (p.PaddingHeight, p.PaddingWidth));
        }

        public PooledWeightGradient Weights { get; }

        public PooledInputGradient Input { get; }

        public TensorType X { get; }

        public TensorType Pooled { get; }

        public Block Numbers { get; }

        public Block Dy { get; }

        public double[] Places { get; }

        public unsafe void AddWeights(Block dw)
        {
            using var scratch = new Scratch(Weights.Scratch([X, Pooled, Pooled]));
            fixed (int* places = Array.ConvertAll(Places, p => (int)p))
            {
                Convolution.PooledWeightGradient(
                    _shape, _pool, Numbers.Floats, Dy.Floats, new Ints(places), dw.Floats, _samples, scratch.Start);
            }
        }

        public unsafe void HandBack(Block weight, Block dx)
        {
            using var scratch = new Scratch(Input.Scratch([Pooled, Pooled]));
            fixed (int* places = Array.ConvertAll(Places, p => (int)p))
            {
                Convolution.PooledInputGradient(
                    _shape, _pool, Dy.Floats, new Ints(places), weight.Floats, _samples, scratch.Start, new AddChannel(dx.Floats));
            }
        }
    }
}
