using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Graph;

/// <summary>A value in the graph under construction: the number of its node.</summary>
internal sealed class NodeValue(int id, TensorType type) : Value(type)
{
    public int Id { get; } = id;
}

/// <summary>Appends nodes; every pass that makes a graph makes it with this.</summary>
internal sealed class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly List<BufferUpdate> _updates = [];

    /// <summary>The member that nodes are being added for; see <see cref="Node.Origin"/>.</summary>
    public string Origin { get; set; } = "";

    public IReadOnlyList<Node> Nodes => _nodes;

    public NodeValue this[int id] => new(id, _nodes[id].Type);

    /// <summary>Appends a node.</summary>
    /// <exception cref="ShapeException">The operator's shape rule refuses the inputs.</exception>
    public NodeValue Add(Operator op, params Value[] inputs)
    {
        var type = op.Infer(inputs.Select(i => i.Type).ToArray());
        var node = new Node(_nodes.Count, op, inputs.Select(i => ((NodeValue)i).Id).ToEquatableArray(), type, Origin);
        _nodes.Add(node);
        return new(node.Id, type);
    }

    public void Update(Value buffer, Value newValue) => _updates.Add(new(((NodeValue)buffer).Id, ((NodeValue)newValue).Id));

    /// <summary>The finished graph, without the nodes that neither an output nor an update needs (inputs and targets stay).</summary>
    public Graph Build(IEnumerable<Value> outputs) => Build(outputs, out _);

    /// <summary>As <see cref="Build(IEnumerable{Value})"/>; <paramref name="renumbered"/> gives each node's new number, -1 where it was dropped.</summary>
    public Graph Build(IEnumerable<Value> outputs, out int[] renumbered)
    {
        var ids = outputs.Select(o => ((NodeValue)o).Id).ToArray();
        var needed = new bool[_nodes.Count];
        foreach (var root in ids.Concat(_updates.SelectMany(u => new[] { u.Buffer, u.NewValue })))
        {
            needed[root] = true;
        }

        for (var id = _nodes.Count - 1; id >= 0; id--)
        {
            needed[id] |= _nodes[id].Operator is InputSource or TargetSource or OutputGradientSource;
            foreach (var input in needed[id] ? _nodes[id].Inputs : [])
            {
                needed[input] = true;
            }
        }

        var numbers = Enumerable.Repeat(-1, _nodes.Count).ToArray();
        var kept = new List<Node>();
        foreach (var node in _nodes.Where(n => needed[n.Id]))
        {
            numbers[node.Id] = kept.Count;
            kept.Add(node with { Id = kept.Count, Inputs = node.Inputs.Select(i => numbers[i]).ToEquatableArray() });
        }

        renumbered = numbers;
        return new(
            kept.ToEquatableArray(),
            ids.Select(id => numbers[id]).ToEquatableArray(),
            _updates.Select(u => new BufferUpdate(numbers[u.Buffer], numbers[u.NewValue])).ToEquatableArray());
    }
}
