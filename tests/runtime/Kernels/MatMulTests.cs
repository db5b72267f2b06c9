using System.Globalization;
using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using MatMulKernels = NetGen.Kernels.MatMul;

namespace NetGen.Tests.Kernels;

/// <summary>Products of matrices against the operators' definitions, at every width: odd sizes, shared factors, transposed ones.</summary>
[Collection(ProcessSettings.Name)]
public sealed class MatMulTests
{
    private const int Samples = 3;

    private static readonly (TensorType A, TensorType B)[] Factors =
    [
        (TensorType.Sample(1, 1), TensorType.Sample(1, 1)),
        (TensorType.Sample(5, 7), TensorType.Sample(7, 3)),
        (TensorType.Sample(17, 33), TensorType.Sample(33, 19)),
        (TensorType.Sample(4, 16, 16), TensorType.Sample(4, 16, 16)),
        (TensorType.Sample(3, 9, 20), TensorType.Sample(20, 31)),
        (TensorType.Sample(9, 20), TensorType.Sample(3, 20, 5)),
        (TensorType.Sample(2, 9, 20), TensorType.Once(20, 31)),
        (TensorType.Sample(13, 8), TensorType.Once(2, 8, 15)),
        (TensorType.Once(6, 10), TensorType.Sample(2, 10, 18)),
        (TensorType.Once(2, 21, 4), TensorType.Sample(4, 7)),
        (TensorType.Once(3, 50), TensorType.Sample(50, 1)),
    ];

    public static TheoryData<int, int> All =>
        [.. from bits in (int[])[0, 128, 256, 512] from i in Enumerable.Range(0, Factors.Length) select (bits, i)];

    [Theory]
    [MemberData(nameof(All))]
    public void ProductsAreTheDefinition(int bits, int factors) => Widths.At(bits, () =>
    {
        var (a, b) = Factors[factors];
        Check(Transposed.None, a, b);
        Check(Transposed.Left, Exchanged(a), b);
        Check(Transposed.Right, a, Exchanged(b));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void SumsOfProductsAreTheDefinition(int bits, int factors) => Widths.At(bits, () =>
    {
        var (a, b) = Factors[factors];
        foreach (var (transposed, left, right) in new[]
        {
            (Transposed.None, a, b), (Transposed.Left, Exchanged(a), b), (Transposed.Right, a, Exchanged(b)),
        })
        {
            var product = new Operators.MatMul(transposed).Infer([left, right]).Shape;
            CheckSum(transposed, left, right, product);
            CheckSum(transposed, left, right, new(product[product.Rank - 2], product.Last));
        }
    });

    private static void Check(Transposed transposed, TensorType a, TensorType b)
    {
        var op = new Operators.MatMul(transposed);
        var output = op.Infer([a, b]);
        var (x, y) = (Values(a, 1), Values(b, 2));
        using var scratch = new Scratch(op.Scratch([a, b]));
        var result = new Block((int)output.Shape.Count * Samples);
        MatMulKernels.Forward(Shape(transposed, a, b, output.Shape), x.Floats, y.Floats, Samples, scratch.Start, new Store(result.Floats));
        result.Check(Definition.Of(op, Samples, (a, x.Doubles), (b, y.Doubles)));
    }

    private static void CheckSum(Transposed transposed, TensorType a, TensorType b, Shape target)
    {
        var op = new MatMulSum(transposed, target);
        var (x, y, sums) = (Values(a, 1), Values(b, 2), new Block((int)target.Count, 3));
        var expected = sums.Doubles;
        using var scratch = new Scratch(op.Scratch([a, b]));
        MatMulKernels.AddSums(Shape(transposed, a, b, target), x.Floats, y.Floats, Samples, scratch.Start, sums.Floats);
        sums.Check([.. expected.Zip(Definition.Of(op, Samples, (a, x.Doubles), (b, y.Doubles)), (before, sum) => before + sum)]);
    }

    /// <summary>The constant as it is emitted, read back.</summary>
    private static MatMulShape Shape(Transposed transposed, TensorType a, TensorType b, Shape output)
    {
        var text = "";
        var sizes = MatMulSizes.Of(transposed, a, b);
        sizes.Constant(new([a, b], new(output), [], "", "", "", "", "", (_, value) => text = value), output);
        var fields = text["new(".Length..^1].Split(", ").Select(f => f.Split(": ")[1]).ToArray();
        var numbers = fields.Skip(2).Select(f => int.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return new(
            bool.Parse(fields[0]), bool.Parse(fields[1]), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6],
            numbers[7], numbers[8]);
    }

    private static Block Values(TensorType type, int seed) => new((int)type.Shape.Count * (type.Batched ? Samples : 1), seed);

    private static TensorType Exchanged(TensorType type)
    {
        var sizes = type.Shape.Sizes.ToArray();
        (sizes[^2], sizes[^1]) = (sizes[^1], sizes[^2]);
        return type with { Shape = new(sizes) };
    }
}
