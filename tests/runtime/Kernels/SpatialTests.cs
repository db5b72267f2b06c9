using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using KernelPadMode = NetGen.Kernels.PadMode;
using Sides = (int Left, int Right, int Top, int Bottom);

namespace NetGen.Tests.Kernels;

/// <summary>Kernels that look at an image's neighbourhoods or change its size, against their operators' definitions.</summary>
[Collection(ProcessSettings.Name)]
public sealed class SpatialTests
{
    private const int Samples = 2;

    private static readonly int[] Bits = [0, 128, 256, 512];

    private static readonly (int Channels, int Height, int Width)[] Images = [(1, 1, 1), (3, 4, 5), (17, 3, 1), (2, 7, 37)];

    public static TheoryData<int, int, int> Norms =>
        [.. from i in Indices from size in (int[])[1, 2, 5, 40] from b in Bits select (i, size, b)];

    public static TheoryData<int, int, int, int> Sizes =>
    [
        .. from i in Indices
           from size in ((int Height, int Width)[])[(1, 1), (3, 10), (9, 2), (14, 74)]
           from b in Bits
           select (i, size.Height, size.Width, b),
    ];

    public static TheoryData<int, int> All => [.. from i in Indices from b in Bits select (i, b)];

    private static IEnumerable<int> Indices => Enumerable.Range(0, Images.Length);

    [Theory]
    [MemberData(nameof(Norms))]
    public void LocalResponseAndItsGradientAreTheDefinitions(int image, int size, int bits) => Widths.At(bits, () =>
    {
        var (type, op) = (Type(image), new LocalResponseNorm(size, 2, 0.75, 1.5));
        var s = new LocalResponseShape(type.Shape.Channels, type.Shape.Inner, size, 2f / size, 0.75f, 1.5f);
        var (x, y) = (Numbers(type, 1), Zeros(type));
        LocalResponse.Normalize(s, x.Floats, y.Floats, Samples);
        y.Check(Definition.Of(op, Samples, (type, x.Doubles)));

        var (gradient, dy, dx) = (new LocalResponseNormGradient(op), Numbers(type, 2), Zeros(type));
        using var scratch = new Scratch(gradient.Scratch([type, type]));
        LocalResponse.Gradient(s, dy.Floats, x.Floats, dx.Floats, Samples, scratch.Start);
        dx.Check(Definition.Of(gradient, Samples, (type, dy.Doubles), (type, x.Doubles)));
    });

    /// <summary>A great element leaves no error in the channels that do not see it.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void LocalResponseForgetsGreatElements(int bits) => Widths.At(bits, () =>
    {
        var (type, op) = (TensorType.Sample(6, 1, 16), new LocalResponseNorm(3, 1, 0.75, 1e-3));
        var (x, y) = (new Block(96, 1), new Block(96));
        x.Span[..16].Fill(1e6f);
        LocalResponse.Normalize(new(6, 16, 3, 1 / 3f, 0.75f, 1e-3f), x.Floats, y.Floats, 1);
        var expected = Definition.Of(op, 1, (type, x.Doubles));
        Assert.All(expected[32..].Zip(y.Doubles[32..]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    });

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AdaptiveAverageAndItsGradientAreTheDefinitions(int image, int height, int width, int bits) => Widths.At(bits, () =>
    {
        var (type, op) = (Type(image), new AdaptiveAvgPool2d(height, width));
        var (s, output) = (Adaptive(type, height, width), op.Infer([type]));
        var (x, y) = (Numbers(type, 1), Zeros(output));
        using var scratch = new Scratch(op.Scratch([type]));
        Pooling.AdaptiveAverage(s, x.Floats, y.Floats, Samples, scratch.Start);
        y.Check(Definition.Of(op, Samples, (type, x.Doubles)));

        var (dy, dx) = (Numbers(output, 2), Numbers(type, 3));
        Pooling.AdaptiveAverageGradient(s, dy.Floats, dx.Floats, Samples, scratch.Start);
        dx.Check(Definition.Of(new AdaptiveAvgPool2dGradient(type.Shape), Samples, (output, dy.Doubles)));
    });

    [Theory]
    [MemberData(nameof(Sizes))]
    public void AdaptiveMaxAndItsGradientAreTheDefinitions(int image, int height, int width, int bits) => Widths.At(bits, () =>
    {
        var (type, op) = (Type(image), new AdaptiveMaxPool2d(height, width));
        var (s, output) = (Adaptive(type, height, width), op.Infer([type]));
        var (x, y, places) = (Numbers(type, 1), Zeros(output), Zeros(output));
        foreach (ref var value in x.Span)
        {
            value = MathF.Round(value * 3); // so that many windows have several greatest elements
        }

        using var scratch = new Scratch(op.Scratch([type]));
        Pooling.AdaptiveMax(s, x.Floats, y.Floats, Samples, scratch.Start);
        y.Check(Definition.Of(op, Samples, (type, x.Doubles)), 0);

        Pooling.AdaptiveMaxPositions(s, x.Floats, places.Floats.AsInts(), Samples);
        var positions = Definition.Of(new AdaptiveMaxPool2dPositions(height, width), Samples, (type, x.Doubles));
        Assert.Equal(positions, places.Floats.AsInts().Span(positions.Length).ToArray().Select(p => (double)p));

        var (dy, dx) = (Numbers(output, 2), Numbers(type, 3));
        Pooling.AdaptiveMaxGradient(s, dy.Floats, places.Floats.AsInts(), dx.Floats, Samples);
        var positionType = output with { Kind = ElementKind.Int32 };
        dx.Check(Definition.Of(new AdaptiveMaxPool2dGradient(type.Shape), Samples, (output, dy.Doubles), (positionType, positions)));
    });

    [Theory]
    [MemberData(nameof(Sizes))]
    public void UpsamplingAndItsGradientAreTheDefinitions(int image, int height, int width, int bits) => Widths.At(bits, () =>
    {
        foreach (var (bilinear, aligned) in ((bool, bool)[])[(false, false), (true, false), (true, true)])
        {
            var type = Type(image);
            Sampling Axis(int size, int axis) => bilinear
                ? Sampling.Linear(size, type.Shape[axis], 0, aligned) : Sampling.Nearest(size, type.Shape[axis], 0);
            var op = new Upsample(bilinear, Axis(height, 1), Axis(width, 2));
            var (output, gradient) = (op.Infer([type]), new UpsampleGradient(op, type.Shape));
            var s = new UpsampleShape(
                type.Shape.Channels, type.Shape[1], type.Shape[2], height, width,
                op.Rows.Step, op.Columns.Step, op.Rows.Start, op.Columns.Start);
            var (x, y, dy, dx) = (Numbers(type, 1), Zeros(output), Numbers(output, 2), Numbers(type, 3));
            using (var scratch = new Scratch(op.Scratch([type])))
            {
                Action<UpsampleShape, Floats> run = bilinear
                    ? (sizes, memory) => Upsampling.Bilinear(sizes, x.Floats, y.Floats, Samples, memory)
                    : (sizes, memory) => Upsampling.Nearest(sizes, x.Floats, y.Floats, Samples, memory);
                run(s, scratch.Start);
            }

            y.Check(Definition.Of(op, Samples, (type, x.Doubles)), bilinear ? 1e-6 : 0);
            using (var scratch = new Scratch(gradient.Scratch([output])))
            {
                Action<UpsampleShape, Floats> run = bilinear
                    ? (sizes, memory) => Upsampling.BilinearGradient(sizes, dy.Floats, dx.Floats, Samples, memory)
                    : (sizes, memory) => Upsampling.NearestGradient(sizes, dy.Floats, dx.Floats, Samples, memory);
                run(s, scratch.Start);
            }

            dx.Check(Definition.Of(gradient, Samples, (output, dy.Doubles)));
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void PaddingAndItsGradientAreTheDefinitions(int image, int bits) => Widths.At(bits, () =>
    {
        var type = Type(image);
        foreach (var mode in Enum.GetValues<Operators.PadMode>())
        {
            var most = mode == Operators.PadMode.Reflection ? Math.Min(type.Shape[1], type.Shape[2]) - 1 : 9;
            foreach (var (left, right, top, bottom) in (Sides[])[(0, 0, 0, 0), (2, 1, 3, 4), (0, 5, 1, 0), (9, 9, 9, 9)])
            {
                var op = new Pad2d(mode, Math.Min(left, most), Math.Min(right, most), Math.Min(top, most), Math.Min(bottom, most));
                var s = new Pad2dShape(
                    Enum.Parse<KernelPadMode>($"{mode}"), type.Shape.Channels, type.Shape[1], type.Shape[2],
                    op.Left, op.Right, op.Top, op.Bottom);
                var output = op.Infer([type]);
                var (x, y, dy, dx) = (Numbers(type, 1), Zeros(output), Numbers(output, 2), Numbers(type, 3));
                Padding.Pad(s, x.Floats, y.Floats, Samples);
                y.Check(Definition.Of(op, Samples, (type, x.Doubles)), 0);

                Padding.Gradient(s, dy.Floats, dx.Floats, Samples);
                dx.Check(Definition.Of(new Pad2dGradient(op, type.Shape), Samples, (output, dy.Doubles)));
            }
        }
    });

    [Theory]
    [MemberData(nameof(All))]
    public void ShufflesAreTheDefinitions(int image, int bits) => Widths.At(bits, () =>
    {
        foreach (var factor in (int[])[1, 2, 3])
        {
            var (channels, height, width) = Images[image];
            var (small, large) = (
                TensorType.Sample(channels * factor * factor, height, width), TensorType.Sample(channels, height * factor, width * factor));
            var (x, y, back) = (Numbers(small, 1), Zeros(large), Zeros(small));
            Pixels.Shuffle(factor, height, width, x.Floats, y.Floats, Samples * channels);
            y.Check(Definition.Of(new PixelShuffle(factor), Samples, (small, x.Doubles)), 0);

            Pixels.Unshuffle(factor, height, width, y.Floats, back.Floats, Samples * channels);
            back.Check(Definition.Of(new PixelUnshuffle(factor), Samples, (large, y.Doubles)), 0);
            Assert.Equal(x.Span, back.Span);
        }
    });

    private static TensorType Type(int image) => TensorType.Sample(Images[image].Channels, Images[image].Height, Images[image].Width);

    private static Block Numbers(TensorType type, int seed) => new(Samples * (int)type.Shape.Count, seed);

    private static Block Zeros(TensorType type) => new(Samples * (int)type.Shape.Count);

    private static AdaptivePool2dShape Adaptive(TensorType type, int height, int width) =>
        new(type.Shape.Channels, type.Shape[1], type.Shape[2], height, width);
}
