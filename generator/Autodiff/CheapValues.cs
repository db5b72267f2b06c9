using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Autodiff;

/// <summary>
/// Forward values that cost next to nothing to compute again: short formulas over what the backward pass reads anyway, such as
/// ReLU of a batch normalisation, which begins at the convolution's result as the normalisation's own gradient does.
/// </summary>
/// <remarks>
/// Such a value then never leaves the cache, neither forward nor backward, since the one kernel that reads it in the forward pass
/// makes it. Where others read it too it lies in memory all the same, and is kept.
/// </remarks>
internal sealed class CheapValues
{
    private readonly Graph.Graph _graph;
    private readonly int _forwardCount;
    private readonly ILookup<int, int> _readers;
    private readonly HashSet<int> _outputs;

    public CheapValues(TrainingGraph training)
    {
        (_graph, _forwardCount) = (training.Graph, training.ForwardCount);
        _readers = _graph.Nodes.Where(n => n.Operator is not ViewOperator)
            .SelectMany(n => n.Inputs.Select(i => (Root: _graph.Root(i), n.Id))).ToLookup(p => p.Root, p => p.Id);
        _outputs = [.. _graph.Outputs.Concat(training.Outputs).Select(_graph.Root)];
    }

    /// <summary>Marks them, and what lies between them and what is kept.</summary>
    public void AddTo(bool[] isAgain)
    {
        foreach (var node in _graph.Nodes.Where(n => n.Id < _forwardCount && IsRead(n.Id, isBackward: true) && IsCheap(n)))
        {
            var chain = new List<int>();
            if (StaysInCache(node) && Follows(node, chain, isAgain))
            {
                chain.ForEach(id => isAgain[id] = true);
            }
        }

        foreach (var view in _graph.Nodes.Where(n => n.Operator is ViewOperator))
        {
            isAgain[view.Id] |= isAgain[_graph.Root(view.Id)];
        }
    }

    /// <summary>Whether only one node reads it forward, and none wants it in memory: of the whole batch, or beside others.</summary>
    private bool StaysInCache(Node node) =>
        _readers[node.Id].Count(r => r < _forwardCount) == 1
        && _readers[node.Id].All(r => _graph.Nodes[r].Operator is not (UnitOperator or Concat));

    /// <summary>Whether a node follows by short formulas from what the backward pass has; these are gathered.</summary>
    private bool Follows(Node node, List<int> chain, bool[] isAgain)
    {
        if (isAgain[node.Id] || _outputs.Contains(node.Id))
        {
            return false;
        }

        chain.Add(node.Id);
        return node.Inputs.Select(i => _graph.Nodes[i]).Where(n => n.Type.Batched).All(n =>
            (!isAgain[_graph.Root(n.Id)] && (n.Operator is InputSource || IsRead(_graph.Root(n.Id), isBackward: true)))
            || (IsCheap(n) && _readers[n.Id].Count() == 1 && Follows(n, chain, isAgain)));
    }

    private bool IsRead(int id, bool isBackward) => _readers[id].Any(r => r >= _forwardCount == isBackward);

    private static bool IsCheap(Node node) => node.Type.Batched && node.Operator is ElementwiseOperator op
        && IsCheap(op.Form([.. Enumerable.Range(0, node.Inputs.Count).Select(Scalar.Input)]));

    private static bool IsCheap(Scalar form) => form switch
    {
        ScalarInput or ScalarConstant => true,
        ScalarCall call => IsCheap(call.Function) && new[] { call.A, call.B, call.C }.OfType<Scalar>().All(IsCheap),
        _ => false,
    };

    private static bool IsCheap(ScalarFunction function) =>
        function is ScalarFunction.Add or ScalarFunction.Subtract or ScalarFunction.Multiply or ScalarFunction.Negate
            or ScalarFunction.Maximum or ScalarFunction.Minimum or ScalarFunction.Absolute or ScalarFunction.Greater or ScalarFunction.Select;
}
