using System.Globalization;
using NetGen.Data;
using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// Trains one network: owns the gradients, the optimiser's memory, the arena and the threads. The generated class nested in
/// each network adds typed <c>Step</c> and <c>Backward</c>. One thread at a time; dispose it to stop its threads.
/// </summary>
/// <remarks>
/// What a generated trainer consists of, for a network with one input, class labels and one output of ten scores:
/// <code>
/// public sealed class Trainer : global::NetGen.Trainer
/// {
///     private static readonly MemoryPlan Plan = new(128, 41_456, 25_152, 0);              // the training program
///     private static readonly MemoryPlan EvaluationPlan = new(16, 16, 0, 0);             // the loss alone
///
///     private readonly LeNet5 _network;
///
///     internal Trainer(LeNet5 network, Optimizer optimizer, int batchSize, ulong seed, bool inputGradients)
///         : base(network, Plan, optimizer, batchSize, seed, inputGradients, [40_960], [784], EvaluationPlan) => _network = network;
///
///     public float Step(ReadOnlySpan&lt;float&gt; x, ReadOnlySpan&lt;int&gt; labels)              // forward, backward, update
///     {
///         var loss = Backward(x, labels);
///         Update();
///         return loss;
///     }
///
///     public float Backward(ReadOnlySpan&lt;float&gt; x, ReadOnlySpan&lt;int&gt; labels)          // forward, backward
///     {
///         var batch = Check.Batch(x.Length, 784, nameof(x));
///         Check.Length(labels.Length, batch, 1, nameof(labels));
///         Check.Labels(labels, 10, nameof(labels));
///         var frame = Begin(batch);
///         LeNet5Training.Run(frame, x, labels);                                          // kernels over frame.Executor
///         return frame.Once(0)[0];
///     }
///
///     public override float Step(Batch batch) => Step(batch.Floats(0), batch.Ints(1));   // columns: inputs, then targets
///
///     protected override float EvaluateBatch(Batch batch)
///     {
///         var scores = Predicted(0, batch.Count);
///         _network.Predict(batch.Floats(0), scores);
///         var frame = BeginEvaluation(batch.Count);
///         LeNet5Evaluation.Run(frame, scores, batch.Ints(1));
///         return frame.Once(0)[0];
///     }
/// }
/// </code>
/// A network without a loss has <c>Forward</c> and <c>Backward(outputGradients)</c> instead, no <c>Step</c>, and its
/// <c>EvaluateBatch</c> predicts and returns <c>float.NaN</c>.
/// </remarks>
public abstract partial class Trainer : IDisposable
{
    private readonly Optimizer _optimizer;
    private readonly MemoryPlan _plan;
    private readonly MemoryPlan? _evaluationPlan;
    private readonly long[] _outputOffsets;
    private readonly long[] _inputGradientOffsets;
    private readonly bool _inputGradients;
    private readonly Arena _arena;
    private readonly Arena _gradients;
    private readonly Arena _states;
    private readonly Executor _executor;
    private readonly GradientClipping _clipping;
    private Arena? _evaluationArena;
    private double? _clipNorm;
    private double? _clipValue;
    private bool _disposed;
    private int _batch;

    /// <summary>Takes all memory and starts the threads (<see cref="Cpu.Threads"/> of them).</summary>
    /// <param name="network">The network to train.</param>
    /// <param name="plan">The memory of the training program.</param>
    /// <param name="optimizer">How parameters are moved.</param>
    /// <param name="batchSize">The most samples of one step.</param>
    /// <param name="seed">The seed of dropout and of <see cref="Fit"/>'s shuffling.</param>
    /// <param name="inputGradients">Whether gradients of the inputs are computed too.</param>
    /// <param name="outputOffsets">Where each output lies among the values of one sample.</param>
    /// <param name="inputGradientOffsets">Where each input's gradient lies; −1 for an input that has none (integers).</param>
    /// <param name="evaluationPlan">The memory of the program that computes the loss of predictions; null without a loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    /// <exception cref="ArgumentException">Gradients of the inputs are asked of a network with frozen layers.</exception>
    protected Trainer(
        Network network,
        MemoryPlan plan,
        Optimizer optimizer,
        int batchSize,
        ulong seed,
        bool inputGradients,
        long[] outputOffsets,
        long[] inputGradientOffsets,
        MemoryPlan? evaluationPlan = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"batchSize must be at least 1, but is {batchSize}.");
        }

        if (inputGradients && network.Info.Parameters.Any(p => p.IsFrozen))
        {
            throw new ArgumentException(
                $"{network.Info.Name} has frozen layers, and so no gradients of its inputs: leave inputGradients out, or [Freeze].",
                nameof(inputGradients));
        }

        (Network, BatchSize, Seed, LearningRate) = (network, batchSize, seed, optimizer.LearningRate);
        (_optimizer, _plan, _evaluationPlan) = (optimizer, plan, evaluationPlan);
        (_inputGradients, _outputOffsets, _inputGradientOffsets) = (inputGradients, outputOffsets, inputGradientOffsets);
        var length = network.Info.TrainedFloats;
        _remote = network.Remote?.Train(this, optimizer, inputGradients);
        _arena = new(_remote is null ? plan.ArenaFloats(batchSize) : 0);
        _gradients = new(length);
        _states = new(_remote is null ? length * optimizer.StateCount : 0);
        _clipping = new(length);
        _executor = new(Cpu.Threads, Math.Max(plan.ScratchFloats, evaluationPlan?.ScratchFloats ?? 0));
        _predicted = Array.ConvertAll(network.Info.Outputs, o => o.TrainingOnly ? [] : new float[batchSize * o.SampleSize]);
        Gradients = new(
            "gradient",
            network.Info.Parameters.Where(p => !p.IsBuffer && !p.IsFrozen),
            _gradients,
            expose: ExposeGradients,
            fetch: FetchGradients,
            lacking: network.Info.Parameters.Where(p => p.IsFrozen));
    }

    /// <summary>The network being trained.</summary>
    public Network Network { get; }

    /// <summary>The most samples of one step; fewer are allowed.</summary>
    public int BatchSize { get; }

    /// <summary>The seed of dropout and of <see cref="Fit"/>'s shuffling.</summary>
    public ulong Seed { get; }

    /// <summary>How many updates were made.</summary>
    public long StepCount { get; private set; }

    /// <summary>The learning rate before the schedule; the optimiser's at first.</summary>
    public double LearningRate { get; set; }

    /// <summary>How the learning rate changes with <see cref="StepCount"/>; null (the default) for not at all.</summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>The learning rate of the next update.</summary>
    public double CurrentLearningRate => Schedule?.At(StepCount, LearningRate) ?? LearningRate;

    /// <summary>
    /// Scales all gradients together before each update so that their Euclidean norm is at most this
    /// (torch.nn.utils.clip_grad_norm_), after <see cref="ClipValue"/>; null (the default) for not at all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    public double? ClipNorm
    {
        get => _clipNorm;
        set => _clipNorm = Limit(value, nameof(ClipNorm));
    }

    /// <summary>
    /// Limits each number of the gradients to ± this before each update (torch.nn.utils.clip_grad_value_); null (the default)
    /// for not at all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not a number.</exception>
    public double? ClipValue
    {
        get => _clipValue;
        set => _clipValue = Limit(value, nameof(ClipValue));
    }

    /// <summary>
    /// The gradients of the last backward pass, by the parameters' names. They may be changed before <see cref="Update"/>;
    /// every backward pass overwrites them.
    /// </summary>
    public ParameterCollection Gradients { get; }

    /// <summary>The outputs of the last step, by number or name: batch × the output's size.</summary>
    public TrainerOutputs Outputs => new(this);

    /// <summary>The gradient of the loss with respect to an input of the last step: batch × the input's size.</summary>
    /// <param name="index">The input's number.</param>
    /// <exception cref="InvalidOperationException">
    /// The trainer was made without <c>inputGradients: true</c>, the input holds integers, or no step was run.
    /// </exception>
    public ReadOnlySpan<float> InputGradient(int index)
    {
        var info = Network.Info.Inputs[index];
        return !_inputGradients
            ? throw new InvalidOperationException("Gradients of inputs are computed only by a trainer made with inputGradients: true.")
            : _inputGradientOffsets[index] < 0
                ? throw new InvalidOperationException($"Input {info.Name} has no gradient.")
                : _remote is null || _batch == 0
                    ? OfLastStep(_inputGradientOffsets[index], info)
                    : _remote.InputGradient(index, _batch);
    }

    /// <summary>
    /// Moves the parameters by the gradients as they stand: clipping, the schedule, then the optimiser.
    /// <see cref="StepCount"/> goes up by one.
    /// </summary>
    /// <exception cref="InvalidOperationException">There are no gradients: no backward pass was run.</exception>
    public void Update()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_batch == 0)
        {
            throw new InvalidOperationException("There are no gradients yet: run Backward (or Step) before Update.");
        }

        if (_remote is not null)
        {
            UpdateRemote(_remote);
            return;
        }

        if (ClipValue is { } value)
        {
            _clipping.ByValue(_executor, _gradients.Start, value);
        }

        if (ClipNorm is { } norm)
        {
            _clipping.ByNorm(_executor, _gradients.Start, norm);
        }

        _optimizer.Update(new()
        {
            Parameters = Network.ParameterBlock.Start,
            Gradients = _gradients.Start,
            States = _states.Start,
            Length = _gradients.Length,
            LearningRate = CurrentLearningRate,
            Number = StepCount + 1,
            Executor = _executor,
        });
        StepCount++;
        Network.NoteChange();
    }

    /// <summary>Forward, backward and update over a batch whose columns are the inputs and then the targets, in order.</summary>
    /// <param name="batch">The batch, of at most <see cref="BatchSize"/> samples.</param>
    /// <returns>The loss, a mean over the batch.</returns>
    /// <exception cref="InvalidOperationException">The network declares no loss.</exception>
    public virtual float Step(Batch batch) => throw new InvalidOperationException(
        $"{Network.Info.Name} declares no loss: call Forward, Backward with the outputs' gradients, and Update.");

    /// <summary>Stops the trainer's threads.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _executor.Dispose();
            _remote?.Dispose();
        }
    }

    /// <summary>Begins a forward and backward pass.</summary>
    /// <param name="batch">How many samples it has.</param>
    /// <returns>Where everything lies.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="BatchSize"/> samples.</exception>
    protected Frame Begin(int batch)
    {
        CheckBatch(batch);
        _batch = batch;

        // The pass moves running statistics, which prediction folds into the weights.
        Network.NoteChange();
        return MakeFrame(batch, _arena, _plan);
    }

    /// <summary>Begins the computation of the loss of predictions, in memory of its own.</summary>
    /// <param name="batch">How many samples it has.</param>
    /// <returns>Where everything lies.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="BatchSize"/> samples.</exception>
    protected Frame BeginEvaluation(int batch)
    {
        CheckBatch(batch);
        var plan = _evaluationPlan ?? throw new InvalidOperationException($"{Network.Info.Name} declares no loss.");
        return MakeFrame(batch, _evaluationArena ??= new(plan.ArenaFloats(BatchSize)), plan);
    }

    internal ReadOnlySpan<float> OutputOfLastStep(int index) => _remote is null || _batch == 0
        ? OfLastStep(_outputOffsets[index], Network.Info.Outputs[index])
        : _remote.Output(index, _batch);

    private ReadOnlySpan<float> OfLastStep(long offset, TensorInfo info) => _batch > 0
        ? _arena.Span(_plan.OnceFloats + (offset * BatchSize), _batch * info.SampleSize)
        : throw new InvalidOperationException("No step was run yet.");

    private static double? Limit(double? value, string name) => value is null or >= 0
        ? value
        : throw new ArgumentOutOfRangeException(
            name, value, $"{name} must be at least 0, or null for no clipping, but is {value.Value.ToString(CultureInfo.InvariantCulture)}.");

    private void CheckBatch(int batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (batch < 1 || batch > BatchSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batch), batch, $"The batch has {batch} samples, but this trainer takes 1 to {BatchSize} (batchSize).");
        }
    }

    private Frame MakeFrame(int batch, Arena arena, MemoryPlan plan) => new()
    {
        Batch = batch,
        Capacity = BatchSize,
        Parameters = Network.ParameterBlock.Start,
        Buffers = Network.BufferBlock.Start,
        Gradients = _gradients.Start,
        Executor = _executor,
        Seed = Seed,
        Step = StepCount,
        InputGradients = _inputGradients,
        Arena = arena.Start,
        OnceFloats = plan.OnceFloats,
        Owner = this,
    };
}

/// <summary>The outputs of a trainer's last step.</summary>
public readonly struct TrainerOutputs
{
    private readonly Trainer _trainer;

    internal TrainerOutputs(Trainer trainer) => _trainer = trainer;

    /// <summary>How many outputs there are, those of training only included.</summary>
    public int Count => _trainer.Network.Info.Outputs.Length;

    /// <summary>An output: batch × its size.</summary>
    /// <param name="index">Its number.</param>
    /// <exception cref="InvalidOperationException">No step was run yet.</exception>
    public ReadOnlySpan<float> this[int index] => _trainer.OutputOfLastStep(index);

    /// <summary>An output: batch × its size.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    /// <exception cref="InvalidOperationException">No step was run yet.</exception>
    public ReadOnlySpan<float> this[string name]
    {
        get
        {
            var outputs = _trainer.Network.Info.Outputs;
            var index = Array.FindIndex(outputs, o => o.Name == name);
            return index >= 0
                ? this[index]
                : throw new KeyNotFoundException(
                    $"There is no output named \"{name}\". There are: {string.Join(", ", outputs.Select(o => o.Name))}.");
        }
    }
}
