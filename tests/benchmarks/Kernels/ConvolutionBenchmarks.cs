using BenchmarkDotNet.Attributes;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Kernels;

/// <summary>Convolutions of the table's networks, one sample: forward and both gradients.</summary>
public class ConvolutionBenchmarks
{
    private const long ScratchFloats = 64 << 20;

    private Floats _x, _weight, _y, _dx, _dw, _scratch;

    /// <summary>The layers.</summary>
    public static IEnumerable<Layer> Layers =>
    [
        new(3, 64, 224, 7, 2, 1, "ResNet's first"),
        new(3, 64, 224, 11, 4, 1, "AlexNet's first"),
        new(1, 6, 28, 5, 1, 1, "LeNet's first"),
        new(64, 64, 56, 3, 1, 1, "ResNet-18"),
        new(128, 128, 56, 3, 2, 1, "ResNet-50"),
        new(64, 256, 56, 1, 1, 1, "ResNet-50"),
        new(256, 512, 56, 1, 2, 1, "ResNet-50"),
        new(1024, 256, 14, 1, 1, 1, "ResNet-50"),
        new(512, 2048, 7, 1, 1, 1, "ResNet-50"),
        new(64, 192, 27, 5, 1, 1, "AlexNet"),
        new(144, 144, 56, 3, 1, 144, "MobileNetV2"),
        new(96, 96, 112, 3, 2, 96, "MobileNetV2"),
        new(13, 29, 17, 3, 1, 1, "odd sizes"),
    ];

    /// <summary>The layer.</summary>
    [ParamsSource(nameof(Layers))]
    public Layer Layer { get; set; } = null!;

    /// <summary>Makes the numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Cpu.Threads = 1;
        (_x, _dx) = (Memory.Random(Layer.InFloats), Memory.Random(Layer.InFloats));
        (_weight, _dw) = (Memory.Random(Layer.WeightFloats), Memory.Random(Layer.WeightFloats));
        (_y, _scratch) = (Memory.Random(Layer.OutFloats), Memory.Random(ScratchFloats));
    }

    /// <summary>y.</summary>
    [Benchmark]
    public void Forward() => Convolution.Forward(Layer.Shape, _x, _weight, 1, _scratch, new Store(_y));

    /// <summary>dx.</summary>
    [Benchmark]
    public void InputGradient() => Convolution.InputGradient(Layer.Shape, _y, _weight, 1, _scratch, new Store(_dx));

    /// <summary>dw.</summary>
    [Benchmark]
    public void WeightGradient() => Convolution.WeightGradient(Layer.Shape, _x, _y, _dw, 1, _scratch);
}

/// <summary>A convolution of a square image, padded so that only its stride makes it smaller.</summary>
public sealed record Layer(int In, int Out, int Side, int Kernel, int Stride, int Groups, string Of) : IWork
{
    private int OutSide => (Side - 1) / Stride + 1;

    internal Conv2dShape Shape => new(
        (In, Side, Side), (Out, OutSide, OutSide), (Kernel, Kernel), (Stride, Stride), (Kernel / 2, Kernel / 2), groups: Groups);

    internal long InFloats => (long)In * Side * Side;

    internal long OutFloats => (long)Out * OutSide * OutSide;

    internal long WeightFloats => (long)Out * In / Groups * Kernel * Kernel;

    /// <inheritdoc />
    public double Operations => 2.0 * WeightFloats * OutSide * OutSide;

    /// <inheritdoc />
    public double Bytes => 0;

    /// <inheritdoc />
    public override string ToString() => $"{In}→{Out} {Side}² {Kernel}×{Kernel}/{Stride}{(Groups > 1 ? " depthwise" : "")} ({Of})";
}
