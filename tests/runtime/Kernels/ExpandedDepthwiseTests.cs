using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class ExpandedDepthwiseTests
{
    private const int Samples = 2;

    /// <summary>Channels, height, width, wide channels, stride, the activation's limit.</summary>
    private static readonly (int In, int Height, int Width, int Wide, int Stride, double Limit)[] Cases =
    [
        (16, 112, 112, 13, 2, 6), // two bands
        (19, 97, 118, 7, 2, double.PositiveInfinity), // two bands, of which the last ends with a row that has none below
        (24, 56, 56, 25, 1, 1),
        (3, 28, 28, 12, 2, 1),
        (5, 9, 13, 8, 1, 1),
        (5, 9, 13, 8, 2, double.PositiveInfinity),
        (2, 6, 10, 5, 2, 1),
        (4, 1, 7, 6, 1, 1),
        (1, 5, 1, 1, 2, 1),
        (3, 2, 1, 2, 1, 1),
        (1, 1, 1, 3, 1, 1),
    ];

    public static TheoryData<int, int> All =>
        [.. from c in Enumerable.Range(0, Cases.Length) from bits in (int[])[0, 128, 256, 512] select (c, bits)];

    [Theory]
    [MemberData(nameof(All))]
    public void ItIsTheDefinition(int index, int bits) => Widths.At(bits, () =>
    {
        var problem = new Problem(index);
        var expected = Definition.Of(problem.Operator, Samples, [.. problem.Types.Zip(problem.Data, (t, d) => (t, d.Doubles))]);
        for (var i = 0; i < expected.Length; i++)
        {
            expected[i] += i / problem.Output.Inner % problem.Output.Channels;
        }

        problem.Run().Check(expected);
    });

    [Theory]
    [MemberData(nameof(All))]
    public void ASampleDoesNotDependOnItsNeighbours(int index, int bits) => Widths.At(bits, () =>
    {
        var problem = new Problem(index);
        var together = problem.Run();
        var x = problem.Data[0].Span;
        x[..(x.Length / Samples)].Fill(7);
        var half = together.Span.Length / Samples;
        Assert.Equal(together.Span[half..].ToArray(), problem.Run().Span[half..].ToArray());
    });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void ItHasTheSameBitsForAnyNumberOfThreads(int index)
    {
        var problem = new Problem(index);
        var alone = problem.Run(threads: 1, samples: 1);
        foreach (var threads in (int[])[2, 3, 8])
        {
            problem.Run(threads, samples: 1).Check(alone.Doubles, tolerance: 0);
        }
    }

    private sealed class Problem
    {
        public Problem(int index)
        {
            var (channels, height, width, wide, stride, limit) = Cases[index];
            Operator = new(stride, limit);
            var (x, expansion) = (TensorType.Sample(channels, height, width), TensorType.Once(wide, channels, 1, 1));
            Types = [x, expansion, TensorType.Once(wide), TensorType.Once(wide, 1, 3, 3)];
            Data = [.. Types.Select((t, i) => new Block((i == 0 ? Samples : 1) * (int)t.Shape.Count, i + 1))];
            Output = Operator.Infer(Types).Shape;
            var output = (wide, Output[1], Output[2]);
            Shape = new Conv2dShape((wide, height, width), output, (3, 3), (stride, stride), (1, 1), groups: wide);
        }

        public ExpandedDepthwise Operator { get; }

        public TensorType[] Types { get; }

        public Block[] Data { get; }

        public Shape Output { get; }

        public Conv2dShape Shape { get; }

        public Block Run()
        {
            using var scratch = new Scratch(Operator.Scratch(Types));
            var y = new Block(Samples * (int)Output.Count);
            new Expand(this, y.Floats).Run(0, Samples, scratch.Start);
            return y;
        }

        public Block Run(int threads, int samples)
        {
            using var executor = new Executor(threads, Operator.Scratch(Types));
            var y = new Block(samples * (int)Output.Count);
            executor.Run(new Expand(this, y.Floats), 1, 1);
            return y;
        }
    }

    private readonly struct Expand(Problem problem, Floats y) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            var (data, limit) = (problem.Data, (float)problem.Operator.Limit);
            ExpandedFilters.Forward(
                problem.Shape, problem.Types[0].Shape.Channels, limit, data[0].Floats, data[1].Floats, data[2].Floats, data[3].Floats,
                count, scratch, new AddChannel(y));
        }
    }
}
