using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class PoolingTests
{
    private const int Samples = 3;

    /// <summary>Channels, height, width; window; whether sizes are rounded up; whether padding counts.</summary>
    private static readonly (int Channels, int Height, int Width, Window Window, bool Ceil, bool Pad)[] Cases =
    [
        (6, 28, 28, new(2, 2, 2, 2, 0, 0, 1, 1), false, true),
        (2, 10, 10, new(2, 2, 2, 2, 0, 0, 1, 1), false, true),
        (2, 5, 13, new(2, 2, 2, 2, 0, 0, 1, 1), false, true),
        (2, 5, 13, new(2, 2, 2, 2, 0, 0, 1, 1), true, true),
        (2, 5, 13, new(2, 2, 2, 2, 0, 0, 1, 1), true, false),
        (3, 1, 1, new(1, 1, 1, 1, 0, 0, 1, 1), false, true),
        (2, 14, 15, new(3, 3, 2, 2, 1, 1, 1, 1), false, true),
        (2, 14, 15, new(3, 3, 2, 2, 1, 1, 1, 1), true, false),
        (2, 9, 7, new(3, 2, 1, 3, 1, 0, 1, 1), true, true),
        (1, 4, 23, new(1, 5, 1, 1, 0, 2, 1, 1), false, false),
        (3, 40, 38, new(3, 3, 2, 2, 1, 1, 1, 1), false, true),
        (11, 14, 14, new(3, 3, 1, 1, 1, 1, 1, 1), false, true),
        (40, 7, 7, new(3, 3, 1, 1, 1, 1, 1, 1), true, false),
        (2, 60, 41, new(3, 3, 2, 2, 0, 0, 1, 1), true, true),
        (9, 3, 3, new(3, 3, 1, 1, 1, 1, 1, 1), false, true),
        (7, 2, 2, new(3, 3, 2, 2, 1, 1, 1, 1), true, true),
        (5, 1, 1, new(3, 3, 1, 1, 1, 1, 1, 1), false, true),
        (1, 8, 70, new(3, 3, 2, 2, 0, 0, 1, 1), true, true),
        (3, 7, 30, new(3, 3, 2, 2, 0, 1, 1, 1), true, true),
        (4, 6, 37, new(3, 3, 1, 1, 1, 0, 1, 1), false, true),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void MaxIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var (type, op) = (Image(c), new MaxPool2d(c.Window, c.Ceil));
        var (x, y, scratch) = (Images(type), new Block(Outputs(op, type)), Scratch(op, type));
        Pooling.Max(Shape(c, op), x.Floats, y.Floats, Samples, scratch.Floats);

        y.Check(Definition.Of(op, Samples, (type, x.Doubles)), 0);
        StaysInside(scratch);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void MaxGradientIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var (type, op) = (Image(c), new MaxPool2dPositions(c.Window, c.Ceil));
        var (x, places, scratch) = (Images(type), new Block(Outputs(op, type)), Scratch(op, type));
        Pooling.MaxPositions(Shape(c, op), x.Floats, places.Floats.AsInts(), Samples, scratch.Floats);
        StaysInside(scratch);
        var positions = Definition.Of(op, Samples, (type, x.Doubles));
        Assert.Equal(positions, places.Floats.AsInts().Span(positions.Length).ToArray().Select(p => (double)p));

        var (output, gradient) = (op.Infer([type]), new MaxPool2dGradient(c.Window, type.Shape));
        var (dy, dx) = (new Block(positions.Length, seed: 2), new Block(x.Span.Length, seed: 3));
        Pooling.MaxGradient(Shape(c, op), dy.Floats, places.Floats.AsInts(), dx.Floats, Samples);
        var dyType = output with { Kind = ElementKind.Float32 };
        dx.Check(Definition.Of(gradient, Samples, (dyType, dy.Doubles), (output, positions)));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void AverageAndItsGradientAreTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var (type, op) = (Image(c), new AvgPool2d(c.Window, c.Ceil, c.Pad));
        var (x, y, scratch) = (Images(type), new Block(Outputs(op, type)), Scratch(op, type));
        Pooling.Average(Shape(c, op), c.Pad, x.Floats, y.Floats, Samples, scratch.Floats);
        y.Check(Definition.Of(op, Samples, (type, x.Doubles)));
        StaysInside(scratch);

        var gradient = new AvgPool2dGradient(c.Window, c.Pad, type.Shape);
        var (dy, dx, room) = (new Block(y.Span.Length, seed: 2), new Block(x.Span.Length, seed: 3), Scratch(gradient, op.Infer([type])));
        Pooling.AverageGradient(Shape(c, op), c.Pad, dy.Floats, dx.Floats, Samples, room.Floats);
        StaysInside(room);
        dx.Check(Definition.Of(gradient, Samples, (op.Infer([type]), dy.Doubles)));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void GlobalAverageAndItsGradientAreTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var c = Cases[index];
        var type = Image(c);
        var (x, y) = (Images(type), new Block(Samples * c.Channels));
        Pooling.GlobalAverage(c.Channels, c.Height * c.Width, x.Floats, y.Floats, Samples);
        y.Check(Definition.Of(new GlobalAvgPool2d(), Samples, (type, x.Doubles)));

        var (dy, dx) = (new Block(y.Span.Length, seed: 2), new Block(x.Span.Length, seed: 3));
        Pooling.GlobalAverageGradient(c.Channels, c.Height * c.Width, dy.Floats, dx.Floats, Samples);
        dx.Check(Definition.Of(new GlobalAvgPool2dGradient(type.Shape), Samples, (TensorType.Sample(c.Channels, 1, 1), dy.Doubles)));
    });

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void NotANumberComesThroughFromEveryPlace(int bits) => Widths.At(bits, () =>
    {
        foreach (var window in (Window[])[
            new(2, 2, 2, 2, 0, 0, 1, 1), new(2, 2, 2, 2, 1, 1, 1, 1), new(3, 3, 1, 1, 1, 1, 1, 1), new(3, 3, 2, 2, 1, 1, 1, 1),
            new(3, 3, 2, 2, 0, 0, 1, 1)])
        {
            var (type, op) = (TensorType.Sample(1, 8, 16), new MaxPool2d(window, Ceil: false));
            for (var place = 0; place < type.Shape.Count; place++)
            {
                var (x, y) = (new Block((int)type.Shape.Count, seed: 1), new Block((int)op.Infer([type]).Shape.Count));
                var scratch = Scratch(op, type);
                x.Floats[place] = float.NaN;
                Pooling.Max(Shape((1, 8, 16, window, false, true), op), x.Floats, y.Floats, 1, scratch.Floats);

                Assert.Equal(Definition.Of(op, 1, (type, x.Doubles)), y.Doubles);
            }
        }
    });

    /// <summary>Also where its sum with others is not a finite number; other channels are not touched by that.</summary>
    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void PlacesOfWhatIsNotFiniteAreTheDefinition(int bits) => Widths.At(bits, () =>
    {
        foreach (var window in (Window[])[
            new(2, 2, 2, 2, 0, 0, 1, 1), new(3, 3, 1, 1, 1, 1, 1, 1), new(3, 3, 2, 2, 1, 1, 1, 1), new(3, 3, 2, 2, 0, 0, 1, 1)])
        {
            var (type, op) = (TensorType.Sample(3, 6, 34), new MaxPool2dPositions(window, Ceil: false));
            foreach (var value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue])
            {
                for (var place = 0; place < 2 * 34; place++)
                {
                    var (x, places) = (new Block((int)type.Shape.Count, seed: 1), new Block((int)op.Infer([type]).Shape.Count));
                    x.Floats[(6 * 34) + place] = value;
                    x.Floats[(6 * 34) + (place ^ 1)] = value;
                    Pooling.MaxPositions(
                        Shape((3, 6, 34, window, false, true), op), x.Floats, places.Floats.AsInts(), 1, Scratch(op, type).Floats);

                    var expected = Definition.Of(op, 1, (type, x.Doubles));
                    Assert.Equal(expected, places.Floats.AsInts().Span(expected.Length).ToArray().Select(p => (double)p));
                }
            }
        }
    });

    private static TensorType Image((int Channels, int Height, int Width, Window Window, bool Ceil, bool Pad) c) =>
        TensorType.Sample(c.Channels, c.Height, c.Width);

    /// <summary>Whole numbers from -3 to 3, so that many windows have several greatest elements.</summary>
    private static Block Images(TensorType type)
    {
        var x = new Block(Samples * (int)type.Shape.Count, seed: 1);
        foreach (ref var value in x.Span)
        {
            value = MathF.Round(value * 3);
        }

        return x;
    }

    private static Block Scratch(SampleOperator op, TensorType image) => new((int)op.Scratch([image]), seed: 4);

    /// <summary>Nothing was written before or after it.</summary>
    private static void StaysInside(Block scratch)
    {
        scratch.Span.Clear();
        scratch.Check(scratch.Doubles);
    }

    private static int Outputs(Operator op, TensorType image) => Samples * (int)op.Infer([image]).Shape.Count;

    private static Pool2dShape Shape((int Channels, int Height, int Width, Window Window, bool Ceil, bool Pad) c, Operator op)
    {
        var (output, v) = (op.Infer([Image(c)]).Shape, c.Window);
        return new(
            c.Channels, c.Height, c.Width, output[1], output[2], v.KernelHeight, v.KernelWidth, v.StrideHeight, v.StrideWidth,
            v.PaddingHeight, v.PaddingWidth, v.DilationHeight, v.DilationWidth);
    }
}
