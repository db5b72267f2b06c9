using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using CopyKernels = NetGen.Kernels.Copying;
using SoftmaxKernels = NetGen.Kernels.Softmax;

namespace NetGen.Tests.Kernels;

/// <summary>The kernels of softmax, losses and copies against the operators' definitions, at every width.</summary>
[Collection(Widths.Name)]
public sealed class OperatorKernelTests
{
    public static TheoryData<int, int, int, int> Cuts =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])[(3, 10, 1), (2, 1, 1), (1, 1000, 1), (4, 3, 1), (2, 3, 7), (1, 5, 33), (3, 21, 20), (2, 2, 2)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    public static TheoryData<int, int, int> Lengths =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int)[])[(1, 1), (5, 3), (64, 10), (2, 5000), (3, 31)]
           select (bits, sizes.Item1, sizes.Item2),
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
    public void CrossEntropyIsTheDefinition(int bits, int samples, int classes, int places) => Widths.At(bits, () =>
    {
        var type = places == 1 ? TensorType.Sample(classes) : TensorType.Sample(classes, places);
        var labelType = (places == 1 ? TensorType.Sample() : TensorType.Sample(places)) with { Kind = ElementKind.Int32 };
        var (x, labels) = (Spread(samples * classes * places, 1, 10), new Block(samples * places));
        var expectedLabels = new double[samples * places];
        for (var i = 0; i < expectedLabels.Length; i++)
        {
            expectedLabels[i] = labels.Floats.AsInts()[i] = (i * 7) % classes;
        }

        var (sum, loss, scratch) = (new Block(2), new Block(1), new Block(classes));
        var half = samples / 2;
        CrossEntropy.Sum(x.Floats, labels.Floats.AsInts(), half, classes, places, sum.Floats, scratch.Floats);
        CrossEntropy.Sum(
            x.Floats.From(half * classes * places), labels.Floats.AsInts().From(half * places), samples - half, classes, places,
            sum.Floats.From(1), scratch.Floats);
        Losses.Mean(sum.Floats, 2, 1, loss.Floats, samples, places);
        loss.Check(Evaluate(new CrossEntropyLoss(0), [(type, x.Doubles), (labelType, expectedLabels)], samples));

        var (dLoss, dx) = (new Block(1, 5), new Block(samples * classes * places));
        CrossEntropy.Gradient(
            x.Floats, labels.Floats.AsInts(), dLoss.Floats, samples, samples, classes, places, dx.Floats);
        (TensorType, double[])[] inputs = [(type, x.Doubles), (labelType, expectedLabels), (TensorType.Once(), dLoss.Doubles)];
        dx.Check(Evaluate(new CrossEntropyLossGradient(0), inputs, samples));
    });

    [Theory]
    [MemberData(nameof(Lengths))]
    public void MeanSquaredErrorIsTheDefinition(int bits, int samples, int size) => Widths.At(bits, () =>
    {
        var type = TensorType.Sample(size);
        var (x, target, loss, dLoss, dx) = (
            new Block(samples * size, 1), new Block(samples * size, 2), new Block(1), new Block(1, 3), new Block(samples * size));
        MeanSquaredError.Sum(x.Floats, target.Floats, samples, size, loss.Floats);
        Losses.Mean(loss.Floats, 1, 1, loss.Floats, samples, size);
        loss.Check(Evaluate(new MeanSquaredErrorLoss(), [(type, x), (type, target)], samples));

        MeanSquaredError.Gradient(x.Floats, target.Floats, dLoss.Floats, samples, samples, size, dx.Floats);
        dx.Check(Evaluate(new MeanSquaredErrorLossGradient(), [(type, x), (type, target), (TensorType.Once(), dLoss)], samples));
    });

    [Theory]
    [MemberData(nameof(Lengths))]
    public void BinaryCrossEntropyIsTheDefinition(int bits, int samples, int size) => Widths.At(bits, () =>
    {
        var type = TensorType.Sample(size);
        var (x, target, loss, dLoss) = (Spread(samples * size, 1, 40), new Block(samples * size, 2), new Block(1), new Block(1, 3));
        var (dx, dt) = (new Block(samples * size), new Block(samples * size));
        BinaryCrossEntropy.Sum(x.Floats, target.Floats, samples, size, loss.Floats);
        Losses.Mean(loss.Floats, 1, 1, loss.Floats, samples, size);
        loss.Check(Evaluate(new BinaryCrossEntropyLoss(), [(type, x), (type, target)], samples));

        BinaryCrossEntropy.Gradient(x.Floats, target.Floats, dLoss.Floats, samples, samples, size, dx.Floats);
        dx.Check(Evaluate(new BinaryCrossEntropyLossGradient(), [(type, x), (type, target), (TensorType.Once(), dLoss)], samples));

        BinaryCrossEntropy.TargetGradient(x.Floats, dLoss.Floats, samples, samples, size, dt.Floats);
        dt.Check(Evaluate(new BinaryCrossEntropyLossTargetGradient(), [(type, x), (TensorType.Once(), dLoss)], samples));
    });

    [Theory]
    [MemberData(nameof(Widths.All), MemberType = typeof(Widths))]
    public void ASureAnswerHasATinyLossNotNone(int bits) => Widths.At(bits, () =>
    {
        var (x, target, loss) = (new Block(16), new Block(16), new Block(1));
        x.Span.Fill(20);
        target.Span.Fill(1);
        BinaryCrossEntropy.Sum(x.Floats, target.Floats, 1, 16, loss.Floats);
        loss.Check([16 * Math.Exp(-20)]);
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

    [Fact]
    public void ConcatSliceAndPlaceAreTheDefinitions()
    {
        var (first, second) = (TensorType.Sample(2, 3, 4), TensorType.Sample(2, 1, 4));
        var (a, b, y) = (new Block(48, 1), new Block(16, 2), new Block(64));
        CopyKernels.Concat(4, [12, 4], [a.Floats, b.Floats], y.Floats);
        y.Check(Evaluate(new Concat(1), [(first, a), (second, b)], batch: 2), 0);

        var whole = TensorType.Sample(2, 4, 4);
        var (slice, placed) = (new Block(32), new Block(64, 3));
        CopyKernels.Slice(y.Floats, 4, 16, 4, 8, slice.Floats);
        slice.Check(Evaluate(new Slice(1, 1, 2), [(whole, y)], batch: 2), 0);
        CopyKernels.Place(slice.Floats, 4, 16, 4, 8, placed.Floats);
        placed.Check(Evaluate(new SlicePlace(1, 1, 4), [(TensorType.Sample(2, 2, 4), slice)], batch: 2), 0);
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
