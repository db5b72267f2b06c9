using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Simplification;

/// <summary>
/// average(w · x + b) = w · average(x) + b: a convolution of 1 × 1 that is pooled to averages has as many pixels to do as are left of
/// them, and so have its gradients.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in milliseconds, by turns with pooling behind the convolution: DenseNet-121, whose three transitions
/// are of this kind, predicts one image in 20.0 instead of 23.3 and eight in 164 instead of 189, and trains on eight in 703 instead of
/// 718.
/// </remarks>
internal static class PoolBeforePointwise
{
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, (rewrite, node) =>
    {
        if (node.Operator is not AvgPool2d pool)
        {
            return null;
        }

        var before = rewrite.Input(node, 0);
        var bias = before.Operator is AddBias && rewrite.HasOneUse(before) ? before : null;
        var convolution = bias is null ? before : rewrite.Input(bias, 0);
        if (convolution.Operator is not Conv2d { Window: (1, 1, 1, 1, 0, 0, _, _) } || !rewrite.HasOneUse(convolution)
            || node.Type.Shape.Inner >= convolution.Type.Shape.Inner || (bias is not null && AveragesZeros(pool)))
        {
            return null;
        }

        var pooled = rewrite.Add(pool, [rewrite.New(convolution, 0)]);
        var product = rewrite.Add(convolution.Operator, [pooled, rewrite.New(convolution, 1)], convolution.Origin);
        return bias is null ? product : rewrite.Add(bias.Operator, [product, rewrite.New(bias, 1)], bias.Origin);
    });

    /// <summary>Whether zeros around the image, to which no bias is added, are among what is averaged.</summary>
    private static bool AveragesZeros(AvgPool2d pool) =>
        pool.CountIncludePad && (pool.Window.PaddingHeight > 0 || pool.Window.PaddingWidth > 0);
}
