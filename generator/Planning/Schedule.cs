using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>What a program is for; decides what lies in which memory.</summary>
internal enum ProgramKind
{
    Inference,
    Training,

    /// <summary>The loss of given outputs.</summary>
    Evaluation,
}

/// <summary>A reduction's partial results: <paramref name="Size"/> floats for each chunk, in the arena's once part.</summary>
internal sealed record Partial(int Node, long Offset, long Size);

/// <summary>A kernel with all that its loops need to know.</summary>
/// <param name="Kernel">What it computes.</param>
/// <param name="MicroBatch">How many samples it takes through all its steps before the next ones; 0 if each step takes all of a run.</param>
/// <param name="Grain">How many samples or units a run has; with partial results it has at least as many.</param>
/// <param name="Chunks">How many partial results there are at most; 0 without reductions.</param>
/// <param name="Partials">Where they lie.</param>
/// <param name="OperatorScratch">Floats of a worker's scratch memory that come before the values in it.</param>
internal sealed record ScheduledKernel(
    Kernel Kernel, int MicroBatch, int Grain, int Chunks, EquatableArray<Partial> Partials, long OperatorScratch);

/// <summary>One program, decided in every respect but its wording.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Fused">Its kernels as they were fused, in the order of all, without steps that have nothing to do.</param>
/// <param name="ForwardCount">How many of its nodes are the forward pass.</param>
/// <param name="Prepare">Kernels that depend on parameters only (inference): run when parameters have changed.</param>
/// <param name="Forward">Kernels of the forward pass, in order.</param>
/// <param name="Backward">Kernels of the backward pass, in order.</param>
/// <param name="Places">Where each node's value lies.</param>
/// <param name="OnceFloats">Length of the arena's once part.</param>
/// <param name="SampleFloats">Length of one sample's slot in the arena.</param>
/// <param name="ScratchFloats">Length of a worker's scratch memory.</param>
/// <param name="PreparedFloats">Length of the prepared block.</param>
/// <param name="SampleLives">How long each value in the slot lives; its first and last kernel among the fused graph's.</param>
/// <param name="UnplannedSampleFloats">What a slot would be if no two values shared memory.</param>
internal sealed record Schedule(
    ProgramKind Kind,
    FusedGraph Fused,
    int ForwardCount,
    EquatableArray<ScheduledKernel> Prepare,
    EquatableArray<ScheduledKernel> Forward,
    EquatableArray<ScheduledKernel> Backward,
    EquatableArray<Place> Places,
    long OnceFloats,
    long SampleFloats,
    long ScratchFloats,
    long PreparedFloats,
    EquatableArray<Lifetime> SampleLives,
    long UnplannedSampleFloats)
{
    /// <summary>What it is written for.</summary>
    public Target Target { get; init; }

    /// <summary>Kernels of the forward pass that each sample goes through by itself.</summary>
    public EquatableArray<Chain> Chains { get; init; } = EquatableArray<Chain>.Empty;

    /// <summary>Its graph.</summary>
    public Graph.Graph Graph => Fused.Graph;

    /// <summary>Whether a step goes sample by sample though its kernel does not: samples of a part do not follow one another.</summary>
    public bool GoesApart(ScheduledKernel kernel, Step step) =>
        kernel.MicroBatch == 0 && step.Nodes.Any(n => Graph.Nodes[n].Inputs.Append(n).Any(IsPart));

    /// <summary>Whether a value's samples do not follow one another.</summary>
    public bool IsPart(int node) => Places[node] is { Region: Region.Samples or Region.Chain, Part: not null };

    /// <summary>The chain in which a kernel is, if it is in one.</summary>
    public Chain? ChainOf(ScheduledKernel kernel) =>
        Chains.FirstOrDefault(c => Forward.Skip(c.First).Take(c.Count).Any(k => ReferenceEquals(k, kernel)));

    /// <summary>Whether an input of a concatenation has been made in its place there.</summary>
    public bool LiesIn(Node concat, int input) => PartFinder.LiesIn(Graph, concat, input, id => Places[id].Part);
}
