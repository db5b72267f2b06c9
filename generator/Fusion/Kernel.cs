using NetGen.Shapes;

namespace NetGen.Fusion;

/// <summary>How the work of a kernel is split among threads.</summary>
internal enum Domain
{
    /// <summary>By runs of samples.</summary>
    Samples,

    /// <summary>By units of its one operator, each of which sees the whole batch.</summary>
    Units,

    /// <summary>Not at all: a few numbers that exist once, computed by the caller.</summary>
    Once,
}

/// <summary>
/// What is computed in one pass of loops: a call, the elementwise nodes that take its results while they are in
/// registers, or elementwise nodes alone.
/// </summary>
/// <param name="Nodes">The call, if there is one, and then the elementwise nodes in order.</param>
/// <param name="OnRequest">Only input gradients need it.</param>
internal sealed record Step(EquatableArray<int> Nodes, bool OnRequest);

/// <summary>Steps that run one after another on the same few samples, while these are in the cache.</summary>
/// <param name="Name">After the members it computes: <c>Conv1Bn1Relu</c>, <c>Conv1Backward</c>.</param>
/// <param name="Domain">How it is split.</param>
/// <param name="Steps">Its steps, in order.</param>
/// <param name="Reason">Why its first step did not join an earlier kernel.</param>
/// <param name="Note">Why it ends where it ends, for the reader of the emitted code.</param>
internal sealed record Kernel(string Name, Domain Domain, EquatableArray<Step> Steps, string Reason, string Note)
{
    /// <summary>Floats that its passes read and write: of the values of one sample, or of what exists once.</summary>
    public long Floats(Graph.Graph graph, bool batched) =>
        Steps.SelectMany(s => s.Nodes.SelectMany(n => graph.Nodes[n].Inputs).Where(i => !s.Nodes.Contains(i)).Append(s.Nodes.Last()))
            .Select(graph.Root).Distinct().Select(n => graph.Nodes[n].Type).Where(t => t.Batched == batched).Sum(t => t.Shape.Count);
}

/// <summary>A graph whose nodes have been gathered into kernels, in the order in which these run.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Kernels">The kernels; every node that is computed is in exactly one.</param>
internal sealed record FusedGraph(Graph.Graph Graph, EquatableArray<Kernel> Kernels);
