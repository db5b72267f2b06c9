using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Fusion;

/// <summary>The axis that per-channel operands run along.</summary>
internal static class ElementwiseAxis
{
    /// <summary>Of one node: 0 or -1, or null where no operand is per channel. On a vector both axes are one, written -1.</summary>
    public static int? Of(Graph.Graph graph, Node node) =>
        node.Operator is ElementwiseOperator elementwise && node.Type.Batched
        && node.Inputs.Any(i => !graph.Nodes[i].Type.Batched && graph.Nodes[i].Type.Shape.Rank == 1)
            ? node.Type.Shape.Rank == 1 ? -1 : elementwise.ChannelAxis
            : null;

    /// <summary>Of a step: its call's, or that of its first node that has one.</summary>
    public static int? Of(Graph.Graph graph, Step step) =>
        graph.Nodes[step.Nodes[0]].Operator is SampleOperator call
            ? call.ChannelAxis
            : step.Nodes.Select(n => Of(graph, graph.Nodes[n])).FirstOrDefault(axis => axis is not null);
}
