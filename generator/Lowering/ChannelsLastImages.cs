using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Keeps the images between convolutions by Winograd's algorithm as height × width × channels: its transforms take vectors of channels,
/// and images that lie as channels × height × width are transposed before each and after each. Elementwise nodes on the way follow; what
/// else reads or makes such an image has it transposed once.
/// </summary>
/// <remarks>
/// Images that meet in an elementwise node, as a block's result and the way around it do, are a group: all of it is turned, or nothing.
/// Measured on one AVX-512 core by turns, the fastest of three rounds, in milliseconds with channels first everywhere and so: ResNet-20 one
/// image 0.388 and 0.367, 64 images 25.3 and 23.5; sixteen through ResNet-18 260 and 251; eight through VGG-11 387 and 375; single images
/// of the last two and AlexNet the same, whose time is that of reading weights. To turn groups already at one end more than transpositions,
/// as the second and third stages of ResNet-20 would be, made no difference. Tried for training steps too, with both gradients and the
/// statistics of batch norm: ResNet-20 took 1 to 2 % less, ResNet-18, VGG-11 and AlexNet the same, where transposing such images is 1 to
/// 2 % of a step.
/// </remarks>
internal sealed class ChannelsLastImages
{
    /// <summary>
    /// Ends at Winograd's convolutions for each transposition that a group is worth: one costs about what two ends save, since they
    /// transpose in the cache what they have at hand.
    /// </summary>
    private const int EndsOfTransposition = 2;

    private static readonly EquatableArray<int> ToLast = new[] { 1, 2, 0 }.ToEquatableArray();
    private static readonly EquatableArray<int> ToFirst = new[] { 2, 0, 1 }.ToEquatableArray();

    private readonly Graph.Graph _graph;

    /// <summary>For each node, another of its group; itself for the one that stands for the group.</summary>
    private readonly int[] _group;

    /// <summary>Whether a node's value is computed where a convolution by Winograd's algorithm is, in its epilogue.</summary>
    private readonly bool[] _isOutput;

    /// <summary>Which values become height × width × channels.</summary>
    private readonly bool[] _isTurned;

    /// <summary>Turned values as they were, for those who want them so.</summary>
    private readonly Dictionary<int, NodeValue> _turnedBack = [];

    private ChannelsLastImages(Graph.Graph graph)
    {
        _graph = graph;
        _group = [.. Enumerable.Range(0, graph.Nodes.Count)];
        _isOutput = new bool[graph.Nodes.Count];
        _isTurned = new bool[graph.Nodes.Count];
    }

    /// <summary>Rewrites a graph that only predicts.</summary>
    public static Graph.Graph Rewrite(Graph.Graph graph)
    {
        var images = new ChannelsLastImages(graph);
        images.Gather();
        images.Choose();
        return GraphRewrite.Apply(graph, images.Rule);
    }

    private void Gather()
    {
        foreach (var node in _graph.Nodes)
        {
            _isOutput[node.Id] = node.Operator is WinogradConv2d ? IsImage(node) : Follows(node);
            foreach (var image in IsInEpilogue(node) ? node.Inputs.Where(IsImage) : [])
            {
                _group[Group(image)] = Group(node.Id);
            }
        }
    }

    /// <summary>
    /// Whether an elementwise node is part of the epilogue of such a convolution, and can be so with channels last: that is where the last
    /// of its operands is computed.
    /// </summary>
    private bool Follows(Node node) =>
        node.Operator is ElementwiseOperator and not Drop && IsImage(node)
        && _isOutput[node.Inputs.Where(i => _graph.Nodes[i].Type.Batched).Max()]
        && node.Inputs.All(i => _graph.Nodes[i].Type == node.Type
            ? IsImage(i)
            : node.Operator is AddBias { Axis: 0 } || _graph.Nodes[i].Type.Shape.Rank == 0);

    private bool IsImage(int id) => IsImage(_graph.Nodes[id]);

    /// <summary>An image whose channels are whole vectors, and which nobody outside wants to see.</summary>
    private bool IsImage(Node node) => node.Type is { Batched: true, Shape.Rank: 3 }
        && node.Type.Shape.Channels % WinogradPlan.WidestVector == 0 && !_graph.Outputs.Contains(node.Id);

    private int Group(int id)
    {
        while (_group[id] != id)
        {
            id = _group[id] = _group[_group[id]];
        }

        return id;
    }

    /// <summary>Turns groups that have ends enough.</summary>
    private void Choose()
    {
        var (ends, transpositions) = (new int[_group.Length], new int[_group.Length]);
        var readers = _graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Reader: n))).ToLookup(p => p.Input, p => p.Reader);
        foreach (var node in _graph.Nodes.Where(IsImage))
        {
            var group = Group(node.Id);
            ends[group] += (node.Operator is WinogradConv2d ? 1 : 0) + readers[node.Id].Count(r => r.Operator is WinogradConv2d);
            transpositions[group] += _isOutput[node.Id] ? 0 : 1;
            transpositions[group] += readers[node.Id].Any(IsForeign) ? 1 : 0;
        }

        foreach (var node in _graph.Nodes.Where(IsImage))
        {
            var group = Group(node.Id);
            _isTurned[node.Id] = ends[group] > EndsOfTransposition * transpositions[group];
        }
    }

    private bool IsInEpilogue(Node node) => node.Operator is ElementwiseOperator && _isOutput[node.Id];

    private bool IsForeign(Node reader) => reader.Operator is not WinogradConv2d && !IsInEpilogue(reader);

    private NodeValue? Rule(GraphRewrite rewrite, Node node)
    {
        var isTurned = _isTurned[node.Id];
        if (node.Operator is WinogradConv2d conv)
        {
            var turned = conv with { ReadsChannelsLast = _isTurned[node.Inputs[0]], WritesChannelsLast = isTurned };
            return rewrite.Add(turned, [rewrite.New(node, 0), rewrite.New(node, 1)]);
        }

        if (isTurned && IsInEpilogue(node))
        {
            return node.Operator is AddBias ? rewrite.Add(new AddBias(-1), [rewrite.New(node, 0), rewrite.New(node, 1)]) : null;
        }

        var same = rewrite.Add(node.Operator, [.. Enumerable.Range(0, node.Inputs.Count).Select(i => AsBefore(rewrite, node, i))]);
        return isTurned ? rewrite.Add(new Permute(ToLast), [same]) : same;
    }

    private NodeValue AsBefore(GraphRewrite rewrite, Node node, int index)
    {
        var id = node.Inputs[index];
        return !_isTurned[id] ? rewrite.New(node, index)
            : _turnedBack.TryGetValue(id, out var value) ? value
            : _turnedBack[id] = rewrite.Add(new Permute(ToFirst), [rewrite.New(node, index)], rewrite.Input(node, index).Origin);
    }
}
