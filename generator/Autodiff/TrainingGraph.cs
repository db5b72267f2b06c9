using NetGen.Graph;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Autodiff;

/// <summary>A forward graph with its backward graph appended: ordinary nodes, in one numbering.</summary>
/// <param name="Graph">Forward nodes first (with what they save for the backward pass), then backward ones.</param>
/// <param name="ForwardCount">How many nodes the forward part has.</param>
/// <param name="Outputs">The network's outputs.</param>
/// <param name="Loss">The loss, or null where gradients are given from outside.</param>
/// <param name="ParameterGradients">For each parameter (by index) that the loss depends on, the node of its gradient.</param>
/// <param name="InputGradients">For each floating-point input (by index), the node of its gradient.</param>
/// <param name="GradientOf">The forward node whose whole gradient a backward node is.</param>
/// <param name="OnlyForInputs">Nodes that nothing but input gradients needs: they run on request.</param>
internal sealed record TrainingGraph(
    Graph.Graph Graph,
    int ForwardCount,
    EquatableArray<int> Outputs,
    int? Loss,
    EquatableArray<GradientNode> ParameterGradients,
    EquatableArray<GradientNode> InputGradients,
    EquatableArray<GradientNode> GradientOf,
    EquatableArray<int> OnlyForInputs)
{
    /// <summary>Backward nodes that compute a forward value once more, because it was not kept.</summary>
    public EquatableArray<int> Again { get; init; } = EquatableArray<int>.Empty;

    /// <summary>Applies a rule to every node, in order; see <see cref="GraphRewrite"/>.</summary>
    public TrainingGraph Rewrite(Func<GraphRewrite, Node, NodeValue?> rule)
    {
        var kept = ParameterGradients.Concat(InputGradients).Select(g => g.Node);
        return Renumbered(GraphRewrite.Apply(Graph, rule, kept, out var numbers), numbers);
    }

    /// <summary>
    /// The same over a rewritten graph; <paramref name="numbers"/> gives, for each node of this one, what stands for it there, or -1. What
    /// is new, or part of the backward pass, and serves only nodes that run on request runs on request too.
    /// </summary>
    public TrainingGraph Renumbered(Graph.Graph graph, int[] numbers)
    {
        GradientNode Gradient(GradientNode g) => g with { Node = numbers[g.Node] };
        return this with
        {
            Graph = graph,
            ForwardCount = Enumerable.Range(0, ForwardCount).Max(id => numbers[id]) + 1,
            Outputs = Outputs.Select(o => numbers[o]).ToEquatableArray(),
            Loss = Loss is { } loss ? numbers[loss] : null,
            ParameterGradients = ParameterGradients.Select(Gradient).ToEquatableArray(),
            InputGradients = InputGradients.Select(Gradient).ToEquatableArray(),
            GradientOf = GradientOf.Where(g => numbers[g.Of] >= 0 && numbers[g.Node] >= 0)
                .Select(g => new GradientNode(numbers[g.Of], numbers[g.Node])).ToEquatableArray(),
            OnlyForInputs = OnRequest(graph, numbers).ToEquatableArray(),
            Again = Again.Select(id => numbers[id]).Where(id => id >= 0).ToEquatableArray(),
        };
    }

    private IEnumerable<int> OnRequest(Graph.Graph graph, int[] numbers)
    {
        var known = new HashSet<int>(OnlyForInputs.Select(id => numbers[id]));
        var old = new HashSet<int>(numbers.Take(ForwardCount));
        old.UnionWith(ParameterGradients.Select(g => numbers[g.Node]));
        var readers = graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, n.Id))).ToLookup(p => p.Input, p => p.Id);
        foreach (var node in graph.Nodes.Reverse().Where(n => !old.Contains(n.Id) && readers[n.Id].Any()))
        {
            if (readers[node.Id].All(known.Contains))
            {
                known.Add(node.Id);
            }
        }

        return graph.Nodes.Select(n => n.Id).Where(known.Contains);
    }
}

/// <summary>Node <paramref name="Node"/> is the gradient of <paramref name="Of"/>.</summary>
internal sealed record GradientNode(int Of, int Node);
