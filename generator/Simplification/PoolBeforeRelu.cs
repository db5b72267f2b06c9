using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Simplification;

/// <summary>
/// max pool(relu(x)) = relu(max pool(x)), bit for bit and with the same gradient. Pooled first, ReLU has a fraction of the
/// elements to do, and training need not keep what lies before the pooling.
/// </summary>
internal static class PoolBeforeRelu
{
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, (rewrite, node) =>
    {
        if (node.Operator is not MaxPool2d || rewrite.Input(node, 0) is not { Operator: Relu } relu || !rewrite.HasOneUse(relu))
        {
            return null;
        }

        var pooled = rewrite.Add(node.Operator, [rewrite.New(relu, 0)]);
        return rewrite.Add(relu.Operator, [pooled], relu.Origin);
    });
}
