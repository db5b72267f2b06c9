using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

/// <summary>One filter for each channel: images of every size about those at which its loops do something else.</summary>
[Collection(ProcessSettings.Name)]
public sealed class DepthwiseTests
{
    public static TheoryData<int, int> StridesAndBits =>
        [.. from stride in (int[])[1, 2] from bits in (int[])[0, 128, 256, 512] select (stride, bits)];

    [Theory]
    [MemberData(nameof(StridesAndBits))]
    public void EveryWidthIsTheDefinition(int stride, int bits) => Widths.At(bits, () =>
    {
        for (var width = 1; width <= 70; width++)
        {
            foreach (var height in (int[])[1, 2, 3, 4, 7, 8])
            {
                Check(2, height, width, stride, samples: 1);
            }
        }
    });

    [Theory]
    [MemberData(nameof(StridesAndBits))]
    public void EveryHeightIsTheDefinition(int stride, int bits) => Widths.At(bits, () =>
    {
        for (var height = 1; height <= 40; height++)
        {
            foreach (var width in (int[])[5, 7, 14, 28, 112])
            {
                Check(1, height, width, stride, samples: 2);
            }
        }
    });

    [Theory]
    [MemberData(nameof(StridesAndBits))]
    public void ManySmallImagesAreTheDefinition(int stride, int bits) => Widths.At(bits, () =>
    {
        foreach (var channels in (int[])[15, 41, 42, 100])
        {
            Check(channels, 7, 7, stride, samples: 3);
            Check(channels, 7 * stride, 7 * stride, stride, samples: 2);
            Check(channels, 14, 14, stride, samples: 2);
        }
    });

    [Theory]
    [MemberData(nameof(StridesAndBits))]
    public void PlanesOfMoreThanOneTurnAreTheDefinition(int stride, int bits) => Widths.At(bits, () =>
    {
        Check(2, 112, 112, stride, samples: 1);
        Check(2, 113, 111, stride, samples: 1);
    });

    private static void Check(int channels, int height, int width, int stride, int samples)
    {
        var op = new Conv2d(new Window(3, 3, stride, stride, 1, 1, 1, 1), channels);
        var types = (TensorType[])[TensorType.Sample(channels, height, width), TensorType.Once(channels, 1, 3, 3)];
        var result = op.Infer(types);
        var shape = new Conv2dShape(
            (channels, height, width), (channels, result.Shape[1], result.Shape[2]), (3, 3), (stride, stride), (1, 1), groups: channels);
        var x = new Block(samples * channels * height * width, 1);
        var (w, y) = (new Block(channels * 9, 2), new Block(samples * (int)result.Shape.Count));
        using var scratch = new Scratch(op.Scratch(types));
        Convolution.Forward(shape, x.Floats, w.Floats, samples, scratch.Start, new Store(y.Floats));
        var evaluation = new Evaluation(types, [x.Doubles, w.Doubles], result, samples, 0, 0);
        op.Evaluate(evaluation);
        y.Check(evaluation.Output);
    }
}
