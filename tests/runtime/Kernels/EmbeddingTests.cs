using NetGen.Operators;
using NetGen.Shapes;
using EmbeddingKernels = NetGen.Kernels.Embedding;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class EmbeddingTests
{
    private const int Rows = 7;

    public static TheoryData<int, int, int> All =>
        [.. from bits in (int[])[0, 128, 256, 512] from sizes in ((int, int)[])[(1, 1), (5, 3), (40, 16), (9, 37)] select (bits, sizes.Item1, sizes.Item2)];

    [Theory]
    [MemberData(nameof(All))]
    public void LookUpAndGradientAreTheDefinitions(int bits, int count, int dim) => Widths.At(bits, () =>
    {
        var (ids, table, y) = (new Block(count), new Block(Rows * dim, 1), new Block(count * dim));
        var places = new double[count];
        for (var i = 0; i < count; i++)
        {
            places[i] = ids.Floats.AsInts()[i] = i * 5 % Rows;
        }

        var type = new TensorType(new(count), Kind: ElementKind.Int32);
        EmbeddingKernels.Forward(ids.Floats.AsInts(), table.Floats, count, Rows, dim, y.Floats);
        y.Check(Definition.Of(new Embedding(-1), 1, (type, places), (TensorType.Once(Rows, dim), table.Doubles)), 0);

        foreach (var padding in (int[])[-1, 5])
        {
            var (dy, dw) = (new Block(count * dim, 2), new Block(Rows * dim, 3));
            var half = dim / 2;
            EmbeddingKernels.Gradient(ids.Floats.AsInts(), dy.Floats, count, Rows, dim, padding, dw.Floats, half, dim - half);
            EmbeddingKernels.Gradient(ids.Floats.AsInts(), dy.Floats, count, Rows, dim, padding, dw.Floats, 0, half);
            dw.Check(Definition.Of(new EmbeddingGradient(Rows, padding), 1, (type, places), (TensorType.Sample(count, dim), dy.Doubles)));
        }
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(Rows)]
    public void AnIdThatIsNoRowIsRefused(int id)
    {
        var (ids, table, y) = (new Block(1), new Block(Rows, 1), new Block(1));
        ids.Floats.AsInts()[0] = id;

        Assert.Throws<ArgumentOutOfRangeException>(
            () => EmbeddingKernels.Forward(ids.Floats.AsInts(), table.Floats, 1, Rows, 1, y.Floats));
    }
}
