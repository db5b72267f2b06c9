using BenchmarkDotNet.Attributes;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Kernels;

/// <summary>
/// Gradients of convolutions of which max pooling keeps the greatest of 2 × 2, one sample: from the windows alone, and from all pixels.
/// Operations are counted as those of all pixels.
/// </summary>
public class PooledGradientBenchmarks
{
    private const long ScratchFloats = 64 << 20;

    private Pool2dShape _pool;
    private Floats _x, _weight, _dy, _pooled, _dx, _dw, _scratch;
    private Ints _positions;

    /// <summary>The layers.</summary>
    public static IEnumerable<Layer> Layers =>
    [
        new(1, 6, 28, 5, 1, 1, "LeNet's first"),
        new(6, 16, 14, 5, 1, 1, "LeNet's second"),
        new(3, 16, 32, 3, 1, 1, "CIFAR"),
        new(3, 64, 224, 11, 4, 1, "AlexNet's first"),
        new(64, 192, 27, 5, 1, 1, "AlexNet"),
        new(3, 64, 224, 3, 1, 1, "VGG's first"),
        new(512, 512, 14, 3, 1, 1, "VGG"),
    ];

    /// <summary>The layer.</summary>
    [ParamsSource(nameof(Layers))]
    public Layer Layer { get; set; } = null!;

    /// <summary>Makes the numbers, and pools some of them.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Cpu.Threads = 1;
        var s = Layer.Shape;
        var (height, width) = (s.OutHeight / 2, s.OutWidth / 2);
        _pool = new((s.OutChannels, s.OutHeight, s.OutWidth), (s.OutChannels, height, width), (2, 2), (2, 2));
        (_x, _dx) = (Memory.Random(Layer.InFloats), Memory.Random(Layer.InFloats));
        (_weight, _dw) = (Memory.Random(Layer.WeightFloats), Memory.Random(Layer.WeightFloats));
        (_dy, _scratch) = (Memory.Random(Layer.OutFloats), Memory.Random(ScratchFloats));
        var windows = (long)s.OutChannels * height * width;
        (_pooled, _positions) = (Memory.Random(windows), Memory.Random(windows).AsInts());
        Pooling.MaxPositions(_pool, _dy, _positions, 1, _scratch);
    }

    /// <summary>dx from the windows.</summary>
    [Benchmark]
    public void PooledInputGradient() =>
        Convolution.PooledInputGradient(Layer.Shape, _pool, _pooled, _positions, _weight, 1, _scratch, new Store(_dx));

    /// <summary>dx from all pixels.</summary>
    [Benchmark]
    public void InputGradient()
    {
        Pooling.MaxGradient(_pool, _pooled, _positions, _dy, 1);
        Convolution.InputGradient(Layer.Shape, _dy, _weight, 1, _scratch, new Store(_dx));
    }

    /// <summary>dw from the windows.</summary>
    [Benchmark]
    public void PooledWeightGradient() =>
        Convolution.PooledWeightGradient(Layer.Shape, _pool, _x, _pooled, _positions, _dw, 1, _scratch);

    /// <summary>dw from all pixels.</summary>
    [Benchmark]
    public void WeightGradient()
    {
        Pooling.MaxGradient(_pool, _pooled, _positions, _dy, 1);
        Convolution.WeightGradient(Layer.Shape, _x, _dy, _dw, 1, _scratch);
    }
}
