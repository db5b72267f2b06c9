using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using CopyKernels = NetGen.Kernels.Copying;
using ReductionKernels = NetGen.Kernels.Reduction;
using SoftmaxKernels = NetGen.Kernels.Softmax;

namespace NetGen.Tests.Kernels;

/// <summary>The kernels of softmax and copies against the operators' definitions, at every width.</summary>
[Collection(ProcessSettings.Name)]
public sealed class OperatorKernelTests
{
    public static TheoryData<int, int, int, int> Cuts =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])[(3, 10, 1), (2, 1, 1), (1, 1000, 1), (4, 3, 1), (2, 3, 7), (1, 5, 33), (3, 21, 20), (2, 2, 2)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void SoftmaxIsTheDefinition(int bits, int outer, int size, int inner) => Widths.At(bits, () =>
    {
        var type = TensorType.Sample(outer, size, inner);
        var (x, y) = (Spread(outer * size * inner, 1, 10), new Block(outer * size * inner));
        SoftmaxKernels.Forward(x.Floats, outer, size, inner, y.Floats);
        y.Check(Evaluate(new Operators.Softmax(1), [(type, x)], batch: 1));

        var (dy, dx) = (new Block(outer * size * inner, 2), new Block(outer * size * inner));
        SoftmaxKernels.Gradient(dy.Floats, y.Floats, outer, size, inner, dx.Floats);
        dx.Check(Evaluate(new SoftmaxGradient(1), [(type, dy), (type, y)], batch: 1));
    });

    [Theory]
    [MemberData(nameof(Cuts))]
    public void BroadcastAndItsGradientAreTheDefinitions(int bits, int outer, int copies, int inner) => Widths.At(bits, () =>
    {
        var (small, large) = (new Shape(outer, 1, inner), new Shape(outer, copies, inner));
        var (x, y) = (new Block((int)small.Count, 1), new Block((int)large.Count));
        CopyKernels.Broadcast(x.Floats, outer, copies, inner, y.Floats);
        y.Check(Evaluate(new BroadcastTo(large, copies, inner), [(new TensorType(small), x)], batch: 1), 0);

        var (dy, dx) = (new Block((int)large.Count, 2), new Block((int)small.Count));
        CopyKernels.SumCopies(dy.Floats, outer, copies, inner, dx.Floats);
        dx.Check(Evaluate(new SumTo(small, copies, inner), [(new TensorType(large), dy)], batch: 1));
    });

    [Theory]
    [MemberData(nameof(Cuts))]
    public void ExtremesAreTheDefinitions(int bits, int outer, int copies, int inner) => Widths.At(bits, () =>
    {
        var (small, large) = (new Shape(outer, 1, inner), TensorType.Sample(outer, copies, inner));
        var (x, y, places) = (new Block((int)large.Shape.Count, 1), new Block((int)small.Count), new Block((int)small.Count));
        foreach (var missing in (bool[])[false, true])
        {
            x.Floats[(copies / 2 * inner) + (inner / 2)] = missing ? float.NaN : 1;
            foreach (var op in (Extreme[])[new(small, copies, inner, true), new(small, copies, inner, false)])
            {
                (op.IsGreatest ? (Action<Floats, int, int, int, Floats>)ReductionKernels.Max : ReductionKernels.Min)(
                    x.Floats, outer, copies, inner, y.Floats);
                Assert.Equal(Array.ConvertAll(Evaluate(op, [(large, x)], batch: 1), v => (float)v), y.Span.ToArray());

                var found = places.Floats.AsInts();
                (op.IsGreatest ? (Action<Floats, int, int, int, Ints>)ReductionKernels.MaxPlaces : ReductionKernels.MinPlaces)(
                    x.Floats, outer, copies, inner, found);
                var expected = Evaluate(op.SavedForBackward, [(large, x)], batch: 1);
                Assert.Equal(expected, Array.ConvertAll(found.Span(expected.Length).ToArray(), place => (double)place));

                var (dy, dx) = (new Block((int)small.Count, 3), new Block((int)large.Shape.Count, 4));
                ReductionKernels.ExtremeGradient(dy.Floats, found, outer, copies, inner, dx.Floats);
                (TensorType, double[])[] inputs = [(new(small), dy.Doubles), (new(small, Kind: ElementKind.Int32), expected)];
                dx.Check(Evaluate(new ExtremeGradient(large.Shape, copies, inner), inputs, batch: 1), 0);
            }
        }
    });

    [Fact]
    public void ConcatSliceAndPlaceAreTheDefinitions()
    {
        var (first, second) = (TensorType.Sample(2, 3, 4), TensorType.Sample(2, 1, 4));
        var (a, b, y) = (new Block(48, 1), new Block(16, 2), new Block(64));
        CopyKernels.Concat(4, [12, 4], [a.Floats, b.Floats], y.Floats);
        y.Check(Evaluate(new Concat(1), [(first, a), (second, b)], batch: 2), 0);

        CopyKernels.Concat(2, 2, [12, 4], [24, 0], [a.Floats, b.Floats], y.Floats);
        var once = new Block(8, 2);
        y.Check(Evaluate(new Concat(1), [(first, a.Doubles), (TensorType.Once(2, 1, 4), once.Doubles)], batch: 2), 0);

        var whole = TensorType.Sample(2, 4, 4);
        var (slice, placed) = (new Block(32), new Block(64, 3));
        CopyKernels.Slice(y.Floats, 4, 16, 4, 8, slice.Floats);
        slice.Check(Evaluate(new Slice(1, 1, 2), [(whole, y)], batch: 2), 0);
        CopyKernels.Place(slice.Floats, 4, 16, 4, 8, placed.Floats);
        placed.Check(Evaluate(new SlicePlace(1, 1, 4), [(TensorType.Sample(2, 2, 4), slice)], batch: 2), 0);
    }

    [Theory]
    [InlineData(2, 7, 1, 3, 1, 3)]
    [InlineData(3, 10, 0, 2, 5, 9)]
    public void SlicesInStepsAreTheDefinitions(int outer, int size, int start, int step, int inner, int end)
    {
        var slice = new Slice(1, start, (end - start + step - 1) / step, step);
        var (large, small) = (TensorType.Sample(outer, size, inner), TensorType.Sample(outer, slice.Count, inner));
        var (x, y, dx) = (new Block((int)large.Shape.Count, 1), new Block((int)small.Shape.Count), new Block((int)large.Shape.Count, 2));
        CopyKernels.Slice(x.Floats, outer, size * inner, start * inner, step * inner, slice.Count, inner, y.Floats);
        y.Check(Evaluate(slice, [(large, x)], batch: 1), 0);

        CopyKernels.Place(y.Floats, outer, size * inner, start * inner, step * inner, slice.Count, inner, dx.Floats);
        dx.Check(Evaluate(new SlicePlace(1, start, size, step), [(small, y)], batch: 1), 0);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void SelectAndGatherAreTheDefinitions(int bits, int outer, int size, int inner) => Widths.At(bits, () =>
    {
        int[] indices = [size - 1, 0, size / 2, 0, size - 1];
        var (large, small) = (TensorType.Sample(outer, size, inner), TensorType.Sample(outer, indices.Length, inner));
        var (x, y, dx) = (new Block((int)large.Shape.Count, 1), new Block((int)small.Shape.Count), new Block((int)large.Shape.Count, 2));
        CopyKernels.Select(x.Floats, indices, outer, size, inner, y.Floats);
        y.Check(Evaluate(new IndexSelect(1, new(indices)), [(large, x)], batch: 1), 0);
        CopyKernels.AddSelected(y.Floats, indices, outer, size, inner, dx.Floats);
        dx.Check(Evaluate(new IndexSelectGradient(1, new(indices), size), [(small, y)], batch: 1));

        var (places, expected) = (new Block((int)small.Shape.Count), new double[small.Shape.Count]);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] = places.Floats.AsInts()[i] = i * 5 % size;
        }

        var integers = small with { Kind = ElementKind.Int32 };
        CopyKernels.Gather(x.Floats, places.Floats.AsInts(), outer, size, indices.Length, inner, y.Floats);
        y.Check(Evaluate(new Gather(1), [(large, x.Doubles), (integers, expected)], batch: 1), 0);
        CopyKernels.AddGathered(y.Floats, places.Floats.AsInts(), outer, size, indices.Length, inner, dx.Floats);
        dx.Check(Evaluate(new GatherGradient(1, size), [(small, y.Doubles), (integers, expected)], batch: 1));
    });

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void GatherRefusesAnIndexThatIsNotThere(int index)
    {
        var (x, places, y) = (new Block(3, 1), new Block(1), new Block(1));
        places.Floats.AsInts()[0] = index;

        var wrong = Assert.Throws<ArgumentOutOfRangeException>(
            () => CopyKernels.Gather(x.Floats, places.Floats.AsInts(), 1, 3, 1, 1, y.Floats));
        Assert.StartsWith("Gather: an index must be from 0 to 2.", wrong.Message, StringComparison.Ordinal);
    }

    private static Block Spread(int length, int seed, float factor)
    {
        var block = new Block(length, seed);
        foreach (ref var x in block.Span)
        {
            x *= factor;
        }

        return block;
    }

    private static double[] Evaluate(Operator op, (TensorType Type, Block Block)[] inputs, int batch) =>
        Evaluate(op, [.. inputs.Select(i => (i.Type, i.Block.Doubles))], batch);

    private static double[] Evaluate(Operator op, (TensorType Type, double[] Data)[] inputs, int batch)
    {
        var types = inputs.Select(i => i.Type).ToArray();
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Data)], op.Infer(types), batch, seed: 0, step: 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
    }
}
