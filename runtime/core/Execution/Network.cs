using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen;

/// <summary>
/// What every declared network has in common: its weights by name, in one block, and the machinery of prediction. The
/// generated class adds <c>Predict</c>, <c>CreateTrainer</c>, <c>Load</c> and <c>Summary</c>. Any number of threads may
/// predict at once; while one trains or loads weights, nobody else may use the network.
/// </summary>
public abstract class Network
{
    private Predictor? _predictor;
    private long _version;
    private readonly Arena _parameterBlock;
    private readonly Arena _bufferBlock;
    private volatile bool _exposed;

    /// <summary>Makes the network with its first weights.</summary>
    /// <param name="info">What it is made of.</param>
    /// <param name="seed">The seed of the first weights; the same seed gives the same weights on every machine.</param>
    /// <param name="initialization">How the first weights are drawn.</param>
    protected Network(NetworkInfo info, ulong seed, Initialization initialization)
    {
        Info = info;
        _parameterBlock = new(info.ParameterFloats);
        _bufferBlock = new(info.BufferFloats);
        Parameters = new("parameter", info.Parameters.Where(p => !p.IsBuffer), _parameterBlock, Expose, Fetch);
        Buffers = new("buffer", info.Parameters.Where(p => p.IsBuffer), _bufferBlock, Expose, Fetch);
        Initialize(seed, initialization);
    }

    /// <summary>What the network is made of.</summary>
    public NetworkInfo Info { get; }

    /// <summary>The trained parameters by name.</summary>
    public ParameterCollection Parameters { get; }

    /// <summary>Running statistics and counters by name.</summary>
    public ParameterCollection Buffers { get; }

    /// <summary>
    /// What <c>Training</c> is while <c>Forward</c> is run step by step in a debugger; compiled code knows it ahead of time.
    /// </summary>
    protected internal bool Training { get; set; }

    /// <summary>The memory that prediction needs.</summary>
    protected abstract MemoryPlan InferencePlan { get; }

    /// <summary>Whether the network lives on another device than the processor.</summary>
    protected bool IsOnDevice => Remote is not null;

    /// <summary>The parameters in the processor's memory, up to date.</summary>
    internal Arena ParameterBlock
    {
        get
        {
            Fetch();
            return _parameterBlock;
        }
    }

    /// <summary>Running statistics and counters in the processor's memory, up to date.</summary>
    internal Arena BufferBlock
    {
        get
        {
            Fetch();
            return _bufferBlock;
        }
    }

    /// <summary>The same two as they are in the processor's memory.</summary>
    internal (Arena Parameters, Arena Buffers) LocalBlocks => (_parameterBlock, _bufferBlock);

    /// <summary>The weights on the device that the network lives on; null for the processor.</summary>
    internal RemoteWeights? Remote { get; private set; }

    /// <summary>Draws all weights anew and resets the running statistics.</summary>
    /// <param name="seed">The seed; the same seed gives the same weights on every machine.</param>
    /// <param name="initialization">How weights are drawn.</param>
    public void Initialize(ulong seed, Initialization initialization = Initialization.He)
    {
        foreach (var info in Info.Parameters)
        {
            Initializer.Fill(Values(info), info, seed, initialization);
        }

        NoteChange();
    }

    /// <summary>
    /// Saves all parameters and buffers as a safetensors file under PyTorch's names. The file is replaced as a whole: a kill in
    /// the middle leaves the old one.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => WeightFile.Save(this, path);

    /// <summary>
    /// Loads parameters and buffers from a safetensors file or a PyTorch checkpoint (<c>.pth</c>, <c>.pt</c>, <c>.th</c>: see
    /// <see cref="Checkpoints.TorchFile"/>); the file's content tells which it is. F16, BF16, F64 and integers are converted.
    /// A <c>module.</c> before all names, as wrapped modules write it, and torchvision's old names of DenseNets are understood.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="strict">
    /// Whether the file must hold exactly this network's tensors. Otherwise tensors that only one of them has are left alone;
    /// shapes must agree even then. Counters (<c>num_batches_tracked</c>) may always be missing, as in old files.
    /// </param>
    /// <param name="from">A module of the file, such as <c>backbone</c>: only what is in it is read, by the names within it.</param>
    /// <param name="into">A module of the network, such as <c>encoder</c>: only what is in it is loaded.</param>
    /// <param name="except">
    /// Modules or parameters of the network that keep what they have, such as <c>fc</c> for a head of another size: the file may
    /// have them or not, in any shape. Everything else is as strict as said.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is broken, or it does not fit: all differences are listed.</exception>
    /// <exception cref="ArgumentException">Neither the network nor the file has anything of a name that was given.</exception>
    public void LoadWeights(
        string path, bool strict = true, string from = "", string into = "", IReadOnlyCollection<string>? except = null)
    {
        WeightFile.Load(this, path, strict, new WeightSelection(from, into, except ?? []));
        NoteChange();
    }

    /// <summary>
    /// Computes what prediction uses instead of the raw weights (folded batch norm, packed weights) into
    /// <see cref="Frame.Prepared"/>. Nothing to do where the plan's <see cref="MemoryPlan.PreparedFloats"/> is 0.
    /// </summary>
    /// <param name="frame">Parameters, buffers, a block to fill, and the memory of a run over one sample.</param>
    protected abstract void Prepare(in Frame frame);

    /// <summary>Memory and threads for one prediction, with prepared weights that are never stale. Dispose it.</summary>
    protected PredictionSession Rent()
    {
        var predictor = _predictor ?? MakePredictor();
        var session = predictor.Sessions.Rent();
        try
        {
            session.Prepared = predictor.Preparation.Rent();
            return new(predictor.Sessions, session);
        }
        catch
        {
            predictor.Sessions.Return(session);
            throw;
        }
    }

    internal void RunPrepare(in Frame frame) => Prepare(frame);

    internal Span<float> Values(ParameterInfo info) => (info.IsBuffer ? BufferBlock : ParameterBlock).Span(info.Offset, info.Count);

    /// <summary>Notes that the network itself (a trainer, loading) has changed the weights in the processor's memory.</summary>
    internal void NoteChange()
    {
        NoteRemoteChange();
        Remote?.Touch();
    }

    /// <summary>Notes that the weights have changed on the device.</summary>
    internal void NoteRemoteChange() => Interlocked.Increment(ref _version);

    /// <summary>Moves the network to another device, or back to the processor (null).</summary>
    internal void MoveTo(RemoteWeights? remote)
    {
        Fetch();
        var before = Remote;
        Remote = remote;
        before?.Dispose();
    }

    /// <summary>Tells whether the weights are still those of another moment.</summary>
    internal WeightState State()
    {
        var version = Volatile.Read(ref _version);
        return new(version, _exposed ? Fingerprint.Of(BufferBlock.Span(), Fingerprint.Of(ParameterBlock.Span(), 0)) : 0);
    }

    /// <summary>
    /// Notes that somebody holds writable weights and may change them at any time from now on; for a network on another device,
    /// until it is next used there.
    /// </summary>
    private void Expose()
    {
        _exposed = true;
        Fetch();
        Remote?.Touch();
    }

    private void Fetch() => Remote?.Fetch();

    private Predictor MakePredictor()
    {
        var sessions = new SessionPool(this, InferencePlan);
        var made = new Predictor(sessions, new(this, InferencePlan, sessions));
        return Interlocked.CompareExchange(ref _predictor, made, null) ?? made;
    }

    private sealed record Predictor(SessionPool Sessions, Preparation Preparation);
}
