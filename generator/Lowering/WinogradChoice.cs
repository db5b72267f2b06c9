using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Replaces 3 × 3 and 5 × 5 convolutions of stride 1, and both gradients that they hand back, by Winograd's, where that is faster and
/// its rounding error is known: 2e-5 of the largest result at 512 channels, and a tenth of that in tiles of 2 × 2 outputs of a kernel of
/// 3 × 3. tests/runtime holds it to 5e-5 for every size accepted here.
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
/// <para>
/// Kernels of 3 × 3 in tiles of 4 × 4 and of 2 × 2 outputs, microseconds for each sample, direct and by either, weights from memory: 512
/// channels at 2 × 2 539, 629 and 522 for one, 545, 213 and 150 for four, 552, 118 and 55 for sixteen; at 4 × 4 508, 647 and 550, 501,
/// 213 and 210, 529, 105 and 153; at 6 × 6 801, 750 and 727, eight 846, 439 and 414; at 7 × 7 1008, 732 and 710, eight 1027, 415 and 602;
/// at 10 × 10 2209, 1646 and 1032, eight 2253, 984 and 987; at 14 × 14 4055, 1798 and 1979. 256 at 4 × 4 127, 341 and 150, four 124, 85
/// and 49, sixteen 124, 31 and 42; at 6 × 6 200, 350 and 191, eight 204, 91 and 97; at 8 × 8 315, 329 and 189, four 314, 111 and 156; at
/// 10 × 10 527, 419 and 266, four 531, 210 and 248; at 14 × 14 1012, 436 and 492. From the cache, 64 at 1 × 1 9.3, 1.8 and 0.9, at 2 × 2
/// 9.2, 1.7 and 0.9, at 4 × 4 8.9, 2.0 and 2.8, at 6 × 6 16.3, 8.7 and 7.5, at 10 × 10 35.8, 14.8 and 17.6, at 1 × 32 17.2, 13.7 and
/// 11.1, at 2 × 32 21.6, 13.8 and 11.3, 16 at 2 × 32 2.0, 2.2 and 1.7. Weight gradients of four samples: 512 at 2 × 2 256, 288 and 153,
/// at 4 × 4 787, 801 and 585, at 7 × 7 1379, 853 and 930; 256 at 4 × 4 122, 71 and 65, at 6 × 6 220, 136 and 113, at 8 × 8 373, 151 and
/// 188, at 10 × 10 538, 256 and 297. One choice serves all sizes of a batch: where weights are many, that of two or three samples.
/// </para>
/// </remarks>
internal static class WinogradChoice
{
    /// <summary>How much longer a multiply-add takes in a direct convolution.</summary>
    private const double DirectWork = 1.25;

    /// <summary>Pixels of an image that take a direct convolution no less time if there are fewer: those of a vector.</summary>
    private const int LeastPixels = 16;

    /// <summary>
    /// What it takes to read a weight that is in no cache, in multiply-adds, by the two or three samples that share it: fifteen for one
    /// alone.
    /// </summary>
    private const int WorkOfWeight = 5;

    /// <summary>What it takes to make a kernel's gradient of its sums, for each of these and by the samples of a call.</summary>
    private const int WorkOfSum = 2;

    /// <summary>Rewrites a graph that only predicts.</summary>
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, Rule);

    /// <summary>Rewrites a training graph.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training) => training.Rewrite(Rule);

    /// <summary>
    /// What a convolution, or one of its gradients, takes for each sample by the faster of both ways, in multiply-adds of a large product.
    /// </summary>
    /// <param name="window">How it slides.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="inChannels">Channels of the image that is read.</param>
    /// <param name="image">The image that is made, or, of a reduction, the other one that is read.</param>
    /// <param name="isReduction">Whether it is the weights' gradient.</param>
    public static double Work(Window window, int groups, int inChannels, Shape image, bool isReduction) =>
        Tiles(window, groups, Math.Max(inChannels, image.Channels))
            .Select(t => Work(t, inChannels, image, isReduction))
            .Append(Direct(window, inChannels, image))
            .Min();

    private static NodeValue? Rule(GraphRewrite rewrite, Node node)
    {
        var (window, groups, image) = node.Operator switch
        {
            Conv2d conv => (conv.Window, conv.Groups, node.Type.Shape),
            Conv2dInputGradient gradient => (gradient.Window, gradient.Groups, node.Type.Shape),
            Conv2dWeightGradient gradient => (gradient.Window, gradient.Groups, rewrite.New(node, 1).Shape),
            _ => (null, 0, node.Type.Shape),
        };
        if (window is null)
        {
            return null;
        }

        var inChannels = rewrite.New(node, 0).Shape.Channels;
        var isReduction = node.Operator is Conv2dWeightGradient;
        var tiles = from t in Tiles(window, groups, Math.Max(inChannels, image.Channels))
                    let work = Work(t, inChannels, image, isReduction)
                    where work < Direct(window, inChannels, image)
                    orderby work
                    select (WinogradTile?)t;
        return tiles.FirstOrDefault() is { } tile ? Apply(tile, rewrite, node, window, image) : null;
    }

    /// <summary>Those for such a convolution whose error is tested for so many channels; it grows as their square root.</summary>
    private static IEnumerable<WinogradTile> Tiles(Window window, int groups, int channels)
    {
        var kernel = window.KernelHeight;
        return groups == 1 && window is { StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 }
            && window.KernelWidth == kernel && Math.Max(window.PaddingHeight, window.PaddingWidth) < kernel
            ? Tiles(kernel, channels)
            : [];
    }

    private static IEnumerable<WinogradTile> Tiles(int kernel, int channels) => (kernel, channels) switch
    {
        (3, <= 2048) => [WinogradTile.F43, WinogradTile.F23],
        (3, <= 4096) => [WinogradTile.F23],
        (5, <= 2048) => [WinogradTile.F25],
        _ => [],
    };

    private static NodeValue Apply(WinogradTile tile, GraphRewrite rewrite, Node node, Window window, Shape image)
    {
        var (height, width) = (window.PaddingHeight, window.PaddingWidth);
        if (node.Operator is Conv2dWeightGradient { Weight: var shape })
        {
            return rewrite.Add(new WinogradWeightGradient(tile, height, width, shape), [rewrite.New(node, 0), rewrite.New(node, 1)]);
        }

        var isGradient = node.Operator is Conv2dInputGradient;
        var isOneWay = WinogradPlan.HasOneWay(tile, rewrite.New(node, 0).Shape.Channels, image.Channels, tile.Count(image));
        var weight = rewrite.Add(new WinogradWeights(tile, isGradient, isOneWay), [rewrite.New(node, 1)]);
        var op = isGradient
            ? new WinogradConv2d(image.Channels, tile, tile.Kernel - 1 - height, tile.Kernel - 1 - width)
            : new WinogradConv2d(image.Channels, tile, height, width);
        return rewrite.Add(op, [rewrite.New(node, 0), weight]);
    }

    private static double Direct(Window window, int inChannels, Shape image) =>
        DirectWork * window.KernelHeight * window.KernelWidth * inChannels * image.Channels * Math.Max(LeastPixels, image.Inner);

    /// <summary>What a sample takes: products, transforms, and its share of what is done once for several samples.</summary>
    private static double Work(WinogradTile tile, int inChannels, Shape output, bool isReduction)
    {
        var (ins, outs, tiles) = (WinogradPlan.RoundUp(inChannels), WinogradPlan.RoundUp(output.Channels), tile.Count(output));
        var products = (double)tile.Planes * inChannels * outs;
        var weights = WinogradPlan.HasOneWay(tile, inChannels, output.Channels, tiles) ? products / 2 : products;
        var shared = isReduction ? WorkOfSum * products
            : weights > WinogradConv2d.CachedWeights ? WorkOfWeight * weights
            : 0;
        return (tiles * (products + (WorkOfTransforms(tile) * (ins + outs)))) + shared;
    }

    /// <summary>What the transforms of a tile take for each channel on both sides, in multiply-adds of a product.</summary>
    private static int WorkOfTransforms(WinogradTile tile) => tile.Width == 4 ? 275 : 700;
}
