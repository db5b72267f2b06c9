using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen.Lowering;

/// <summary>
/// Lets convolutions that are pooled keep only the greatest sums, before the bias is added: rounding keeps the order, so the
/// results stay the same bit for bit. In training, where the greatest lie is asked for too.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core by turns, in microseconds, with pooling of what the convolution stored and so: 3 → 64 channels of
/// 224 × 224, 3 × 3, 2435 and 871, 5 × 5 4144 and 2136; 3 → 16 of 32 × 32 8.1 and 5.1; 5 × 5 kernels, 1 → 6 of 28 × 28 2.5 and 1.7, 6 →
/// 16 of 14 × 14 5.2 and 4.2. Of long sums pooling is a small part: 16 → 32 of 16 × 16, 5 × 5, 29 and 30, and where 7 × 7 results do not
/// fill vectors 36 and 45.
/// <para>
/// Windows of 3 × 3, two pixels apart, are pooled band by band, where results are so large that they would leave the cache: 3 → 64
/// channels of 224 × 224, 7 × 7 with a stride of two, 1230 and 1170 by themselves, but 1550 to 1750 and 1250 within ResNet-18, which
/// predicts one image in 10.95 ms instead of 11.5 and sixteen in 130 instead of 135; 11 × 11 with a stride of four 850 and 740, AlexNet's
/// sixteen in 82 ms instead of 84. 64 → 192 of 27 × 27, 5 × 5, would take 2580 instead of 1930: its rows have gaps of four columns.
/// </para>
/// </remarks>
internal static class PooledConvolutions
{
    /// <summary>Terms of a sum up to which that is worth it.</summary>
    private const int MostTerms = 160;

    /// <summary>The same where they are pooled band by band.</summary>
    private const int MostTermsOfBands = 400;

    /// <summary>Floats of results that would leave the cache before they are pooled.</summary>
    private const int ManySums = 1 << 17;

    /// <summary>Columns of results for each that a gap between rows may have.</summary>
    private const int ColumnsOfGap = 16;

    /// <summary>Rewrites a graph that only predicts.</summary>
    public static Graph.Graph Rewrite(Graph.Graph graph) => GraphRewrite.Apply(graph, Rule);

    private static NodeValue? Rule(GraphRewrite rewrite, Node node)
    {
        if (node.Operator is not MaxPool2d pool)
        {
            return null;
        }

        var before = rewrite.Input(node, 0);
        var bias = before.Operator is AddBias && rewrite.HasOneUse(before) ? before : null;
        var convolution = bias is null ? before : rewrite.Input(bias, 0);
        if (convolution.Operator is not Conv2d { Groups: 1 } conv || !rewrite.HasOneUse(convolution)
            || Pooled(conv.Window, pool, rewrite.New(convolution, 1).Shape, before.Type.Shape, node.Type.Shape) is not { } pooled)
        {
            return null;
        }

        var sums = rewrite.Add(pooled, [rewrite.New(convolution, 0), rewrite.New(convolution, 1)], convolution.Origin);
        return bias is null ? sums : rewrite.Add(bias.Operator, [sums, rewrite.New(bias, 1)], bias.Origin);
    }

    private static SampleOperator? Pooled(Window window, MaxPool2d pool, Shape weight, Shape sums, Shape output)
    {
        if (pool.Window is (2, 2, 2, 2, 0, 0, 1, 1) && window is (_, _, 1, 1, _, _, 1, 1))
        {
            return weight.Count <= MostTerms * weight[0] && output[1] * 2 <= sums[1] && output[2] * 2 <= sums[2]
                ? new PooledConv2d(window.KernelHeight, window.KernelWidth, window.PaddingHeight, window.PaddingWidth)
                : null;
        }

        return BandPooledConv2d.Takes(pool.Window) && weight.Count <= MostTermsOfBands * weight[0] && sums.Count >= ManySums
            && PooledBandPlan.Gap(window) * ColumnsOfGap <= sums[2]
            ? new BandPooledConv2d(window, pool.Window, pool.Ceil)
            : null;
    }
}
