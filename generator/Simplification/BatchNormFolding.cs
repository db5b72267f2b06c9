using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Simplification;

/// <summary>
/// In inference, scale and shift after a convolution or linear layer go into its weights and bias, which are computed
/// anew whenever a parameter changes: (w · x + b) · scale + shift = (w · scale) · x + (b · scale + shift).
/// </summary>
/// <remarks>
/// Training leaves a frozen batch norm where it is: there it costs nothing, for the convolution's results pass through it in
/// registers, and scaled weights would have to be made anew in each step.
/// </remarks>
internal static class BatchNormFolding
{
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, (rewrite, node) =>
    {
        if (node.Operator is not ScaleShift scaleShift)
        {
            return null;
        }

        var before = rewrite.Input(node, 0);
        var biased = before.Operator is AddBias && rewrite.HasOneUse(before);
        var anchor = biased ? rewrite.Input(before, 0) : before;
        if (anchor.Operator is not (Conv2d or ConvTranspose2d or Linear) || !rewrite.HasOneUse(anchor)
            || rewrite.Input(anchor, 1).Operator is not ParameterSource
            || (node.Type.Shape.Rank > 1 && ((SampleOperator)anchor.Operator).ChannelAxis != scaleShift.ChannelAxis))
        {
            return null;
        }

        var (scale, shift) = (rewrite.New(node, 1), rewrite.New(node, 2));
        Operator scaled = anchor.Operator is ConvTranspose2d transposed ? new ScaleColumns(transposed.Groups) : new ScaleRows();
        var weight = rewrite.Add(scaled, [rewrite.New(anchor, 1), scale]);
        var bias = biased ? rewrite.Add(new FoldBias(), [rewrite.New(before, 1), scale, shift]) : shift;
        var sum = rewrite.Add(anchor.Operator, [rewrite.New(anchor, 0), weight], anchor.Origin);
        return rewrite.Add(new AddBias(scaleShift.Axis), [sum, bias]);
    });
}
