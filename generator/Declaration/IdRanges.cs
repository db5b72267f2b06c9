using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>How far the ids of an input may go: as far as the smallest embedding that looks them up has rows.</summary>
internal static class IdRanges
{
    /// <summary>The inputs, each with its range.</summary>
    public static EquatableArray<PortModel> Of(IReadOnlyList<PortModel> inputs, params Graph.Graph[] graphs)
    {
        var rows = new int[inputs.Count];
        foreach (var graph in graphs)
        {
            foreach (var node in graph.Nodes.Where(n => n.Operator is Embedding))
            {
                var count = graph.Nodes[node.Inputs[1]].Type.Shape[0];
                foreach (var input in Inputs(graph, node.Inputs[0]))
                {
                    rows[input] = rows[input] == 0 ? count : Math.Min(rows[input], count);
                }
            }
        }

        return inputs.Select((port, i) => port with { Ids = rows[i] }).ToEquatableArray();
    }

    /// <summary>The inputs of the network that whole numbers stem from.</summary>
    private static IEnumerable<int> Inputs(Graph.Graph graph, int id)
    {
        var node = graph.Nodes[id];
        return node.Operator is InputSource input
            ? [input.Index]
            : node.Inputs.Where(i => graph.Nodes[i].Type.Kind == ElementKind.Int32).SelectMany(i => Inputs(graph, i));
    }
}
