using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Replaces 3 × 3 convolutions, and the gradients they hand back, by Winograd's, where that is faster. Its rounding error,
/// about 1e-5 of the largest result at 512 channels and less below (tests/runtime holds it to 5e-5), needs no other choice.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core with 1 MB of second-level cache, as the ratio to direct convolution: 64 → 64 channels at 56 × 56 2.6,
/// 128 at 28 × 28 2.8, 256 at 14 × 14 2.2, 512 at 7 × 7 3.0 (batch 16), 16 at 32 × 32 1.5, 12 at 28 × 28 1.25, 8 at 32 × 32 1.0, 3 → 64 at
/// 224 × 224 0.7. Few tiles do not fill the registers: 64 at 8 × 8 (four tiles) 0.7 for one sample, 1.2 for two, 2.3 for eight.
/// </remarks>
internal static class WinogradChoice
{
    /// <summary>With fewer channels the transforms cost what the products save.</summary>
    private const int FewestChannels = 12;

    /// <summary>Multiplications that may be left of the definition's; 0.25 where tiles cover the image exactly.</summary>
    private const double MostProducts = 0.6;

    /// <summary>Prediction must be fast for one sample too, which must have tiles enough by itself.</summary>
    private const int FewestTilesAlone = 16;

    /// <summary>Rewrites a graph that only predicts.</summary>
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, (rewrite, node) => Rule(rewrite, node, FewestTilesAlone));

    /// <summary>Rewrites a training graph; its batches fill what single samples would leave empty.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training)
    {
        var kept = training.ParameterGradients.Concat(training.InputGradients).Select(g => g.Node);
        var graph = GraphRewrite.Apply(training.Graph, (rewrite, node) => Rule(rewrite, node, 1), kept, out var numbers);
        var forward = Enumerable.Range(0, training.ForwardCount).Max(id => numbers[id]) + 1;
        GradientNode Gradient(GradientNode g) => g with { Node = numbers[g.Node] };
        return training with
        {
            Graph = graph,
            ForwardCount = forward,
            Outputs = training.Outputs.Select(o => numbers[o]).ToEquatableArray(),
            Loss = training.Loss is { } loss ? numbers[loss] : null,
            ParameterGradients = training.ParameterGradients.Select(Gradient).ToEquatableArray(),
            InputGradients = training.InputGradients.Select(Gradient).ToEquatableArray(),
            GradientOf = training.GradientOf.Select(g => new GradientNode(numbers[g.Of], numbers[g.Node])).ToEquatableArray(),
            OnlyForInputs = OnlyForInputs(graph, [.. training.OnlyForInputs.Select(id => numbers[id])]).ToEquatableArray(),
        };
    }

    private static NodeValue? Rule(GraphRewrite rewrite, Node node, int fewestTiles)
    {
        var (window, groups, image) = node.Operator switch
        {
            Conv2d conv => (conv.Window, conv.Groups, node.Type.Shape),
            Conv2dInputGradient gradient => (gradient.Window, gradient.Groups, node.Type.Shape),
            Conv2dWeightGradient gradient => (gradient.Window, gradient.Groups, rewrite.New(node, 1).Shape),
            _ => (default, 0, node.Type.Shape),
        };
        if (groups != 1 || window is not { KernelHeight: 3, KernelWidth: 3, PaddingHeight: <= 2, PaddingWidth: <= 2 }
            || (window.StrideHeight, window.StrideWidth, window.DilationHeight, window.DilationWidth) != (1, 1, 1, 1)
            || !Pays(rewrite.New(node, 0).Shape.Channels, image, fewestTiles))
        {
            return null;
        }

        var (height, width) = (window.PaddingHeight, window.PaddingWidth);
        if (node.Operator is Conv2dWeightGradient { Weight: var shape })
        {
            return rewrite.Add(new WinogradWeightGradient(height, width, shape), [rewrite.New(node, 0), rewrite.New(node, 1)]);
        }

        var isGradient = node.Operator is Conv2dInputGradient;
        var weight = rewrite.Add(new WinogradWeights(isGradient), [rewrite.New(node, 1)]);
        var op = isGradient ? new WinogradConv2d(2 - height, 2 - width) : new WinogradConv2d(height, width);
        return rewrite.Add(op, [rewrite.New(node, 0), weight]);
    }

    private static bool Pays(int inChannels, Shape output, int fewestTiles)
    {
        var tiles = WinogradPlan.Tiles(output);
        return Math.Min(inChannels, output.Channels) >= FewestChannels
            && tiles >= fewestTiles
            && (double)tiles * WinogradPlan.Planes <= MostProducts * 9 * output.Inner;
    }

    /// <summary>Weights that are transformed for gradients that run on request run on request too.</summary>
    private static IEnumerable<int> OnlyForInputs(Graph.Graph graph, HashSet<int> known)
    {
        var needed = new HashSet<int>(graph.Nodes.Where(n => !known.Contains(n.Id)).SelectMany(n => n.Inputs));
        return graph.Nodes
            .Where(n => known.Contains(n.Id) || (n.Operator is WinogradWeights && !needed.Contains(n.Id)))
            .Select(n => n.Id);
    }
}
