namespace NetGen.Ilgpu;

/// <summary>
/// One step, or one forward and backward pass, on a device, which works for nobody else meanwhile. Emitted code begins it; dispose it.
/// </summary>
public readonly struct DeviceRun : IDisposable
{
    private readonly DeviceTraining _training;
    private readonly bool _update;

    private DeviceRun(DeviceTraining training, Frame frame, bool update) => (_training, Frame, _update) = (training, frame, update);

    /// <summary>Where everything lies.</summary>
    public Frame Frame { get; }

    /// <summary>Begins a pass of a trainer.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="batch">How many samples.</param>
    /// <param name="update">Whether an update follows at once: then all of it is one piece of work.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to the trainer's batch size.</exception>
    /// <exception cref="InvalidOperationException">The network has been moved elsewhere since the trainer was made.</exception>
    /// <exception cref="NotSupportedException">An update by an optimiser that is not NetGen's.</exception>
    public static DeviceRun Begin(Trainer trainer, int batch, bool update = false)
    {
        var training = (DeviceTraining)trainer.BeginRemote(batch);
        Monitor.Enter(training.Device.Gate);
        try
        {
            return new(training, training.Begin(batch, update), update);
        }
        catch
        {
            Monitor.Exit(training.Device.Gate);
            throw;
        }
    }

    /// <summary>Brings a column of the batch to where the pass reads it.</summary>
    /// <param name="column">Its number among <see cref="IDeviceTrainer.Columns"/>.</param>
    /// <param name="values">Its numbers.</param>
    /// <param name="to">Where it is read.</param>
    public void Bring(int column, ReadOnlySpan<float> values, Floats to) => _training.Bring(column, values, to);

    /// <summary>Brings a column of the batch to where the pass reads it.</summary>
    /// <param name="column">Its number among <see cref="IDeviceTrainer.Columns"/>.</param>
    /// <param name="values">Its numbers.</param>
    /// <param name="to">Where it is read.</param>
    public void Bring(int column, ReadOnlySpan<int> values, Ints to) => _training.Bring(column, values, to);

    /// <summary>Forward and backward, and the update if it was asked for.</summary>
    public void Pass()
    {
        if (_update)
        {
            _training.Step(Frame);
        }
        else
        {
            _training.Pass(Frame);
        }
    }

    /// <summary>Forward alone.</summary>
    public void Forward() => _training.Forward(Frame);

    /// <summary>Backward alone.</summary>
    public void Backward() => _training.Backward(Frame);

    /// <summary>The loss, when all work is done.</summary>
    /// <param name="place">Where it is.</param>
    public float Loss(Floats place) => _training.Loss(place);

    /// <summary>Hands the device back.</summary>
    public void Dispose() => Monitor.Exit(_training.Device.Gate);
}
