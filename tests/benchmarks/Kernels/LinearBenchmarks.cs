using BenchmarkDotNet.Attributes;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Kernels;

/// <summary>Linear layers, one row to many: forward and both gradients. One row is bound by memory: it reads each weight once.</summary>
public class LinearBenchmarks
{
    private Floats _x, _weight, _y, _dx, _dw;

    /// <summary>The layers.</summary>
    public static IEnumerable<Product> Products =>
    [
        new(1, 512, 512), new(64, 512, 512), new(1, 9216, 4096), new(2, 9216, 4096), new(16, 9216, 4096), new(64, 784, 512), new(64, 400, 120),
    ];

    /// <summary>The layer.</summary>
    [ParamsSource(nameof(Products))]
    public Product Product { get; set; } = null!;

    /// <summary>Makes the numbers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Cpu.Threads = 1;
        var (rows, inputs, outputs) = Product;
        (_x, _dx, _y) = (Memory.Random((long)rows * inputs), Memory.Random((long)rows * inputs), Memory.Random((long)rows * outputs));
        (_weight, _dw) = (Memory.Random((long)inputs * outputs), Memory.Random((long)inputs * outputs));
    }

    /// <summary>y.</summary>
    [Benchmark]
    public void Forward() => Linear.Forward(Product.In, Product.Out, _x, _weight, Product.Rows, new Store(_y));

    /// <summary>dx.</summary>
    [Benchmark]
    public void InputGradient() => Linear.InputGradient(Product.In, Product.Out, _y, _weight, Product.Rows, new Store(_dx));

    /// <summary>dw.</summary>
    [Benchmark]
    public void WeightGradient() => Linear.WeightGradient(Product.In, Product.Out, _x, _y, Product.Rows, _dw, 0, Product.Out);
}

/// <summary>Rows × in features times in × out features.</summary>
public sealed record Product(int Rows, int In, int Out) : IWork
{
    private const int FewRows = 4;

    /// <inheritdoc />
    public double Operations => Rows > FewRows ? 2.0 * Rows * In * Out : 0;

    /// <inheritdoc />
    public double Bytes => 4.0 * In * Out;

    /// <inheritdoc />
    public override string ToString() => $"{Rows} × {In}→{Out}";
}
