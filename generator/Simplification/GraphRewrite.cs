using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Simplification;

/// <summary>Rebuilds a graph node by node; a rule may put something else in a node's place.</summary>
internal sealed class GraphRewrite
{
    private readonly Graph.Graph _graph;
    private readonly NodeValue[] _new;
    private readonly int[] _uses;

    private GraphRewrite(Graph.Graph graph)
    {
        _graph = graph;
        _new = new NodeValue[graph.Nodes.Count];
        _uses = new int[graph.Nodes.Count];
        foreach (var id in graph.Nodes.SelectMany(n => n.Inputs).Concat(graph.Outputs).Concat(graph.Updates.Select(u => u.NewValue)))
        {
            _uses[id]++;
        }
    }

    private GraphBuilder Builder { get; } = new();

    /// <summary>Applies a rule to every node, in order; a rule that returns null keeps the node.</summary>
    public static Graph.Graph Apply(Graph.Graph graph, Func<GraphRewrite, Node, NodeValue?> rule) => Apply(graph, rule, [], out _);

    /// <summary>
    /// The same, with more nodes <paramref name="kept"/> than the outputs; <paramref name="numbers"/> gives, for each old node, the
    /// number of what stands in its place, or -1 if nothing needs it.
    /// </summary>
    public static Graph.Graph Apply(
        Graph.Graph graph, Func<GraphRewrite, Node, NodeValue?> rule, IEnumerable<int> kept, out int[] numbers)
    {
        var rewrite = new GraphRewrite(graph);
        foreach (var node in graph.Nodes)
        {
            rewrite.Builder.Origin = node.Origin;
            rewrite._new[node.Id] = rule(rewrite, node) ?? rewrite.Add(node.Operator, [.. node.Inputs.Select(i => rewrite._new[i])]);
        }

        foreach (var update in graph.Updates)
        {
            rewrite.Builder.Update(rewrite._new[update.Buffer], rewrite._new[update.NewValue]);
        }

        var rewritten = rewrite.Builder.Build(graph.Outputs.Concat(kept).Select(o => rewrite._new[o]), out var renumbered);
        numbers = [.. rewrite._new.Select(n => renumbered[n.Id])];
        return rewritten with { Outputs = rewritten.Outputs.Take(graph.Outputs.Count).ToEquatableArray() };
    }

    /// <summary>The old node that computes an input of an old node.</summary>
    public Node Input(Node node, int index) => _graph.Nodes[node.Inputs[index]];

    /// <summary>What stands in the new graph for an input of an old node.</summary>
    public NodeValue New(Node node, int index) => _new[node.Inputs[index]];

    /// <summary>Whether nothing but one node reads an old node's value.</summary>
    public bool HasOneUse(Node node) => _uses[node.Id] == 1;

    /// <summary>Adds a node to the new graph, for the member that the rule is looking at or another one.</summary>
    public NodeValue Add(Operator op, NodeValue[] inputs, string? origin = null)
    {
        var previous = Builder.Origin;
        Builder.Origin = origin ?? previous;
        var added = Builder.Add(op, [.. inputs.Cast<Value>()]);
        Builder.Origin = previous;
        return added;
    }
}
