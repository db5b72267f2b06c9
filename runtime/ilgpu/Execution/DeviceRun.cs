namespace NetGen.Ilgpu;

/// <summary>One step, or one forward and backward pass, on a device, which works for nobody else meanwhile. Emitted code begins it; dispose it.</summary>
public readonly struct DeviceRun : IDisposable
{
    private readonly DeviceTraining _training;

    private DeviceRun(DeviceTraining training, Frame frame) => (_training, Frame) = (training, frame);

    /// <summary>Where everything lies.</summary>
    public Frame Frame { get; }

    /// <summary>Begins a pass of a trainer.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="batch">How many samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to the trainer's batch size.</exception>
    /// <exception cref="InvalidOperationException">The network has been moved elsewhere since the trainer was made.</exception>
    public static DeviceRun Begin(Trainer trainer, int batch)
    {
        var training = (DeviceTraining)trainer.BeginRemote(batch);
        Monitor.Enter(training.Device.Gate);
        try
        {
            return new(training, training.Begin(batch));
        }
        catch
        {
            Monitor.Exit(training.Device.Gate);
            throw;
        }
    }

    /// <summary>Forward and backward.</summary>
    /// <param name="update">Whether an update follows at once: then all of it is one piece of work.</param>
    public void Pass(bool update)
    {
        if (update)
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

    /// <summary>Hands the device back.</summary>
    public void Dispose() => Monitor.Exit(_training.Device.Gate);
}
