using NetGen.Data;
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
    private readonly RandomKeys _keys = new();
    private readonly BatchCopies _batches;
    private readonly DeviceUpdate _update = new();
    private readonly Repeated _steps;
    private readonly Repeated _passes;
    private readonly Repeated _forward;
    private readonly Repeated _backward;
    private readonly DeviceBlock[] _blocks;
    private readonly DeviceBlock _arena;
    private readonly DeviceBlock _gradients;
    private readonly DeviceBlock _states;
    private readonly float[] _numbers;
    private bool _isLocalNewer;
    private bool _isRemoteNewer;
    private int _updateVersion;

    public DeviceTraining(DeviceWeights weights, Trainer trainer, Optimizer optimizer, bool inputGradients)
    {
        (_weights, _trainer, _compiled, _inputGradients) = (weights, trainer, (IDeviceTrainer)trainer, inputGradients);
        _length = trainer.Network.Info.TrainedFloats;
        _steps = new(Queue, Whole);
        _passes = new(Queue, Both);
        _forward = new(Queue, frame => _compiled.Forward(frame));
        _backward = new(Queue, frame => _compiled.Backward(frame));
        _batches = new(Queue, Queue.Copies, _compiled.Columns, trainer.BatchSize);
        _blocks = Take(optimizer);
        (_arena, _gradients, _states) = (_blocks[0], _blocks[1], _blocks[2]);
        _numbers = new float[DeviceUpdate.Room + _keys.Room];
        _update.Settle(_numbers, _blocks[3].Start);
        _keys.Settle(_numbers.AsMemory(DeviceUpdate.Room), _blocks[3].Start.From(DeviceUpdate.Room));
        lock (Device.Gate)
        {
            _batches.Settle(_blocks[4].Start);
        }
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

    public override void Send(Batch batch) => _batches.Send(batch);

    public override void Clip(double? value, double? norm) => _update.Clip(value, norm);

    public override void Move<TMove>(in TMove move) => _update.Move(move);

    public override void Update()
    {
        lock (Device.Gate)
        {
            CheckHome();
            var (parameters, _) = _weights.Use();
            Queue.Upload(_numbers, _blocks[3].Start);
            _update.Run(Queue, parameters, Gradients(), _states.Start, (int)_length);
            _weights.Change();
            _isRemoteNewer = true;
        }
    }

    public override void Dispose()
    {
        lock (Device.Gate)
        {
            Queue.Finish();
            _batches.Dispose();
            _steps.Dispose();
            _passes.Dispose();
            _forward.Dispose();
            _backward.Dispose();
            Array.ForEach(_blocks, block => block.Dispose());
        }
    }

    /// <summary>Forward, backward, and an update.</summary>
    internal void Step(in Frame frame)
    {
        if (_updateVersion != _update.Version)
        {
            _steps.Forget();
            _updateVersion = _update.Version;
        }

        _steps.Run(frame);
        _trainer.NoteRemoteUpdate();
    }

    /// <summary>Forward and backward.</summary>
    internal void Pass(in Frame frame) => _passes.Run(frame);

    internal void Forward(in Frame frame) => _forward.Run(frame);

    internal void Backward(in Frame frame) => _backward.Run(frame);

    /// <summary>A column of a batch, to where the pass reads it.</summary>
    internal void Bring(int column, ReadOnlySpan<float> values, Floats to) => _batches.Bring(column, values, to);

    internal void Bring(int column, ReadOnlySpan<int> values, Ints to) => _batches.Bring(column, values, to);

    /// <summary>The loss, when all work is done; time for other work of the processor until then.</summary>
    internal float Loss(Floats place)
    {
        Meanwhile?.Invoke();
        return Queue.Read(place);
    }

    /// <summary>The frame of a forward and backward pass, and the numbers that are its own.</summary>
    internal Frame Begin(int batch, bool update)
    {
        CheckHome();
        if (update)
        {
            _trainer.SettleUpdate(this);
        }

        var (parameters, buffers) = _weights.Use();

        // The pass moves running statistics.
        _weights.Change();
        (_isLocalNewer, _isRemoteNewer) = (false, true);
        _keys.Set(_trainer.Seed, _trainer.StepCount);
        if (update || _keys.Count > 0)
        {
            Queue.Upload(_numbers, _blocks[3].Start);
        }

        return Frame(batch, parameters, buffers, _gradients.Start, _arena.Start);
    }

    private void Whole(Frame frame)
    {
        Both(frame);
        _update.Run(Queue, frame.Parameters, frame.Gradients, _states.Start, (int)_length);
    }

    private void Both(Frame frame)
    {
        _compiled.Forward(frame);
        _compiled.Backward(frame);
    }

    /// <summary>All that steps need, at once: they take nothing more.</summary>
    private DeviceBlock[] Take(Optimizer optimizer)
    {
        lock (Device.Gate)
        {
            var what = FormattableString.Invariant($"Training {_trainer.Network.Info.Name} with batches of {_trainer.BatchSize}");
            var (arena, states) = (_compiled.TrainingPlan.ArenaFloats(_trainer.BatchSize), _length * optimizer.StateCount);
            Queue.Memory.Demand(what, (arena + _length + states + _batches.Room) * sizeof(float));
            var nowhere = Floats.Nowhere;
            Queue.Precision = _weights.Precision;
            var needs = Queue.Measure(() => Both(Frame(_trainer.BatchSize, nowhere, nowhere, nowhere, nowhere)));
            var blocks = Queue.Memory.Take(
                what, needs.Bytes, arena, _length, states, DeviceUpdate.Room + _keys.Room, _batches.Room);
            Queue.Reserve(needs);
            return blocks;
        }
    }

    private Frame Frame(int batch, Floats parameters, Floats buffers, Floats gradients, Floats arena) => new()
    {
        Queue = Queue,
        Batch = batch,
        Capacity = _trainer.BatchSize,
        Parameters = parameters,
        Buffers = buffers,
        Gradients = gradients,
        Arena = arena,
        Plan = _compiled.TrainingPlan,
        Keys = _keys,
        InputGradients = _inputGradients,
    };

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
}
