using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Max pooling hands gradients to few of a convolution's results: the weights' gradient then is a sum over the windows instead of all
/// pixels. The image of gradients is then made for the input's gradient alone, where somebody needs that.
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
/// Of few channels a patch of all that a kernel sees, one for each pixel, would be read faster, but to make them took longer than what
/// they saved: 1.3 of 3.0 microseconds for 6 → 16, 3.6 of 8.0 for 3 → 16. Wide vectors that begin anywhere lie in two cache lines, and take
/// twice as long to load; so runs of such a stride are copied apart where all of them stay in the cache.
/// </para>
/// </remarks>
internal static class PooledGradients
{
    /// <summary>Rewrites a training graph.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training) => training.Rewrite(Rule);

    private static NodeValue? Rule(GraphRewrite rewrite, Node node)
    {
        if (node.Operator is not Conv2dWeightGradient { Groups: 1, Window: { DilationHeight: 1, DilationWidth: 1 } window } gradient
            || rewrite.Input(node, 1) is not { Operator: MaxPool2dGradient pooling } pooled
            || pooling.Window is not { DilationHeight: 1, DilationWidth: 1 })
        {
            return null;
        }

        var op = new PooledWeightGradient(window, pooling.Window, gradient.Weight, pooling.Image);
        NodeValue[] inputs = [rewrite.New(node, 0), rewrite.New(pooled, 0), rewrite.New(pooled, 1)];
        var plan = op.Plan([.. inputs.Select(i => i.Type)]);
        return plan.Fits && plan.Work < WinogradChoice.Work(rewrite, node, gradient) ? rewrite.Add(op, inputs) : null;
    }
}
