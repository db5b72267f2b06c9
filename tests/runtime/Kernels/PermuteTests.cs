using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

/// <summary>Permutations against their definition, at every width: blocks of 8 and 4, rests, runs and several axes.</summary>
[Collection(ProcessSettings.Name)]
public sealed class PermuteTests
{
    private static readonly (int[] Shape, int[] Axes)[] Orders =
    [
        ([2, 3], [1, 0]), ([4, 4], [1, 0]), ([8, 8], [1, 0]), ([9, 17], [1, 0]), ([5, 70], [1, 0]), ([3, 100], [1, 0]), ([100, 3], [1, 0]),
        ([2, 9, 11], [0, 2, 1]), ([7, 3, 16], [1, 0, 2]), ([3, 8, 10], [1, 2, 0]), ([3, 8, 10], [2, 1, 0]), ([10, 9, 3], [2, 0, 1]),
        ([2, 3, 4, 5], [3, 1, 2, 0]), ([2, 3, 4, 5], [1, 3, 0, 2]), ([4, 9, 2, 8], [2, 0, 3, 1]), ([1, 6, 1, 5], [3, 2, 0, 1]),
        ([2, 3, 2, 3, 9], [4, 1, 0, 3, 2]),
    ];

    public static TheoryData<int, int, int> Table =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from order in Enumerable.Range(0, Orders.Length)
           from batch in (int[])[1, 3]
           select (bits, order, batch),
    ];

    [Theory]
    [MemberData(nameof(Table))]
    public void PermuteIsTheDefinition(int bits, int order, int batch) => Widths.At(bits, () =>
    {
        var (shape, axes) = (new Shape(Orders[order].Shape), new Permute(Orders[order].Axes.ToEquatableArray()));
        var (x, y) = (new Block((int)shape.Count * batch, 1), new Block((int)shape.Count * batch));
        var (sizes, strides) = axes.Runs(shape);

        Copying.Permute(x.Floats, batch, sizes, strides, y.Floats);

        var expected = Definition.Of(axes, batch, (new TensorType(shape), x.Doubles));
        y.Check(expected, 0);
        if (sizes.Length == 2)
        {
            var transposed = new Block((int)shape.Count * batch);
            Copying.Transpose(x.Floats, batch, sizes[1], sizes[0], transposed.Floats);
            transposed.Check(expected, 0);
        }
    });
}
