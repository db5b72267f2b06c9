using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

/// <summary>Images whose pixels have their channels side by side: the same numbers at other places, to the bit.</summary>
[Collection(ProcessSettings.Name)]
public class WinogradChannelsLastTests
{
    private static readonly WinogradTile F23 = WinogradTile.F23;
    private static readonly WinogradTile F25 = WinogradTile.F25;
    private static readonly WinogradTile F43 = WinogradTile.F43;

    private static readonly Case[] Cases =
    [
        new(F43, 16, 32, 32, 16, 1, 1, 2),
        new(F43, 32, 9, 7, 48, 1, 1, 3), // Rows and columns of tiles that reach beyond the image.
        new(F43, 48, 1, 1, 16, 1, 1, 3),
        new(F43, 16, 1, 41, 32, 2, 1, 2), // One pixel high, more padding than rows.
        new(F43, 16, 41, 1, 32, 1, 2, 1), // One pixel wide.
        new(F43, 32, 6, 30, 16, 0, 0, 2), // No padding.
        new(F43, 64, 13, 13, 144, 1, 1, 5), // Several panels of weights.
        new(F43, 16, 60, 70, 16, 2, 2, 1), // Several bands of outputs.
        new(F43, 512, 7, 7, 256, 1, 1, 3), // Weights that are transformed one way.
        new(F23, 64, 6, 6, 80, 1, 1, 2),
        new(F23, 16, 2, 2, 16, 2, 2, 9),
        new(F23, 32, 1, 1, 16, 1, 1, 1),
        new(F25, 32, 14, 14, 64, 2, 2, 2),
        new(F25, 16, 5, 30, 16, 0, 3, 2),
        new(F25, 16, 1, 1, 32, 2, 2, 2),
    ];

    public static TheoryData<int, int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] from threads in (int[])[1, 3]
            select (c, bits, threads)];

    [Theory]
    [MemberData(nameof(All))]
    public void TheyGiveTheSameBits(int index, int bits, int threads) => Widths.At(bits, () => Check(Cases[index], threads));

    /// <summary>The algorithm itself, in double.</summary>
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void TheDefinitionReadsAndWritesThem(bool reads, bool writes)
    {
        var c = Cases[1];
        var (x, w) = (new Block(c.Samples * c.InPixels * c.In, 1), new Block((int)c.Weight.Shape.Count, 2));
        var planes = Evaluated(c, c.Operator, x, w);
        var pixels = Turned(planes, c.Samples, c.Out, c.OutHeight * c.OutWidth);
        var turned = Turned(x, c.Samples, c.In, c.InPixels);
        var op = c.Operator with { ReadsChannelsLast = reads, WritesChannelsLast = writes };
        Assert.Equal(writes ? pixels : planes, Evaluated(c, op, reads ? turned : x, w));
    }

    private static void Check(Case c, int threads)
    {
        var (x, w) = (new Block(c.Samples * c.InPixels * c.In, 1), new Block((int)c.Weight.Shape.Count, 2));
        var weights = new Block((int)new WinogradWeights(c.Tile, false, c.IsOneWay).Infer([c.Weight]).Shape.Count);
        Winograd.Weights(w.Floats, c.Out, c.In, c.Tile.Kernel, c.Tile.Step, weights.Floats, 0, c.In, c.IsOneWay);
        var planes = Forward(c, threads, ChannelsLast.Neither, x, weights);
        var pixels = Turned(planes, c.Samples, c.Out, c.OutHeight * c.OutWidth).Span.ToArray();
        var turned = Turned(x, c.Samples, c.In, c.InPixels);
        Assert.Equal(planes.Span.ToArray(), Forward(c, threads, ChannelsLast.Input, turned, weights).Span.ToArray());
        Assert.Equal(pixels, Forward(c, threads, ChannelsLast.Output, x, weights).Span.ToArray());
        Assert.Equal(pixels, Forward(c, threads, ChannelsLast.Both, turned, weights).Span.ToArray());
    }

    private static Block Forward(Case c, int threads, ChannelsLast channelsLast, Block x, Block weights)
    {
        var y = new Block(c.Samples * c.Out * c.OutHeight * c.OutWidth);
        using var executor = new Executor(threads, c.Operator.Scratch([c.Image]));
        executor.Run(new Convolution(c, channelsLast, x.Floats, weights.Floats, y.Floats), 1, 1);
        return y;
    }

    private static double[] Evaluated(Case c, WinogradConv2d op, Block x, Block w)
    {
        var weights = new WinogradWeights(c.Tile, false);
        var transformed = new Evaluation([c.Weight], [w.Doubles], weights.Infer([c.Weight]), c.Samples, 0, 0);
        weights.Evaluate(transformed);
        var image = op.ReadsChannelsLast ? TensorType.Sample(c.Height, c.Width, c.In) : c.Image;
        TensorType[] types = [image, transformed.OutputType];
        var e = new Evaluation(types, [x.Doubles, transformed.Output], op.Infer(types), c.Samples, 0, 0);
        op.Evaluate(e);
        return e.Output;
    }

    /// <summary>Each sample's planes become pixels.</summary>
    private static Block Turned(Block planes, int samples, int channels, int pixels)
    {
        var turned = new Block(samples * channels * pixels);
        Turned(planes.Span.ToArray(), samples, channels, pixels).CopyTo(turned.Span);
        return turned;
    }

    private static T[] Turned<T>(T[] planes, int samples, int channels, int pixels) =>
        [.. from s in Enumerable.Range(0, samples) from p in Enumerable.Range(0, pixels) from c in Enumerable.Range(0, channels)
            select planes[(((s * channels) + c) * pixels) + p]];

    /// <summary>What a tile is, channels in, height, width, channels out, padding in both directions, samples.</summary>
    private readonly record struct Case(
        WinogradTile Tile, int In, int Height, int Width, int Out, int PaddingHeight, int PaddingWidth, int Samples)
    {
        public int InPixels => Height * Width;

        public int OutHeight => Height + (2 * PaddingHeight) - Tile.Kernel + 1;

        public int OutWidth => Width + (2 * PaddingWidth) - Tile.Kernel + 1;

        public TensorType Weight => TensorType.Once(Out, In, Tile.Kernel, Tile.Kernel);

        public WinogradConv2d Operator => new(Out, Tile, PaddingHeight, PaddingWidth);

        public TensorType Image => TensorType.Sample(In, Height, Width);

        public bool IsOneWay => WinogradPlan.HasOneWay(Tile, In, Out, Tile.Count(OutHeight) * Tile.Count(OutWidth));

        public Conv2dShape Shape => new(
            In, Height, Width, Out, OutHeight, OutWidth, Tile.Kernel, Tile.Kernel, 1, 1, PaddingHeight, PaddingWidth, 1, 1, 1);
    }

    private readonly record struct Convolution(Case Case, ChannelsLast ChannelsLast, Floats X, Floats Weights, Floats Y) : IKernel
    {
        public void Run(int first, int count, Floats scratch) =>
            Winograd.Forward(Case.Shape, Case.Tile.Step, ChannelsLast, X, Weights, Case.Samples, scratch, new Store(Y));
    }
}
