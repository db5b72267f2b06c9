using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;
using CrossEntropyKernels = NetGen.Kernels.CrossEntropy;
using LikelihoodKernels = NetGen.Kernels.NegativeLogLikelihood;

namespace NetGen.Tests.Kernels;

/// <summary>The kernels of losses against the operators' definitions, at every width.</summary>
[Collection(ProcessSettings.Name)]
public sealed class LossKernelTests
{
    private const int Ignored = 255;

    public static TheoryData<int, int, int, int> Cuts =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])[(3, 10, 1), (1, 1000, 1), (4, 3, 1), (2, 3, 7), (1, 5, 33), (3, 21, 20), (2, 2, 2)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public void CrossEntropyIsTheDefinition(int bits, int outer, int classes, int inner) => Widths.At(bits, () =>
    {
        var data = new Data(outer, classes, inner, holes: false);
        var (terms, dx, scratch) = (new Block(outer * inner), new Block(data.X.Span.Length), new Block(Math.Max(classes, inner)));
        CrossEntropyKernels.Terms(data.X.Floats, data.Labels, outer, classes, inner, terms.Floats, scratch.Floats);
        var op = new Operators.CrossEntropy(1, 0, null);
        terms.Check(data.Evaluate(op));

        CrossEntropyKernels.Gradient(data.Dy.Floats, data.X.Floats, data.Labels, outer, classes, inner, dx.Floats, scratch.Floats);
        dx.Check(data.Evaluate(new CrossEntropyGradient(op), gradient: true));
    });

    [Theory]
    [MemberData(nameof(Cuts))]
    public void SmoothedWeightedCrossEntropyIsTheDefinition(int bits, int outer, int classes, int inner) => Widths.At(bits, () =>
    {
        var (data, weight) = (new Data(outer, classes, inner, holes: true), Positive(classes));
        var (terms, dx, scratch) = (new Block(outer * inner), new Block(data.X.Span.Length), new Block(Math.Max(classes, inner)));
        var rule = new ClassRule(weight.Floats, 0.2f, Ignored);
        CrossEntropyKernels.Terms(data.X.Floats, data.Labels, outer, classes, inner, rule, terms.Floats, scratch.Floats);
        var op = new Operators.CrossEntropy(1, 0.2f, Ignored);
        terms.Check(data.Evaluate(op, weight.Doubles));

        CrossEntropyKernels.Gradient(data.Dy.Floats, data.X.Floats, data.Labels, outer, classes, inner, rule, dx.Floats, scratch.Floats);
        dx.Check(data.Evaluate(new CrossEntropyGradient(op), weight.Doubles, gradient: true));

        CrossEntropyKernels.Weights(data.Labels, outer * inner, rule, terms.Floats);
        terms.Check(Evaluate(new LabelWeights(Ignored), [data.LabelInput, (TensorType.Once(classes), weight.Doubles)], outer));
    });

    [Theory]
    [MemberData(nameof(Cuts))]
    public void LikelihoodIsTheDefinition(int bits, int outer, int classes, int inner) => Widths.At(bits, () =>
    {
        var (data, weight) = (new Data(outer, classes, inner, holes: true), Positive(classes));
        var (terms, dx) = (new Block(outer * inner), new Block(data.X.Span.Length, 9));
        var rule = new ClassRule(weight.Floats, 0, Ignored);
        LikelihoodKernels.Terms(data.X.Floats, data.Labels, outer, classes, inner, rule, terms.Floats);
        var op = new Operators.NegativeLogLikelihood(1, Ignored);
        terms.Check(data.Evaluate(op, weight.Doubles));

        LikelihoodKernels.Gradient(data.Dy.Floats, data.Labels, outer, classes, inner, rule, dx.Floats);
        var dy = (data.LabelInput.Type with { Kind = ElementKind.Float32 }, data.Dy.Doubles);
        (TensorType, double[])[] inputs = [dy, data.LabelInput, (TensorType.Once(classes), weight.Doubles)];
        dx.Check(Evaluate(new NegativeLogLikelihoodGradient(op, data.Type), inputs, outer));
    });

    [Theory]
    [InlineData(0, 1)]
    [InlineData(128, 13)]
    [InlineData(256, 5000)]
    [InlineData(512, 4097)]
    public void SumsAreTheDefinition(int bits, int count) => Widths.At(bits, () =>
    {
        var (x, sums, loss, dx) = (Positive(count), new Block(2), new Block(1), new Block(count));
        Losses.AddSum(x.Floats, count / 2, sums.Floats);
        Losses.AddSum(x.Floats.From(count / 2), count - (count / 2), sums.Floats.From(1));
        foreach (var kind in new[] { LossReduction.Mean, LossReduction.Sum })
        {
            var (op, divisor) = (new BatchReduction(kind), kind == LossReduction.Sum ? 1 : count);
            Losses.Combine(sums.Floats, 2, 1, loss.Floats, divisor);
            loss.Check(Evaluate(op, [(TensorType.Sample(), x.Doubles)], count));
            Losses.Spread(loss.Floats, divisor, count, dx.Floats);
            dx.Check(Evaluate(new BatchReductionGradient(kind, Shape.Scalar), [(TensorType.Once(), loss.Doubles)], count));
        }
    });

    private static Block Positive(int length)
    {
        var block = new Block(length, 4);
        foreach (ref var number in block.Span)
        {
            number = Math.Abs(number) + 0.25f;
        }

        return block;
    }

    private static double[] Evaluate(Operator op, (TensorType Type, double[] Data)[] inputs, int batch)
    {
        var types = inputs.Select(i => i.Type).ToArray();
        var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Data)], op.Infer(types), batch, seed: 0, step: 0);
        op.Evaluate(evaluation);
        return evaluation.Output;
    }

    /// <summary>Logits, labels and a gradient for each label: samples of 1 × classes × inner.</summary>
    private sealed class Data
    {
        private readonly int _batch;
        private readonly Block _labels;

        public Data(int outer, int classes, int inner, bool holes)
        {
            (_batch, Type) = (outer, TensorType.Sample(1, classes, inner));
            (X, Dy, _labels) = (new Block(outer * classes * inner, 1), new Block(outer * inner, 2), new Block(outer * inner));
            foreach (ref var x in X.Span)
            {
                x *= 10;
            }

            var labels = new double[outer * inner];
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = Labels[i] = holes && i % 3 == 1 ? Ignored : (i * 7) % classes;
            }

            LabelInput = (new TensorType(new Shape(1, inner), Batched: true, ElementKind.Int32), labels);
        }

        public TensorType Type { get; }

        public Block X { get; }

        public Block Dy { get; }

        public Ints Labels => _labels.Floats.AsInts();

        public (TensorType Type, double[] Data) LabelInput { get; }

        public double[] Evaluate(Operator op, double[]? weight = null, bool gradient = false)
        {
            var inputs = new List<(TensorType, double[])> { (Type, X.Doubles), LabelInput };
            if (gradient)
            {
                inputs.Insert(0, (LabelInput.Type with { Kind = ElementKind.Float32 }, Dy.Doubles));
            }

            if (weight is not null)
            {
                inputs.Add((TensorType.Once(weight.Length), weight));
            }

            return LossKernelTests.Evaluate(op, [.. inputs], _batch);
        }
    }
}
