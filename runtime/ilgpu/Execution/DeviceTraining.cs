using NetGen.Execution;

namespace NetGen.Ilgpu;

/// <summary>One training on a device: its gradients, the optimiser's memory and the arena.</summary>
internal sealed class DeviceTraining : RemoteTraining
{
    private readonly DeviceWeights _weights;
    private readonly Trainer _trainer;
    private readonly IDeviceTrainer _compiled;
    private readonly bool _inputGradients;
    private readonly long _length;
    private readonly DeviceBlock _arena;
    private readonly DeviceBlock _gradients;
    private readonly DeviceBlock _states;
    private readonly DeviceBlock _norm;
    private bool _isLocalNewer;
    private bool _isRemoteNewer;

    public DeviceTraining(DeviceWeights weights, Trainer trainer, Optimizer optimizer, bool inputGradients)
    {
        (_weights, _trainer, _compiled, _inputGradients) = (weights, trainer, (IDeviceTrainer)trainer, inputGradients);
        _length = trainer.Network.Info.TrainedFloats;
        var arena = _compiled.TrainingPlan.ArenaFloats(trainer.BatchSize);
        var states = _length * optimizer.StateCount;
        Device.Demand(
            FormattableString.Invariant($"Training {trainer.Network.Info.Name} with batches of {trainer.BatchSize}"),
            arena + _length + states + 1);
        (_arena, _gradients, _states, _norm) = (Device.Take(arena), Device.Take(_length), Device.Take(states), Device.Take(1));
    }

    public Device Device => _weights.Device;

    private Queue Queue => Device.Queue!;

    public override void FetchGradients()
    {
        if (_isRemoteNewer)
        {
            lock (Device.Gate)
            {
                Queue.Download(_gradients.Start, _trainer.GradientBlock.Span());
                _isRemoteNewer = false;
            }
        }
    }

    public override void TouchGradients() => _isLocalNewer = true;

    public override ReadOnlySpan<float> Output(int index, int batch) =>
        OfLastStep(_compiled.OutputOffsets[index], batch * _trainer.Network.Info.Outputs[index].SampleSize);

    public override ReadOnlySpan<float> InputGradient(int index, int batch) =>
        OfLastStep(_compiled.InputGradientOffsets[index], batch * _trainer.Network.Info.Inputs[index].SampleSize);

    public override void ClipByValue(double limit)
    {
        lock (Device.Gate)
        {
            Queue.Run(new ClampKernel(Gradients(), (float)limit), (int)_length);
            _isRemoteNewer = true;
        }
    }

    public override void ClipByNorm(double limit)
    {
        lock (Device.Gate)
        {
            Queue.Reduce(new NormSum(Gradients(), (int)_length, _norm.Start), 1);
            Queue.Run(new ScaleKernel(Gradients(), _norm.Start, (float)limit), (int)_length);
            _isRemoteNewer = true;
        }
    }

    public override void Move<TMove>(in TMove move)
    {
        lock (Device.Gate)
        {
            CheckHome();
            var (parameters, _) = _weights.Use();
            Queue.Run(new MoveKernel<TMove>(parameters, Gradients(), _states.Start, (int)_length, move), (int)_length);
            _weights.Change();
        }
    }

    public override void Dispose()
    {
        lock (Device.Gate)
        {
            Queue.Finish();
            _arena.Dispose();
            _gradients.Dispose();
            _states.Dispose();
            _norm.Dispose();
        }
    }

    /// <summary>The frame of a forward and backward pass.</summary>
    internal Frame Begin(int batch)
    {
        CheckHome();
        var (parameters, buffers) = _weights.Use();

        // The pass moves running statistics.
        _weights.Change();
        (_isLocalNewer, _isRemoteNewer) = (false, true);
        return new()
        {
            Queue = Queue,
            Batch = batch,
            Capacity = _trainer.BatchSize,
            Parameters = parameters,
            Buffers = buffers,
            Gradients = _gradients.Start,
            Arena = _arena.Start,
            Plan = _compiled.TrainingPlan,
            Seed = _trainer.Seed,
            Step = _trainer.StepCount,
            InputGradients = _inputGradients,
        };
    }

    /// <summary>The gradients on the device, up to date.</summary>
    private Floats Gradients()
    {
        if (_isLocalNewer)
        {
            Queue.Upload(_trainer.GradientBlock.Span(), _gradients.Start);
            _isLocalNewer = false;
        }

        return _gradients.Start;
    }

    private ReadOnlySpan<float> OfLastStep(long offset, int count)
    {
        var values = new float[count];
        lock (Device.Gate)
        {
            var plan = _compiled.TrainingPlan;
            Queue.Download(_arena.Start.From(plan.OnceFloats + (offset * _trainer.BatchSize)), values);
        }

        return values;
    }

    private void CheckHome()
    {
        if (!_weights.IsHome)
        {
            throw new InvalidOperationException(
                $"This trainer was made while {_trainer.Network.Info.Name} was on {Device}, and the network has been moved since: "
                + "make a new trainer.");
        }
    }

    internal readonly struct ClampKernel(Floats g, float limit) : IKernel
    {
        public void Run(int index)
        {
            var value = g[index];
            value = value < -limit ? -limit : value;
            g[index] = value > limit ? limit : value;
        }
    }

    /// <summary>The sum of squares; the square root and the factor are left to those who read it.</summary>
    internal readonly struct NormSum(Floats g, int length, Floats norm) : IReduction
    {
        public int Terms => length;

        public float Term(int output, int term) => g[term] * g[term];

        public void Store(int output, float sum) => norm[output] = sum;
    }

    /// <summary>By one factor, so that the norm is at most the limit; not-a-number reaches all.</summary>
    internal readonly struct ScaleKernel(Floats g, Floats norm, float limit) : IKernel
    {
        public void Run(int index)
        {
            var factor = limit / (MathF.Sqrt(norm[0]) + 1e-6f);
            g[index] *= factor >= 1f ? 1f : factor;
        }
    }

    internal readonly struct MoveKernel<TMove>(Floats p, Floats g, Floats states, int step, TMove move) : IKernel
        where TMove : struct, IMove
    {
        public void Run(int index)
        {
            var value = V1.Load(p, index);
            var first = Load(0, index);
            var second = Load(1, index);
            var third = Load(2, index);
            move.Apply(ref value, V1.Load(g, index), ref first, ref second, ref third);
            Store(first, 0, index);
            Store(second, 1, index);
            Store(third, 2, index);
            value.Store(p, index);
        }

        private V1 Load(int state, int index)
        {
            var value = V1.Zero;
            if (state < move.States)
            {
                value = V1.Load(states, (state * step) + index);
            }

            return value;
        }

        private void Store(V1 value, int state, int index)
        {
            if (state < move.States)
            {
                value.Store(states, (state * step) + index);
            }
        }
    }
}

/// <summary>One forward and backward pass on a device, which works for nobody else meanwhile. Emitted code begins it; dispose it.</summary>
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

    /// <summary>Hands the device back.</summary>
    public void Dispose() => Monitor.Exit(_training.Device.Gate);
}
