using NetGen.Kernels;

namespace NetGen.Ilgpu;

public static partial class Recurrent
{
    /// <summary>
    /// The gradients of the sums of all gates in all steps, from the last to the first, and in a last row those of the initial
    /// states where these are given.
    /// </summary>
    public static void Gradient<C>(
        Queue queue, in RecurrentShape shape, Floats dy, Floats states, Floats weightHidden, Floats hidden, Floats cell, int samples,
        Floats gates)
        where C : struct, IRecurrentCell
    {
        var units = samples * shape.Hidden;
        var memory = queue.Workspace((2L + C.Gates) * units);
        var work = new SequenceGradient(shape, C.Gates, C.Saved, dy, states, gates)
        {
            HiddenGradients = memory,
            CellGradients = memory.From(units),
            HiddenGates = memory.From(2L * units),
            InitialHidden = hidden.Or(dy),
            InitialCell = cell.Or(dy),
            IsGiven = hidden.Exists ? 1 : 0,
        };
        queue.Run(new BeginKernel(shape.FinalCell ? 1 : 0, work), units);
        for (var n = shape.Steps - 1; n >= 0; n--)
        {
            queue.Run(
                new StepBackKernel<C>(work with { Time = shape.Time(n), Before = n == 0 ? -1 : shape.Time(n - 1) }), units);
            if (n > 0 || shape.Initial)
            {
                ThroughWeights(queue, work, weightHidden, samples);
            }
        }

        if (shape.Initial)
        {
            queue.Run(new InitialKernel(C.HasCell ? 1 : 0, work), units * C.Gates);
        }
    }

    /// <inheritdoc cref="NetGen.Kernels.Recurrent.HiddenGates"/>
    public static void HiddenGates(Queue queue, Floats gates, Floats states, int rows, int units, Floats hiddenGates) =>
        queue.Run(new HiddenGatesKernel(gates, states, units, hiddenGates), rows * 3 * units);

    internal readonly struct BeginKernel(int finalCell, SequenceGradient work) : IKernel
    {
        private readonly int _finalCell = finalCell;
        private readonly SequenceGradient _work = work;

        public void Run(int index)
        {
            _work.HiddenGradients[index] = 0f;
            var value = 0f;
            if (_finalCell == 1)
            {
                value = _work.Dy[_work.Output(index / _work.Hidden, _work.Steps) + (index % _work.Hidden)];
            }

            _work.CellGradients[index] = value;
        }
    }

    internal readonly struct StepBackKernel<C>(SequenceGradient work) : IKernel
        where C : struct, IRecurrentCell
    {
        public void Run(int index) => C.Backward(new UnitGradient(work, index / work.Hidden, index % work.Hidden));
    }

    /// <summary>What comes back to the states before the step through the weights of all gates.</summary>
    private static void ThroughWeights(Queue queue, in SequenceGradient work, Floats weight, int samples)
    {
        var (units, sums) = (work.Hidden, work.Gates * work.Hidden);
        Products.Run<Matrix, Line, Matrix, Line, Rows<SumStore>>(
            queue,
            Matrix.Of(work.HiddenGates, samples, sums, 1),
            Matrix.Of(weight, units, 1, units),
            new(samples, units, new(work.HiddenGradients)),
            samples,
            units,
            sums,
            1);
    }

    /// <summary>Adds to what is there.</summary>
    internal readonly struct SumStore(Floats y) : IEpilogue
    {
        public void Apply<V>(V sum, int channel, int index)
            where V : struct, IVector<V> => (V.Load(y, index) + sum).Store(y, index);
    }

    /// <summary>The last row: gradients of the initial hidden state, of the initial cell state, and zeros.</summary>
    internal readonly struct InitialKernel(int hasCell, SequenceGradient work) : IKernel
    {
        private readonly int _hasCell = hasCell;
        private readonly SequenceGradient _work = work;

        public void Run(int index)
        {
            var unit = index % _work.Hidden;
            var part = index / _work.Hidden % _work.Gates;
            var sample = index / _work.Hidden / _work.Gates;
            var place = (sample * _work.Hidden) + unit;
            var value = 0f;
            if (part == 0)
            {
                value = _work.HiddenGradients[place];
            }
            else if (part == 1 && _hasCell == 1)
            {
                value = _work.CellGradients[place];
            }

            _work.GateGradients[_work.Gate(sample, _work.Steps) + (part * _work.Hidden) + unit] = value;
        }
    }

    internal readonly struct HiddenGatesKernel(Floats gates, Floats states, int units, Floats hiddenGates) : IKernel
    {
        public void Run(int index)
        {
            var place = index % (3 * units);
            var factor = 1f;
            if (place >= 2 * units)
            {
                factor = states[(index / (3 * units) * 5 * units) + place - units];
            }

            hiddenGates[index] = gates[index] * factor;
        }
    }
}

/// <summary>One step of a recurrent layer backwards, in which every unit of every sample is a thread.</summary>
internal readonly struct SequenceGradient(RecurrentShape s, int gates, int saved, Floats dy, Floats states, Floats gateGradients)
{
    private readonly int _outputRows = s.OutputRows;
    private readonly int _gradientRows = s.GradientRows;

    public int Hidden { get; } = s.Hidden;

    public int Steps { get; } = s.Steps;

    public int Gates => gates;

    public Floats Dy => dy;

    public Floats States => states;

    public Floats GateGradients => gateGradients;

    public Floats HiddenGradients { get; init; }

    public Floats CellGradients { get; init; }

    public Floats HiddenGates { get; init; }

    public Floats InitialHidden { get; init; }

    public Floats InitialCell { get; init; }

    /// <summary>Whether initial states are given: 1 or 0.</summary>
    public int IsGiven { get; init; }

    public int Time { get; init; }

    /// <summary>The step before; negative for the first.</summary>
    public int Before { get; init; }

    public int Output(int sample, int row) => ((sample * _outputRows) + row) * Hidden;

    public int Gate(int sample, int row) => ((sample * _gradientRows) + row) * gates * Hidden;

    public int Saved(int sample, int time) => ((sample * Steps) + time) * saved * Hidden;
}

/// <summary>One unit of one sample in one step backwards.</summary>
public readonly struct UnitGradient
{
    private readonly SequenceGradient _work;
    private readonly int _sample;
    private readonly int _unit;

    internal UnitGradient(SequenceGradient work, int sample, int unit) => (_work, _sample, _unit) = (work, sample, unit);

    /// <summary>The gradient of the hidden state after the step.</summary>
    internal float Hidden => _work.HiddenGradients[Place] + _work.Dy[_work.Output(_sample, _work.Time) + _unit];

    /// <summary>The gradient of the cell state after the step, as far as it comes from later ones.</summary>
    internal float Cell => _work.CellGradients[Place];

    internal float PreviousHidden => Before(0);

    internal float PreviousCell => Before(1);

    private int Place => (_sample * _work.Hidden) + _unit;

    internal float Saved(int index) => _work.States[_work.Saved(_sample, _work.Time) + (index * _work.Hidden) + _unit];

    internal void SetGate(int gate, float value) => SetGate(gate, value, value);

    /// <summary>The gradient of a gate's sum: of its input part, and of its hidden part.</summary>
    internal void SetGate(int gate, float value, float hidden)
    {
        var place = (gate * _work.Hidden) + _unit;
        _work.GateGradients[_work.Gate(_sample, _work.Time) + place] = value;
        _work.HiddenGates[(_sample * _work.Gates * _work.Hidden) + place] = hidden;
    }

    internal void SetCell(float value) => _work.CellGradients[Place] = value;

    /// <summary>What comes back to the state before without passing the weights.</summary>
    internal void SetPrevious(float value) => _work.HiddenGradients[Place] = value;

    private float Before(int index)
    {
        var value = 0f;
        if (_work.Before >= 0)
        {
            value = _work.States[_work.Saved(_sample, _work.Before) + (index * _work.Hidden) + _unit];
        }
        else if (_work.IsGiven == 1)
        {
            value = index == 0 ? _work.InitialHidden[Place] : _work.InitialCell[Place];
        }

        return value;
    }
}
