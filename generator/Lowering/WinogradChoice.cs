using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Replaces 3 × 3 and 5 × 5 convolutions of stride 1, and both gradients that they hand back, by Winograd's, where that is faster and
/// its rounding error is known: 2e-5 of the largest result at 512 channels. tests/runtime holds it to 5e-5 for every size accepted here.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core with 1 MB of second-level cache and a peak of 274 GFLOP/s, in GFLOP/s counted as direct convolution,
/// direct and by Winograd, in turns, best of many. Forward: 64 → 64 channels at 56 × 56 230 and 668, 128 at 28 × 28 224 and 784, 256 at
/// 14 × 14 217 and 494 for one sample, 213 and 506 for eight, 512 at 7 × 7 153 and 185 for one, 160 and 516 for sixteen, 64 at 8 × 8 152
/// and 715, 16 at 32 × 32 197 and 316, 24 at 28 × 28 201 and 404, 8 → 64 at 56 × 56 206 and 327; 12 at 28 × 28 181 and 133, 8 → 8 170 and
/// 136, 3 → 64 166 and 146. Weight gradients: 64 at 56 × 56 226 and 651, 128 at 28 × 28 226 and 676, 256 at 14 × 14 222 and 420, 512 at
/// 7 × 7 157 and 219 for four samples, 159 and 310 for eight, 16 at 32 × 32 144 and 368; 12 at 28 × 28 98 and 94. Kernels of 5 × 5, forward:
/// 64 → 192 at 27 × 27 231 and 502, 32 → 128 at 14 × 14 231 and 498, 48 → 128 at 7 × 7 213 and 425, 16 → 32 at 28 × 28 219 and 382, 16 at
/// 32 × 32 222 and 297; 12 215 and 198, 6 → 16 at 14 × 14 143 and 153. Their weight gradients: 218 and 443, 196 and 410, 139 and 257, 190
/// and 318, 196 and 293; 197 and 205, 106 and 102. All of AlexNet, where one layer of five has them: 16 images 88 and 71 ms, a training
/// step 304 and 243.
/// </remarks>
internal static class WinogradChoice
{
    /// <summary>What the transforms of a tile take for each channel on both sides, in multiply-adds of a product.</summary>
    private const int WorkOfTransforms = 700;

    /// <summary>How much longer a multiply-add takes in a direct convolution.</summary>
    private const double DirectWork = 1.25;

    /// <summary>Channels up to which the error is tested; it grows as the square root of them.</summary>
    private const int MostChannels = 2048;

    /// <summary>Rewrites a graph that only predicts.</summary>
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, Rule);

    /// <summary>Rewrites a training graph.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training) => training.Rewrite(Rule);

    private static NodeValue? Rule(GraphRewrite rewrite, Node node)
    {
        var (window, groups, image) = node.Operator switch
        {
            Conv2d conv => (conv.Window, conv.Groups, node.Type.Shape),
            Conv2dInputGradient gradient => (gradient.Window, gradient.Groups, node.Type.Shape),
            Conv2dWeightGradient gradient => (gradient.Window, gradient.Groups, rewrite.New(node, 1).Shape),
            _ => (default, 0, node.Type.Shape),
        };
        if (groups != 1 || window is not { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, KernelHeight: 3 or 5 })
        {
            return null;
        }

        var (kernel, height, width) = (window.KernelHeight, window.PaddingHeight, window.PaddingWidth);
        if (window.KernelWidth != kernel || Math.Max(height, width) >= kernel || !Pays(kernel, rewrite.New(node, 0).Shape.Channels, image))
        {
            return null;
        }

        if (node.Operator is Conv2dWeightGradient { Weight: var shape })
        {
            return rewrite.Add(new WinogradWeightGradient(height, width, shape), [rewrite.New(node, 0), rewrite.New(node, 1)]);
        }

        var isGradient = node.Operator is Conv2dInputGradient;
        var tiles = WinogradPlan.Tiles(image, WinogradPlan.StepOf(kernel));
        var isOneWay = WinogradPlan.HasOneWay(kernel, rewrite.New(node, 0).Shape.Channels, image.Channels, tiles);
        var weight = rewrite.Add(new WinogradWeights(isGradient, isOneWay), [rewrite.New(node, 1)]);
        var op = isGradient
            ? new WinogradConv2d(image.Channels, kernel, kernel - 1 - height, kernel - 1 - width)
            : new WinogradConv2d(image.Channels, kernel, height, width);
        return rewrite.Add(op, [rewrite.New(node, 0), weight]);
    }

    private static bool Pays(int kernel, int inChannels, Shape output)
    {
        var (ins, outs) = (WinogradPlan.RoundUp(inChannels), WinogradPlan.RoundUp(output.Channels));
        var products = (double)WinogradPlan.Planes * inChannels * outs;
        var direct = DirectWork * kernel * kernel * inChannels * output.Count;
        return Math.Max(inChannels, output.Channels) <= MostChannels
            && WinogradPlan.Tiles(output, WinogradPlan.StepOf(kernel)) * (products + (WorkOfTransforms * (ins + outs))) < direct;
    }
}
