using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen.Tests.Kernels;

[Collection(ProcessSettings.Name)]
public sealed class LinearTests
{
    public static TheoryData<int, int, int, int> All =>
    [
        .. from bits in (int[])[0, 128, 256, 512]
           from sizes in ((int, int, int)[])
               [(64, 400, 120), (64, 84, 10), (1, 17, 5), (3, 1, 1), (5, 3, 70), (7, 33, 97), (2, 130, 18), (13, 8, 50),
                (10, 1100, 60), (71, 35, 9), (4, 2050, 10), (9, 2064, 1024), (2, 19, 2500), (2, 2099, 37),
                (256, 28, 101), (331, 131, 203), (300, 3, 5), (257, 64, 97)]
           select (bits, sizes.Item1, sizes.Item2, sizes.Item3),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void ForwardIsTheDefinition(int bits, int rows, int inputs, int outputs) => Widths.At(bits, () =>
    {
        var (x, w) = (new Block(rows * inputs, 1), new Block(outputs * inputs, 2));
        var (bias, y) = (new Block(outputs, 3), new Block(rows * outputs));
        Linear.Forward(inputs, outputs, x.Floats, w.Floats, rows, new Bias(bias.Floats, y.Floats));
        y.Check(Table(
            rows, outputs, (r, o) => bias.Floats[o] + Sum(inputs, i => x.Floats[(r * inputs) + i] * w.Floats[(o * inputs) + i])));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void TransposedWeightsGiveTheSame(int bits, int rows, int inputs, int outputs) => Widths.At(bits, () =>
    {
        var (x, w) = (new Block(rows * inputs, 1), new Block(inputs * outputs, 2));
        var (bias, y) = (new Block(outputs, 3), new Block(rows * outputs));
        Linear.Transposed(inputs, outputs, x.Floats, w.Floats, rows, new Bias(bias.Floats, y.Floats));
        y.Check(Table(
            rows, outputs, (r, o) => bias.Floats[o] + Sum(inputs, i => x.Floats[(r * inputs) + i] * w.Floats[(i * outputs) + o])));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void InputGradientIsTheDefinition(int bits, int rows, int inputs, int outputs) => Widths.At(bits, () =>
    {
        var (dy, w) = (new Block(rows * outputs, 1), new Block(outputs * inputs, 2));
        var (bias, dx) = (new Block(inputs, 3), new Block(rows * inputs));
        Linear.InputGradient(inputs, outputs, dy.Floats, w.Floats, rows, new Bias(bias.Floats, dx.Floats));
        dx.Check(Table(
            rows, inputs, (r, i) => bias.Floats[i] + Sum(outputs, o => dy.Floats[(r * outputs) + o] * w.Floats[(o * inputs) + i])));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void WeightGradientIsTheDefinition(int bits, int rows, int inputs, int outputs) => Widths.At(bits, () =>
    {
        var (x, dy, dw) = (new Block(rows * inputs, 1), new Block(rows * outputs, 2), new Block(outputs * inputs, 3));
        var half = outputs / 2;
        Linear.WeightGradient(inputs, outputs, x.Floats, dy.Floats, rows, dw.Floats, half, outputs - half);
        Linear.WeightGradient(inputs, outputs, x.Floats, dy.Floats, rows, dw.Floats, 0, half);
        dw.Check(Table(outputs, inputs, (o, i) => Sum(rows, r => dy.Floats[(r * outputs) + o] * x.Floats[(r * inputs) + i])));
    });

    [Theory]
    [MemberData(nameof(All))]
    public void ARowDoesNotDependOnItsNeighbours(int bits, int rows, int inputs, int outputs) => Widths.At(bits, () =>
    {
        var (x, w, dx) = (new Block(rows * inputs, 1), new Block(outputs * inputs, 2), new Block(rows * inputs));
        var (y, one, oneDx) = (new Block(rows * outputs), new Block(outputs), new Block(inputs));
        Linear.Forward(inputs, outputs, x.Floats, w.Floats, rows, new Store(y.Floats));
        Linear.InputGradient(inputs, outputs, y.Floats, w.Floats, rows, new Store(dx.Floats));
        for (var r = 0; r < rows; r++)
        {
            Linear.Forward(inputs, outputs, x.Floats.From(r * inputs), w.Floats, 1, new Store(one.Floats));
            Linear.InputGradient(inputs, outputs, one.Floats, w.Floats, 1, new Store(oneDx.Floats));
            Assert.Equal(y.Span.Slice(r * outputs, outputs).ToArray(), one.Span.ToArray());
            Assert.Equal(dx.Span.Slice(r * inputs, inputs).ToArray(), oneDx.Span.ToArray());
        }
    });

    private static double Sum(int count, Func<int, float> term) => Enumerable.Range(0, count).Sum(i => (double)term(i));

    private static double[] Table(int rows, int columns, Func<int, int, double> element) =>
        [.. from r in Enumerable.Range(0, rows) from c in Enumerable.Range(0, columns) select element(r, c)];

    private readonly struct Bias(Floats bias, Floats y) : IEpilogue
    {
        private readonly Floats _bias = bias;
        private readonly Floats _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (sum + V.Load(_bias, channel)).Store(_y, index);
    }
}
