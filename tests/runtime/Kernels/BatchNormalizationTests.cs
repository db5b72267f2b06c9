using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class BatchNormalizationTests
{
    public static TheoryData<int, int, int, int> All =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])[(2, 3, 25), (1, 2, 16), (3, 1, 2), (4, 5, 49), (2, 4, 7), (3, 2, 100), (5, 19, 1), (2, 64, 1)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void StatisticsAreTheDefinition(int bits, int samples, int channels, int inner) => Widths.At(bits, () =>
    {
        var type = TensorType.Sample(channels, inner);
        var x = FarFromZero(samples * channels * inner);
        var (partials, output) = (new Block(3 * PartialSize(channels)), new Block(2 * channels));
        var first = samples / 2;
        Statistics(x.Floats, first, channels, inner, partials.Floats);
        var (rest, last) = (x.Floats.From(first * channels * inner), partials.Floats.From(2 * PartialSize(channels)));
        Statistics(rest, samples - first, channels, inner, last);
        BatchNormalization.CombineStatistics(partials.Floats, 3, PartialSize(channels), output.Floats, channels);

        var expected = Definition.Of(new BatchStatistics(0), samples, (type, x.Doubles));
        Close(expected[..channels], output.Doubles[..channels], 1e-6);
        Close(expected[channels..], output.Doubles[channels..], 1e-4);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void GradientSumsAreTheDefinition(int bits, int samples, int channels, int inner) => Widths.At(bits, () =>
    {
        var type = TensorType.Sample(channels, inner);
        var (dy, x) = (new Block(samples * channels * inner, seed: 1), new Block(samples * channels * inner, seed: 2));
        var (mean, inverse, sums) = (new Block(channels, seed: 3), new Block(channels, seed: 4), new Block(2 * channels));
        if (inner > 1)
        {
            BatchNormalization.ChannelGradientSums(
                dy.Floats, x.Floats, mean.Floats, inverse.Floats, samples, channels, inner, sums.Floats);
        }
        else
        {
            BatchNormalization.FeatureGradientSums(dy.Floats, x.Floats, mean.Floats, inverse.Floats, samples, channels, sums.Floats);
        }

        var once = TensorType.Once(channels);
        sums.Check(Definition.Of(
            new BatchNormSums(0), samples, (type, dy.Doubles), (type, x.Doubles), (once, mean.Doubles), (once, inverse.Doubles)));
    });

    [Fact]
    public void OneValuePerChannelIsRefused()
    {
        var (x, partial, output) = (new Block(4, seed: 1), new Block(PartialSize(4)), new Block(8));
        BatchNormalization.FeatureStatistics(x.Floats, 1, 4, partial.Floats);

        var error = Assert.Throws<InvalidOperationException>(
            () => BatchNormalization.CombineStatistics(partial.Floats, 1, PartialSize(4), output.Floats, 4));
        Assert.Contains("more than one value per channel", error.Message);
    }

    [Fact]
    public void WhatIsComputedOncePerChannelIsTheDefinition()
    {
        const int Channels = 5, Values = 12;
        var (a, b, c, y) = (Positive(1), Positive(2), Positive(3), new Block(Channels));
        var (table, once, rows) = (new Block(2 * Channels, seed: 4), TensorType.Once(Channels), TensorType.Once(2, Channels));
        foreach (ref var value in table.Span)
        {
            value = MathF.Abs(value);
        }

        BatchNormalization.Row(table.Floats, 1, Channels, y.Floats);
        y.Check(Definition.Of(new Row(1), Values, (rows, table.Doubles)), 0);
        BatchNormalization.RowPerValue(table.Floats, 1, Channels, Values * 3, y.Floats);
        y.Check(Definition.Of(new RowPerValue(1, 3), Values, (rows, table.Doubles)));
        BatchNormalization.InverseDeviation(table.Floats, Channels, 0.01, y.Floats);
        y.Check(Definition.Of(new InverseDeviation(0.01), Values, (rows, table.Doubles)));
        BatchNormalization.RunningMean(a.Floats, table.Floats, Channels, 0.1, y.Floats);
        y.Check(Definition.Of(new RunningMean(0.1), Values, (once, a.Doubles), (rows, table.Doubles)));
        BatchNormalization.RunningVariance(a.Floats, table.Floats, Channels, Values * 3, 0.1, y.Floats);
        y.Check(Definition.Of(new RunningVariance(0.1, 3), Values, (once, a.Doubles), (rows, table.Doubles)));
        BatchNormalization.Scale(a.Floats, Channels, 0.01, y.Floats);
        y.Check(Definition.Of(new BatchNormScale(0.01), 1, (once, a.Doubles)));
        BatchNormalization.Scale(a.Floats, b.Floats, Channels, 0.01, y.Floats);
        y.Check(Definition.Of(new BatchNormScale(0.01), 1, (once, a.Doubles), (once, b.Doubles)));
        BatchNormalization.Shift(a.Floats, b.Floats, Channels, y.Floats);
        y.Check(Definition.Of(new BatchNormShift(), 1, (once, a.Doubles), (once, b.Doubles)));
        BatchNormalization.Shift(a.Floats, b.Floats, c.Floats, Channels, y.Floats);
        y.Check(Definition.Of(new BatchNormShift(), 1, (once, a.Doubles), (once, b.Doubles), (once, c.Doubles)));
        Folding.Bias(a.Floats, b.Floats, c.Floats, Channels, y.Floats);
        y.Check(Definition.Of(new FoldBias(), 1, (once, a.Doubles), (once, b.Doubles), (once, c.Doubles)));

        static Block Positive(int seed)
        {
            var block = new Block(Channels, seed);
            foreach (ref var value in block.Span)
            {
                value = MathF.Abs(value) + 0.1f;
            }

            return block;
        }
    }

    [Fact]
    public void ScaledRowsAreTheDefinition()
    {
        var (weight, scale, y) = (new Block(3 * 8, seed: 1), new Block(3, seed: 2), new Block(3 * 8));
        Folding.ScaleRows(weight.Floats, scale.Floats, 3, 8, y.Floats);

        y.Check(Definition.Of(new ScaleRows(), 1, (TensorType.Once(3, 2, 2, 2), weight.Doubles), (TensorType.Once(3), scale.Doubles)));
    }

    [Fact]
    public void ScaledColumnsAreTheDefinition()
    {
        var (weight, scale, y) = (new Block(4 * 3 * 2, seed: 1), new Block(6, seed: 2), new Block(4 * 3 * 2));
        Folding.ScaleColumns(weight.Floats, scale.Floats, 4, 2, 3, 2, y.Floats);

        y.Check(Definition.Of(new ScaleColumns(2), 1, (TensorType.Once(4, 3, 1, 2), weight.Doubles), (TensorType.Once(6), scale.Doubles)));
    }

    [Fact]
    public void BatchesAreCounted()
    {
        var (batches, output) = (new Block(1), new Block(1));
        batches.Floats[0] = 10_000_000;
        BatchNormalization.CountBatch(batches.Floats, output.Floats);

        Assert.Equal(10_000_001, output.Floats[0]);
    }

    private static int PartialSize(int channels) => (2 * channels) + 1;

    private static void Statistics(Floats x, int samples, int channels, int inner, Floats partial)
    {
        if (inner > 1)
        {
            BatchNormalization.ChannelStatistics(x, samples, channels, inner, partial);
        }
        else
        {
            BatchNormalization.FeatureStatistics(x, samples, channels, partial);
        }
    }

    /// <summary>Numbers whose mean is 100 times their deviation: sums of squares would lose the variance.</summary>
    private static Block FarFromZero(int length)
    {
        var x = new Block(length, seed: 1);
        foreach (ref var value in x.Span)
        {
            value += 50;
        }

        return x;
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance * expected.Max(Math.Abs));
        }
    }
}
