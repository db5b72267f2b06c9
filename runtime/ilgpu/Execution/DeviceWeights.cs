using NetGen.Execution;

namespace NetGen.Ilgpu;

/// <summary>A network's weights on a device, and what predicts with them there.</summary>
internal sealed class DeviceWeights : RemoteWeights
{
    /// <summary>More samples in one run than this gain nothing.</summary>
    private const int MostSamples = 256;

    /// <summary>1 GiB: beyond it, large networks get fewer samples in one run.</summary>
    private const long ArenaFloats = 256L << 20;

    private readonly Network _network;
    private readonly IDeviceNetwork _compiled;
    private readonly DeviceBlock _parameters;
    private readonly DeviceBlock _buffers;
    private readonly Repeated _predictions;
    private DeviceBlock? _arena;
    private DeviceBlock? _prepared;
    private bool _isLocalNewer = true;
    private bool _isRemoteNewer;
    private bool _isPrepared;

    public DeviceWeights(Network network, IDeviceNetwork compiled, Device device, Precision precision)
    {
        (_network, _compiled, Device, Precision) = (network, compiled, device, precision);
        var blocks = Queue.Memory.Take($"{network.Info.Name} with its weights", 0, network.Info.ParameterFloats, network.Info.BufferFloats);
        (_parameters, _buffers) = (blocks[0], blocks[1]);
        _predictions = new(Queue, frame => compiled.Forward(frame));
        var plan = compiled.PredictionPlan;
        Capacity = (int)Math.Clamp((ArenaFloats - plan.OnceFloats) / Math.Max(plan.SampleFloats, 1), 1, MostSamples);
    }

    public Device Device { get; }

    public Precision Precision { get; }

    /// <summary>How many samples one prediction computes at once.</summary>
    public int Capacity { get; }

    private Queue Queue => Device.Queue!;

    public override void Fetch()
    {
        if (!_isRemoteNewer)
        {
            return;
        }

        lock (Device.Gate)
        {
            var (parameters, buffers) = _network.LocalBlocks;
            Queue.Download(_parameters.Start, parameters.Span());
            Queue.Download(_buffers.Start, buffers.Span());
            _isRemoteNewer = false;
        }
    }

    public override void Touch() => _isLocalNewer = true;

    public override RemoteTraining Train(Trainer trainer, Optimizer optimizer, bool inputGradients) =>
        new DeviceTraining(this, trainer, optimizer, inputGradients);

    public override void Dispose()
    {
        lock (Device.Gate)
        {
            Queue.Finish();
            _predictions.Dispose();
            _parameters.Dispose();
            _buffers.Dispose();
            _arena?.Dispose();
            _prepared?.Dispose();
        }
    }

    /// <summary>Whether the network still lives here.</summary>
    public bool IsHome => _network.Remote == this;

    /// <summary>The weights on the device, up to date.</summary>
    public (Floats Parameters, Floats Buffers) Use()
    {
        Queue.Precision = Precision;
        if (_isLocalNewer)
        {
            var (parameters, buffers) = _network.LocalBlocks;
            Queue.Upload(parameters.Span(), _parameters.Start);
            Queue.Upload(buffers.Span(), _buffers.Start);
            (_isLocalNewer, _isPrepared) = (false, false);
        }

        return (_parameters.Start, _buffers.Start);
    }

    /// <summary>Notes that the weights on the device change.</summary>
    public void Change() => (_isRemoteNewer, _isPrepared) = (true, false);

    /// <summary>The frame of a prediction.</summary>
    public Frame Frame(int batch)
    {
        Use();
        if (_arena is null)
        {
            TakeArena();
        }

        var frame = Frame(batch, _arena!.Start, _prepared!.Start);
        if (!_isPrepared && _compiled.PredictionPlan.PreparedFloats > 0)
        {
            _compiled.Prepare(frame);
        }

        _isPrepared = true;
        return frame;
    }

    /// <summary>Predicts, over what the frame's inputs hold.</summary>
    public void Predict(in Frame frame) => _predictions.Run(frame);

    /// <summary>All that predictions need, at once: later ones take nothing more.</summary>
    private void TakeArena()
    {
        var (plan, whole) = (_compiled.PredictionPlan, Frame(Capacity, Floats.Nowhere, Floats.Nowhere));
        var needs = Queue.Measure(() =>
        {
            _compiled.Prepare(whole);
            _compiled.Forward(whole);
        });
        var blocks = Queue.Memory.Take(
            FormattableString.Invariant($"Prediction with {_network.Info.Name}, {Capacity} samples at once,"),
            needs.Bytes,
            plan.ArenaFloats(Capacity),
            plan.PreparedFloats);
        (_arena, _prepared) = (blocks[0], blocks[1]);
        Queue.Reserve(needs);
    }

    private Frame Frame(int batch, Floats arena, Floats prepared) => new()
    {
        Queue = Queue,
        Batch = batch,
        Capacity = Capacity,
        Parameters = _parameters.Start,
        Buffers = _buffers.Start,
        Prepared = prepared,
        Arena = arena,
        Plan = _compiled.PredictionPlan,
    };
}

/// <summary>
/// One prediction on a device, which works for nobody else meanwhile. Emitted code rents it; dispose it.
/// </summary>
public readonly struct DeviceSession : IDisposable
{
    private readonly DeviceWeights _weights;

    private DeviceSession(DeviceWeights weights) => _weights = weights;

    /// <summary>How many samples one run can compute; a larger batch takes several runs.</summary>
    public int Capacity => _weights.Capacity;

    /// <summary>Waits for the device that a network lives on.</summary>
    public static DeviceSession Rent(Network network)
    {
        var weights = (DeviceWeights)network.Remote!;
        Monitor.Enter(weights.Device.Gate);
        return new(weights);
    }

    /// <summary>The frame of a run over <paramref name="batch"/> samples, 1 to <see cref="Capacity"/>.</summary>
    public Frame Frame(int batch) => _weights.Frame(batch);

    /// <summary>Predicts, over what the frame's inputs hold.</summary>
    public void Predict(in Frame frame) => _weights.Predict(frame);

    /// <summary>Hands the device back.</summary>
    public void Dispose() => Monitor.Exit(_weights.Device.Gate);
}
