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
internal readonly struct SequenceStep(RecurrentShape s, int gates, Track hidden, Track cells, int saves)
{
    public int Hidden { get; } = s.Hidden;

    public int Steps { get; } = s.Steps;

    public int Gates => gates;

    /// <summary>W · x + b of all gates: a row for each step of each sample.</summary>
    public Floats InputParts { get; init; }

    /// <summary>U · h + c of all gates in this step: a row for each sample.</summary>
    public Floats HiddenParts { get; init; }

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
}

/// <summary>One unit of one sample in one step of a recurrent layer.</summary>
public readonly struct UnitStep
{
    private readonly SequenceStep _step;
    private readonly int _sample;
    private readonly int _unit;

    internal UnitStep(SequenceStep step, int sample, int unit) => (_step, _sample, _unit) = (step, sample, unit);

    /// <summary>The hidden state before this step.</summary>
    internal float PreviousHidden
    {
        get
        {
            var value = 0f;
            if (_step.Before >= 0)
            {
                value = _step.States.Start[_step.States.At(_sample, _step.Before) + _unit];
            }
            else if (_step.IsGiven == 1)
            {
                value = _step.InitialHidden[(_sample * _step.Hidden) + _unit];
            }

            return value;
        }
    }

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
    internal float InputPart(int gate) =>
        _step.InputParts[(((((_sample * _step.Steps) + _step.Time) * _step.Gates) + gate) * _step.Hidden) + _unit];

    /// <summary>U · h + c of a gate.</summary>
    internal float HiddenPart(int gate) => _step.HiddenParts[(((_sample * _step.Gates) + gate) * _step.Hidden) + _unit];

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
}
