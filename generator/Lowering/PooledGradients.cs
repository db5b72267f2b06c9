using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Max pooling hands gradients to few of a convolution's results: the gradients of weights and input are then sums over the windows instead
/// of all pixels, and the image of gradients is made where somebody else needs that.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core with a peak of 118 GFLOP/s, in microseconds for each sample, the fastest of many: direct convolution,
/// Winograd's and this, and what pooling's gradient took beforehand. LeNet-5's 1 → 6 channels of 28 × 28, 5 × 5, 2.9, 1.9 and 0.5; 6 → 16
/// of 14 × 14 6.5, 2.4 and 0.6; 3 → 16 of 32 × 32, 3 × 3, 9.1, 7.4 and 1.1. AlexNet's 3 → 64 of 224 × 224, 11 × 11 with a stride of four,
/// 1370, 876 and 38; 64 → 192 of 27 × 27, 5 × 5, 4160, 1920, 1230 and 26; 256 → 256 of 13 × 13, 3 × 3, 1920, 880, 540 and 8. VGG-11's 3 →
/// 64 of 224 × 224 1900, 1520 and 400; 64 → 128 of 112 × 112 17700, 5700, 5700 and 120; 256 → 256 of 56 × 56 34400, 11700, 11400; 512 →
/// 512 of 28 × 28 35200, 11800, 12300, of 14 × 14 9400, 3690, 3050. Steps on one thread, the fastest by turns without and with it, in
/// milliseconds: LeNet-5 2.31 and 1.92, CIFAR 2.82 and 2.48, AlexNet 395 and 372, VGG-11 1360 and 1318.
/// <para>
/// The input's gradient by each pixel's sums of kernels, direct and so: 6 → 16 channels of 14 × 14, 5 × 5, 9.3 and 4.6, which made
/// LeNet-5's step 1.91 and 1.61 ms. Larger kernels come from the second-level cache: 64 → 192 of 27 × 27, 5 × 5, 1800, where a profile of
/// AlexNet's step gives Winograd's 1450. To add each gradient's kernel to the image one by one was bound by its stores, 6.8.
/// </para>
/// <para>
/// Of few channels a patch of all that a kernel sees, one for each pixel, would be read faster, but to make them took longer than what
/// they saved: 1.3 of 3.0 microseconds for 6 → 16, 3.6 of 8.0 for 3 → 16. Wide vectors that begin anywhere lie in two cache lines, and take
/// twice as long to load; so runs of such a stride are copied apart where all of them stay in the cache.
/// </para>
/// </remarks>
internal static class PooledGradients
{
    /// <summary>Rewrites a training graph.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training) => training.Rewrite(Rule);

    private static NodeValue? Rule(GraphRewrite rewrite, Node node) => node.Operator switch
    {
        Conv2dWeightGradient { Groups: 1, Window: var window } gradient when Pooled(rewrite, node, 1, window) is { } pooled =>
            Weights(rewrite, node, gradient, pooled),
        Conv2dInputGradient { Groups: 1, Window: var window } gradient when Pooled(rewrite, node, 0, window) is { } pooled =>
            Input(rewrite, node, gradient, pooled),
        _ => null,
    };

    /// <summary>The node that hands pooled gradients back, if that is an operand and neither convolution nor pooling is dilated.</summary>
    private static Node? Pooled(GraphRewrite rewrite, Node node, int operand, Window window) =>
        rewrite.Input(node, operand) is { Operator: MaxPool2dGradient { HasPlaces: true } } pooled
        && window is { DilationHeight: 1, DilationWidth: 1 } ? pooled : null;

    private static NodeValue? Weights(GraphRewrite rewrite, Node node, Conv2dWeightGradient gradient, Node pooled)
    {
        var pooling = (MaxPool2dGradient)pooled.Operator;
        var op = new PooledWeightGradient(gradient.Window, pooling.Window, gradient.Weight, pooling.Image);
        NodeValue[] inputs = [rewrite.New(node, 0), rewrite.New(pooled, 0), rewrite.New(pooled, 1)];
        var plan = op.Plan([.. inputs.Select(i => i.Type)]);
        var work = WinogradChoice.Work(gradient.Window, 1, inputs[0].Shape.Channels, pooling.Image, isReduction: true);
        return plan.Fits && plan.Work < work ? rewrite.Add(op, inputs) : null;
    }

    private static NodeValue? Input(GraphRewrite rewrite, Node node, Conv2dInputGradient gradient, Node pooled)
    {
        var pooling = (MaxPool2dGradient)pooled.Operator;
        var op = new PooledInputGradient(gradient.Window, pooling.Window, gradient.Image, pooling.Image);
        NodeValue[] inputs = [rewrite.New(pooled, 0), rewrite.New(pooled, 1), rewrite.New(node, 1)];
        var plan = op.Plan([.. inputs.Select(i => i.Type)]);
        var work = WinogradChoice.Work(gradient.Window, 1, pooling.Image.Channels, gradient.Image, isReduction: false);
        return plan.Fits && plan.Work < work ? rewrite.Add(op, inputs) : null;
    }
}
