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
        var window = new Window(3, 3, stride, stride, 1, 1, 1, 1);
        var (x, w) = (TensorType.Sample(channels, height, width), TensorType.Once(channels, 1, 3, 3));
        var forward = new Conv2d(window, channels);
        var y = forward.Infer([x, w]);
        var shape = new Conv2dShape(
            (channels, height, width), (channels, y.Shape[1], y.Shape[2]), (3, 3), (stride, stride), (1, 1), groups: channels);
        Check(forward, [x, w], samples, (a, b, scratch, to) => Convolution.Forward(shape, a, b, samples, scratch, new Store(to)));
        Check(
            new Conv2dInputGradient(window, channels, x.Shape), [y, w], samples,
            (a, b, scratch, to) => Convolution.InputGradient(shape, a, b, samples, scratch, new Store(to)));
    }

    private static void Check(SampleOperator op, TensorType[] types, int samples, Action<Floats, Floats, Floats, Floats> run)
    {
        var result = op.Infer(types);
        var (image, weight) = (new Block(samples * (int)types[0].Shape.Count, 1), new Block((int)types[1].Shape.Count, 2));
        var output = new Block(samples * (int)result.Shape.Count);
        using var scratch = new Scratch(op.Scratch(types));
        run(image.Floats, weight.Floats, scratch.Start, output.Floats);
        var evaluation = new Evaluation(types, [image.Doubles, weight.Doubles], result, samples, 0, 0);
        op.Evaluate(evaluation);
        output.Check(evaluation.Output);
    }
}
