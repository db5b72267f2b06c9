using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Graph;

/// <summary>One value and how it is computed. Nodes refer to one another by number, so graphs compare in linear time.</summary>
/// <param name="Id">Its place in the graph; inputs have smaller numbers.</param>
/// <param name="Operator">What computes it.</param>
/// <param name="Inputs">The nodes it is computed from.</param>
/// <param name="Type">Its type, as the operator's shape rule gave it.</param>
/// <param name="Origin">
/// The declared member it stems from, in the user's words: <c>Conv1</c>, <c>Layer2.1.Conv1</c> (second entry of Layer2's
/// stack, its member Conv1), or <c>Forward</c> for an expression there.
/// </param>
internal sealed record Node(int Id, Operator Operator, EquatableArray<int> Inputs, TensorType Type, string Origin)
{
    /// <summary>
    /// The declared layer it stems from, or null where an expression of Forward or Loss made it (in a block's, the path to the
    /// block stays: <c>Layer2.1.</c>).
    /// </summary>
    public string? Layer => Origin.Length == 0 || LastWord is "Forward" or "Loss" ? null : Origin;

    /// <summary>The path of its origin without <c>Forward</c>, with the operator's name where no layer has one.</summary>
    public string Path => Layer ?? (Origin.Length == 0 ? "" : Origin.Substring(0, Origin.Length - LastWord.Length)) + Operator.Name;

    private string LastWord => Origin.Substring(Origin.LastIndexOf('.') + 1);

    public override string ToString() => $"%{Id} = {Operator.Name}({string.Join(", ", Inputs.Select(i => $"%{i}"))}) : {Type}  // {Origin}";
}

/// <summary>A buffer takes the value of a node when the forward pass is over.</summary>
internal sealed record BufferUpdate(int Buffer, int NewValue);

/// <summary>A network as nodes in an order in which they can be computed.</summary>
/// <param name="Nodes">All nodes; each one's <see cref="Node.Id"/> is its index.</param>
/// <param name="Outputs">The nodes whose values the user sees, in order (the loss is the last one of a training graph).</param>
/// <param name="Updates">Running statistics and counters.</param>
internal sealed record Graph(EquatableArray<Node> Nodes, EquatableArray<int> Outputs, EquatableArray<BufferUpdate> Updates)
{
    public TensorType[] InputTypes(Node node) => [.. node.Inputs.Select(i => Nodes[i].Type)];

    /// <summary>The node whose memory a node's value lies in: a view's is its input's.</summary>
    public int Root(int id) => Nodes[id].Operator is ViewOperator ? Root(Nodes[id].Inputs[0]) : id;

    /// <summary>Which of the values that exist once follow from such sources alone, and so can be computed any time before.</summary>
    public bool[] KnownFrom(Func<SourceOperator, bool> isKnown)
    {
        var known = new bool[Nodes.Count];
        foreach (var node in Nodes)
        {
            known[node.Id] = node.Operator is SourceOperator source
                ? isKnown(source)
                : !node.Type.Batched && node.Inputs.Count > 0 && node.Inputs.All(i => known[i]);
        }

        return known;
    }

    /// <summary>Floats of one partial result of a reduction.</summary>
    public long PartialSize(Node reduction) => ((ReductionOperator)reduction.Operator).PartialSize(InputTypes(reduction));

    public override string ToString() =>
        string.Join("\n", Nodes.Select(n => n.ToString()))
        + $"\noutputs {string.Join(", ", Outputs.Select(o => $"%{o}"))}"
        + string.Concat(Updates.Select(u => $"\n%{u.Buffer} <- %{u.NewValue}"));
}
