using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Simplification;

/// <summary>
/// A product with a matrix that was transposed for it reads the matrix as it lay: aᵀ · b and a · bᵀ are kinds of the operator, so
/// nothing is copied, neither here nor for the gradients.
/// </summary>
internal static class TransposedFactors
{
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, (rewrite, node) =>
    {
        if (node.Operator is not MatMul { Transposed: Transposed.None })
        {
            return null;
        }

        var (left, right) = (rewrite.Input(node, 0), rewrite.Input(node, 1));
        return IsTranspose(left) ? rewrite.Add(new MatMul(Transposed.Left), [rewrite.New(left, 0), rewrite.New(node, 1)])
            : IsTranspose(right) ? rewrite.Add(new MatMul(Transposed.Right), [rewrite.New(node, 0), rewrite.New(right, 0)])
            : null;
    });

    /// <summary>Whether rows and columns change places, and nothing else.</summary>
    private static bool IsTranspose(Node node) => node.Operator is Permute { Axes: var axes }
        && axes.SequenceEqual([.. Enumerable.Range(0, axes.Count - 2), axes.Count - 1, axes.Count - 2]);
}
