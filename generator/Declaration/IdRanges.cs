using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>
/// How far the ids of an input may go: as far as the smallest table or axis in which all of them are looked up. Where some are taken
/// out first, kernels check these.
/// </summary>
internal static class IdRanges
{
    /// <summary>The inputs, each with its range.</summary>
    public static EquatableArray<PortModel> Of(IReadOnlyList<PortModel> inputs, params Graph.Graph[] graphs)
    {
        var rows = new int[inputs.Count];
        foreach (var graph in graphs)
        {
            foreach (var (ids, count) in graph.Nodes.Select(n => LookedUp(graph, n)).Where(l => l.Count > 0))
            {
                if (Input(graph, ids) is { } input)
                {
                    rows[input] = rows[input] == 0 ? count : Math.Min(rows[input], count);
                }
            }
        }

        return inputs.Select((port, i) => port with { Ids = rows[i] }).ToEquatableArray();
    }

    private static (int Ids, int Count) LookedUp(Graph.Graph graph, Node node) => node.Operator switch
    {
        Embedding => (node.Inputs[0], graph.Nodes[node.Inputs[1]].Type.Shape[0]),
        Gather gather => (node.Inputs[1], graph.Nodes[node.Inputs[0]].Type.Shape[gather.Axis]),
        _ => (0, 0),
    };

    /// <summary>The input of the network that these are all numbers of, if there is one.</summary>
    private static int? Input(Graph.Graph graph, int id) => graph.Nodes[id] switch
    {
        { Operator: InputSource input } => input.Index,
        { Operator: ViewOperator or Permute } moved => Input(graph, moved.Inputs[0]),
        _ => null,
    };
}
