namespace NetGen;

/// <summary>The learning rate as a function of the number of updates made. Holds settings only and can be shared.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The learning rate of the update after <paramref name="step"/> updates.</summary>
    /// <param name="step">How many updates were made before.</param>
    /// <param name="learningRate">The trainer's learning rate.</param>
    public abstract double At(long step, double learningRate);

    /// <summary>
    /// This schedule for the first <paramref name="steps"/> updates, and then another, which counts from there
    /// (torch.optim.lr_scheduler.SequentialLR): <c>new LinearWarmUp(500).Then(500, new CosineAnnealing(9500))</c>.
    /// </summary>
    /// <param name="steps">When the other one takes over.</param>
    /// <param name="next">The other one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public LearningRateSchedule Then(long steps, LearningRateSchedule next)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        ArgumentNullException.ThrowIfNull(next);
        return new Sequence(this, steps, next);
    }

    private sealed class Sequence(LearningRateSchedule first, long steps, LearningRateSchedule next) : LearningRateSchedule
    {
        public override double At(long step, double learningRate) =>
            step < steps ? first.At(step, learningRate) : next.At(step - steps, learningRate);
    }
}

/// <summary>learningRate · gamma^⌊step / stepSize⌋ (torch.optim.lr_scheduler.StepLR).</summary>
public sealed class StepLr : LearningRateSchedule
{
    private readonly long _stepSize;
    private readonly double _gamma;

    /// <summary>Sets the schedule.</summary>
    /// <param name="stepSize">Updates between two changes.</param>
    /// <param name="gamma">The factor of a change.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="stepSize"/> is less than 1.</exception>
    public StepLr(long stepSize, double gamma = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stepSize, 1);
        (_stepSize, _gamma) = (stepSize, gamma);
    }

    /// <inheritdoc />
    public override double At(long step, double learningRate) => learningRate * Math.Pow(_gamma, step / _stepSize);
}

/// <summary>
/// Half a cosine from the learning rate down to etaMin: etaMin + (learningRate − etaMin) · (1 + cos(π · step / steps)) / 2
/// (torch.optim.lr_scheduler.CosineAnnealingLR; as there, it rises again after <c>steps</c> updates).
/// </summary>
public sealed class CosineAnnealing : LearningRateSchedule
{
    private readonly long _steps;
    private readonly double _etaMin;

    /// <summary>Sets the schedule.</summary>
    /// <param name="steps">Updates until the lowest rate is reached (T_max).</param>
    /// <param name="etaMin">The lowest rate.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 1.</exception>
    public CosineAnnealing(long steps, double etaMin = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        (_steps, _etaMin) = (steps, etaMin);
    }

    /// <inheritdoc />
    public override double At(long step, double learningRate) =>
        _etaMin + ((learningRate - _etaMin) * (1 + Math.Cos(Math.PI * step / _steps)) / 2);
}

/// <summary>
/// A straight line from startFactor · learningRate up to the learning rate within <c>steps</c> updates, and level after that
/// (torch.optim.lr_scheduler.LinearLR with end_factor 1).
/// </summary>
public sealed class LinearWarmUp : LearningRateSchedule
{
    private readonly long _steps;
    private readonly double _startFactor;

    /// <summary>Sets the schedule.</summary>
    /// <param name="steps">Updates until the full rate is reached.</param>
    /// <param name="startFactor">The part of the rate that the first update gets.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 1, or the factor is not from 0 to 1.</exception>
    public LinearWarmUp(long steps, double startFactor = 1.0 / 3)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(startFactor, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startFactor, 1);
        (_steps, _startFactor) = (steps, startFactor);
    }

    /// <inheritdoc />
    public override double At(long step, double learningRate) =>
        learningRate * (_startFactor + ((1 - _startFactor) * Math.Min(step, _steps) / _steps));
}
