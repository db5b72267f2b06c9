using NetGen.Kernels;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Tests.Kernels;

/// <summary>The kernels of recurrent layers against the operators' definitions, at every width.</summary>
[Collection(ProcessSettings.Name)]
public sealed class RecurrentTests
{
    private static readonly (int Samples, int Steps, int Inputs, int Hidden)[] Sizes =
        [(1, 1, 1, 1), (1, 13, 3, 17), (2, 7, 5, 5), (5, 3, 2, 33), (6, 2, 4, 16), (9, 4, 17, 20), (23, 2, 3, 47)];

    public static TheoryData<int, int, bool> Cases =>
        [.. from bits in (int[])[0, 128, 256, 512] from kind in Enum.GetValues<RecurrentKind>() from initial in (bool[])[false, true]
            select (bits, (int)kind, initial)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardIsTheDefinition(int bits, int kind, bool initial) => Widths.At(bits, () => ForEach(kind, initial, sequence =>
    {
        var (r, shape) = (sequence.Recurrence, sequence.Shape);
        using var scratch = new Scratch(r.ForwardScratch(shape.Hidden));
        var y = sequence.Run(new RecurrentSequence(r), (output, samples) => sequence.Forward(output, scratch, samples));

        using var other = new Scratch(r.ForwardScratch(shape.Hidden));
        var states = sequence.Run(new RecurrentStates(r), (output, samples) => sequence.States(output, other, samples));

        var taken = new Block(y.Span.Length);
        sequence.Outputs(states.Floats, taken.Floats);
        Assert.Equal(y.Span.ToArray(), taken.Span.ToArray());
    }));

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientIsTheDefinition(int bits, int kind, bool initial) => Widths.At(bits, () => ForEach(kind, initial, sequence =>
    {
        var (r, shape, samples) = (sequence.Recurrence, sequence.Shape, sequence.Samples);
        var states = sequence.Run(new RecurrentStates(r), (output, n) =>
        {
            using var memory = new Scratch(r.ForwardScratch(shape.Hidden));
            sequence.States(output, memory, n);
        });
        var dy = new Block(samples * shape.OutputRows * shape.Hidden, 7);
        var gates = new Block(samples * shape.GradientRows * r.Gates * shape.Hidden);
        using var scratch = new Scratch(r.BackwardScratch(shape.Hidden));
        sequence.Gradient(dy.Floats, states.Floats, scratch, gates.Floats);
        var op = new RecurrentGradient(r, shape.Inputs);
        gates.Check(sequence.Evaluate(op, [
            (TensorType.Sample(shape.OutputRows, shape.Hidden), dy), (TensorType.Sample(shape.Steps, r.Saved * shape.Hidden), states),
            sequence.WeightHidden, .. sequence.Initial]));

        var y = new Block(samples * shape.OutputRows * shape.Hidden, 8);
        var previous = new Block(samples * shape.Steps * shape.Hidden);
        Recurrent.Previous(shape, y.Floats, sequence.InitialHidden, samples, previous.Floats);
        previous.Check(sequence.Evaluate(new RecurrentPrevious(r, shape.Inputs), [
            (TensorType.Sample(shape.OutputRows, shape.Hidden), y), .. sequence.Initial.Take(1)]), 0);
    }));

    [Fact]
    public void HiddenGatesAreTheDefinition()
    {
        var (gates, states, hiddenGates) = (new Block(2 * 3 * 15, 1), new Block(2 * 3 * 25, 2), new Block(2 * 3 * 15));
        Recurrent.HiddenGates(gates.Floats, states.Floats, 6, 5, hiddenGates.Floats);
        hiddenGates.Check(Sequence.Evaluate(
            new GruHiddenGates(), [(TensorType.Sample(3, 15), gates), (TensorType.Sample(3, 25), states)], batch: 2));
    }

    private static void ForEach(int kind, bool initial, Action<Sequence> check)
    {
        foreach (var (samples, steps, inputs, hidden) in Sizes)
        {
            var (reverse, finalCell) = (hidden % 2 == 0, kind == (int)RecurrentKind.Lstm && steps % 2 == 1);
            var r = new Recurrence((RecurrentKind)kind, reverse, Bias: hidden != 33, initial, finalCell);
            check(new Sequence(r, new(steps, inputs, hidden, reverse, finalCell, initial), samples));
        }
    }

    /// <summary>A layer with random weights and inputs, and its kernels.</summary>
    private sealed class Sequence
    {
        private readonly List<(TensorType Type, Block Block)> _inputs;
        private readonly Block _packed;

        public Sequence(Recurrence r, RecurrentShape shape, int samples)
        {
            (Recurrence, Shape, Samples) = (r, shape, samples);
            var rows = r.Gates * shape.Hidden;
            (TensorType Type, Block Block) Once(int seed, params int[] sizes) =>
                (TensorType.Once(sizes), new Block(sizes.Aggregate(1, (a, b) => a * b), seed));
            List<(TensorType Type, Block Block)> weights = [Once(1, rows, shape.Inputs), Once(2, rows, shape.Hidden)];
            weights.AddRange(r.Bias ? [Once(3, rows), Once(4, rows)] : []);
            var pack = new PackRecurrent(r);
            _packed = new Block((int)r.PackedSize(shape.Inputs, shape.Hidden));
            var (biasInput, biasHidden) = r.Bias ? (weights[2].Block.Floats, weights[3].Block.Floats) : (default, default);
            for (var panel = 0; panel < Recurrence.Panels(shape.Hidden); panel++)
            {
                Recurrent.Pack(
                    shape.Inputs, shape.Hidden, r.Gates, weights[0].Block.Floats, weights[1].Block.Floats, biasInput, biasHidden,
                    _packed.Floats, panel, 1);
            }

            _packed.Check(Evaluate(pack, weights, samples), 0);
            _inputs =
            [
                (TensorType.Sample(shape.Steps, shape.Inputs), new Block(samples * shape.Steps * shape.Inputs, 5)),
                (TensorType.Once((int)r.PackedSize(shape.Inputs, shape.Hidden)), _packed), .. weights,
            ];
            for (var state = 0; r.Initial && state < (r.HasCell ? 2 : 1); state++)
            {
                _inputs.Add((TensorType.Sample(shape.Hidden), new Block(samples * shape.Hidden, 10 + state)));
            }
        }

        public Recurrence Recurrence { get; }

        public RecurrentShape Shape { get; }

        public int Samples { get; }

        public (TensorType Type, Block Block) WeightHidden => _inputs[Recurrence.WeightHidden];

        public IEnumerable<(TensorType Type, Block Block)> Initial => _inputs.Skip(Recurrence.InitialHidden);

        public Floats InitialHidden => Recurrence.Initial ? _inputs[Recurrence.InitialHidden].Block.Floats : default;

        private Floats InitialCell =>
            Recurrence is { Initial: true, HasCell: true } ? _inputs[Recurrence.InitialCell].Block.Floats : default;

        private Floats X => _inputs[0].Block.Floats;

        /// <summary>Runs a kernel for all samples, and holds it to the definition.</summary>
        public Block Run(Operator op, Action<Floats, int> kernel)
        {
            var expected = Evaluate(op, _inputs);
            var output = new Block(expected.Length);
            kernel(output.Floats, Samples);
            output.Check(expected);
            return output;
        }

        public double[] Evaluate(Operator op, IEnumerable<(TensorType Type, Block Block)> inputs) => Evaluate(op, inputs, Samples);

        public static double[] Evaluate(Operator op, IEnumerable<(TensorType Type, Block Block)> inputs, int batch)
        {
            var types = inputs.Select(i => i.Type).ToArray();
            var evaluation = new Evaluation(types, [.. inputs.Select(i => i.Block.Doubles)], op.Infer(types), batch, seed: 0, step: 0);
            op.Evaluate(evaluation);
            return evaluation.Output;
        }

        public void Forward(Floats y, Scratch scratch, int samples)
        {
            Action<RecurrentShape, Floats, Floats, Floats, Floats, Floats, int, Floats> run = Recurrence.Kind switch
            {
                RecurrentKind.Lstm => (s, x, w, h, c, o, n, m) => Recurrent.Forward<LstmCell>(s, x, w, h, c, o, n, m),
                RecurrentKind.Gru => (s, x, w, h, c, o, n, m) => Recurrent.Forward<GruCell>(s, x, w, h, c, o, n, m),
                RecurrentKind.Relu => (s, x, w, h, c, o, n, m) => Recurrent.Forward<ReluCell>(s, x, w, h, c, o, n, m),
                _ => (s, x, w, h, c, o, n, m) => Recurrent.Forward<TanhCell>(s, x, w, h, c, o, n, m),
            };
            run(Shape, X, _packed.Floats, InitialHidden, InitialCell, y, samples, scratch.Start);
        }

        public void States(Floats states, Scratch scratch, int samples)
        {
            Action<RecurrentShape, Floats, Floats, Floats, Floats, Floats, int, Floats> run = Recurrence.Kind switch
            {
                RecurrentKind.Lstm => (s, x, w, h, c, o, n, m) => Recurrent.States<LstmCell>(s, x, w, h, c, o, n, m),
                RecurrentKind.Gru => (s, x, w, h, c, o, n, m) => Recurrent.States<GruCell>(s, x, w, h, c, o, n, m),
                RecurrentKind.Relu => (s, x, w, h, c, o, n, m) => Recurrent.States<ReluCell>(s, x, w, h, c, o, n, m),
                _ => (s, x, w, h, c, o, n, m) => Recurrent.States<TanhCell>(s, x, w, h, c, o, n, m),
            };
            run(Shape, X, _packed.Floats, InitialHidden, InitialCell, states, samples, scratch.Start);
        }

        public void Outputs(Floats states, Floats y)
        {
            Action<RecurrentShape, Floats, int, Floats> run = Recurrence.Kind switch
            {
                RecurrentKind.Lstm => (s, x, n, o) => Recurrent.Outputs<LstmCell>(s, x, n, o),
                RecurrentKind.Gru => (s, x, n, o) => Recurrent.Outputs<GruCell>(s, x, n, o),
                RecurrentKind.Relu => (s, x, n, o) => Recurrent.Outputs<ReluCell>(s, x, n, o),
                _ => (s, x, n, o) => Recurrent.Outputs<TanhCell>(s, x, n, o),
            };
            run(Shape, states, Samples, y);
        }

        public void Gradient(Floats dy, Floats states, Scratch scratch, Floats gates)
        {
            Action<RecurrentShape, Floats, Floats, Floats, Floats, Floats, int, Floats, Floats> run = Recurrence.Kind switch
            {
                RecurrentKind.Lstm => (s, d, st, w, h, c, n, m, o) => Recurrent.Gradient<LstmCell>(s, d, st, w, h, c, n, m, o),
                RecurrentKind.Gru => (s, d, st, w, h, c, n, m, o) => Recurrent.Gradient<GruCell>(s, d, st, w, h, c, n, m, o),
                RecurrentKind.Relu => (s, d, st, w, h, c, n, m, o) => Recurrent.Gradient<ReluCell>(s, d, st, w, h, c, n, m, o),
                _ => (s, d, st, w, h, c, n, m, o) => Recurrent.Gradient<TanhCell>(s, d, st, w, h, c, n, m, o),
            };
            run(Shape, dy, states, WeightHidden.Block.Floats, InitialHidden, InitialCell, Samples, scratch.Start, gates);
        }
    }
}
