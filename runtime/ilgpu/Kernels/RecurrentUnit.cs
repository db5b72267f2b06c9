using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>Where the states of a sequence lie: those of each sample, and of each step of it.</summary>
/// <param name="Start">The first sample's first step.</param>
/// <param name="Sample">From one sample to the next.</param>
/// <param name="Step">From one step to the next.</param>
internal readonly record struct Track(Floats Start, int Sample, int Step)
{
    public int At(int sample, int time) => (sample * Sample) + (time * Step);
}

/// <summary>One step of a recurrent layer, in which every unit of every sample is a thread.</summary>
internal readonly struct SequenceStep(RecurrentShape s, int gates, Floats x, Floats weights, Track hidden, Track cells, int saves)
{
    public const int Panel = 16;

    public int Hidden { get; } = s.Hidden;

    public int Inputs { get; } = s.Inputs;

    public int Steps { get; } = s.Steps;

    public int Gates => gates;

    public Floats X => x;

    public Floats Weights => weights;

    public Track States => hidden;

    public Track Cells => cells;

    /// <summary>Whether what the backward pass reads is kept: 1 or 0.</summary>
    public int Saves => saves;

    public int Time { get; init; }

    /// <summary>The step before; negative for the first.</summary>
    public int Before { get; init; }

    public Floats InitialHidden { get; init; }

    public Floats InitialCell { get; init; }

    /// <summary>Whether initial states are given: 1 or 0.</summary>
    public int IsGiven { get; init; }

    /// <summary>A weight of the packed layout: see <see cref="Recurrent.Pack"/>.</summary>
    public float Weight(int unit, int gate, int row) =>
        weights[(((((unit / Panel * (Inputs + Hidden + 2)) + row) * gates) + gate) * Panel) + (unit % Panel)];
}

/// <summary>One unit of one sample in one step of a recurrent layer.</summary>
public readonly struct UnitStep
{
    private readonly SequenceStep _step;
    private readonly int _sample;
    private readonly int _unit;

    internal UnitStep(SequenceStep step, int sample, int unit) => (_step, _sample, _unit) = (step, sample, unit);

    /// <summary>The hidden state before this step.</summary>
    internal float PreviousHidden => HiddenBefore(_unit);

    /// <summary>The cell state before this step.</summary>
    internal float PreviousCell
    {
        get
        {
            var value = 0f;
            if (_step.Before >= 0)
            {
                value = _step.Cells.Start[_step.Cells.At(_sample, _step.Before) + _unit];
            }
            else if (_step.IsGiven == 1)
            {
                value = _step.InitialCell[(_sample * _step.Hidden) + _unit];
            }

            return value;
        }
    }

    internal static float Tanh(float x) => V1.Tanh(V1.Broadcast(x)).Value;

    internal static float Sigmoid(float x) => V1.Sigmoid(V1.Broadcast(x)).Value;

    /// <summary>W · x + b of a gate.</summary>
    internal float InputPart(int gate)
    {
        var sum = _step.Weight(_unit, gate, _step.Inputs + _step.Hidden);
        var from = ((_sample * _step.Steps) + _step.Time) * _step.Inputs;
        for (var i = 0; i < _step.Inputs; i++)
        {
            sum += _step.X[from + i] * _step.Weight(_unit, gate, i);
        }

        return sum;
    }

    /// <summary>U · h + c of a gate.</summary>
    internal float HiddenPart(int gate)
    {
        var sum = _step.Weight(_unit, gate, _step.Inputs + _step.Hidden + 1);
        for (var i = 0; i < _step.Hidden; i++)
        {
            sum += HiddenBefore(i) * _step.Weight(_unit, gate, _step.Inputs + i);
        }

        return sum;
    }

    internal float Sum(int gate) => InputPart(gate) + HiddenPart(gate);

    internal void SetHidden(float value) => _step.States.Start[_step.States.At(_sample, _step.Time) + _unit] = value;

    internal void SetCell(float value) => _step.Cells.Start[_step.Cells.At(_sample, _step.Time) + _unit] = value;

    /// <summary>Keeps a number for the backward pass, where there is one.</summary>
    internal void Save(int index, float value)
    {
        if (_step.Saves == 1)
        {
            _step.States.Start[_step.States.At(_sample, _step.Time) + (index * _step.Hidden) + _unit] = value;
        }
    }

    private float HiddenBefore(int unit)
    {
        var value = 0f;
        if (_step.Before >= 0)
        {
            value = _step.States.Start[_step.States.At(_sample, _step.Before) + unit];
        }
        else if (_step.IsGiven == 1)
        {
            value = _step.InitialHidden[(_sample * _step.Hidden) + unit];
        }

        return value;
    }
}
