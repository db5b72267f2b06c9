using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Fusion;

/// <summary>The axis that per-channel operands run along.</summary>
internal static class ElementwiseAxis
{
    /// <summary>All axes of the sample: an operand that exists once and has the sample's shape.</summary>
    public const int Whole = 1;

    /// <summary>
    /// Of one node: 0, -1 or <see cref="Whole"/>, or null where no operand is per channel. On a vector all are one, written -1.
    /// </summary>
    public static int? Of(Graph.Graph graph, Node node)
    {
        if (node.Operator is not ElementwiseOperator elementwise || !node.Type.Batched)
        {
            return null;
        }

        var ranks = node.Inputs.Select(i => graph.Nodes[i].Type).Where(t => !t.Batched && t.Shape.Rank > 0).Select(t => t.Shape.Rank).ToArray();
        return ranks.Length == 0 ? null
            : node.Type.Shape.Rank == 1 ? -1
            : ranks.Contains(1) ? elementwise.ChannelAxis
            : Whole;
    }

    /// <summary>Of a step: its call's, or that of its first node that has one.</summary>
    public static int? Of(Graph.Graph graph, Step step) =>
        graph.Nodes[step.Nodes[0]].Operator is SampleOperator call
            ? call.ChannelAxis
            : step.Nodes.Select(n => Of(graph, graph.Nodes[n])).FirstOrDefault(axis => axis is not null);
}
