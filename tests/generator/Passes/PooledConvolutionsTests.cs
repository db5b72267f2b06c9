using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Generator.Tests.Passes;

public class PooledConvolutionsTests
{
    [Theory]
    [InlineData(3, 32, 3, 1, 1, 1, 2, 2, true)]
    [InlineData(6, 15, 5, 1, 1, 1, 2, 2, true)] // A last row and column that no window takes.
    [InlineData(7, 32, 5, 1, 1, 1, 2, 2, false)] // Of 175 terms pooling is a small part.
    [InlineData(3, 32, 3, 2, 1, 1, 2, 2, false)]
    [InlineData(3, 32, 3, 1, 2, 1, 2, 2, false)]
    [InlineData(6, 32, 3, 1, 1, 2, 2, 2, false)]
    [InlineData(3, 32, 3, 1, 1, 1, 3, 2, false)]
    [InlineData(3, 32, 3, 1, 1, 1, 2, 1, false)]
    public void Predictions_keep_only_the_greatest_sums_where_that_pays(
        int channels, int size, int kernel, int stride, int dilation, int groups, int window, int step, bool isPooled)
    {
        var d = new Declared(training: false, channels, size, size);
        var y = d.Layer(
            "C1", "Conv2d", d.Input, ("outChannels", 12), ("Kernel", kernel), ("Stride", stride), ("Dilation", dilation),
            ("Groups", groups), ("Padding", 1));
        y = d.Layer("P1", "MaxPool2d", d.Layer("A1", "Relu", y), ("Kernel", window), ("Stride", step));

        var rewritten = PooledConvolutions.Rewrite(PoolBeforeRelu.Rewrite(d.Build(y)));

        var names = rewritten.Nodes.Where(n => n.Operator is not SourceOperator).Select(n => n.Operator.Name);
        Assert.Equal(isPooled ? ["PooledConv2d", "AddBias", "Relu"] : ["Conv2d", "AddBias", "MaxPool2d", "Relu"], names);
    }

    [Fact]
    public void Sums_that_others_read_are_kept()
    {
        var d = new Declared(training: false, 3, 8, 8);
        var sums = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3));
        var pooled = d.Layer("P1", "MaxPool2d", sums, ("Kernel", 2));

        var rewritten = PooledConvolutions.Rewrite(d.Build(pooled, sums));

        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is PooledConv2d);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)] // The last windows reach beyond the end.
    public void It_needs_no_bias_but_whole_windows(bool ceil, bool isPooled)
    {
        var d = new Declared(training: false, 3, 8, 9);
        var sums = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Bias", false));

        var rewritten = PooledConvolutions.Rewrite(d.Build(d.Layer("P1", "MaxPool2d", sums, ("Kernel", 2), ("CeilMode", ceil))));

        var last = rewritten.Nodes.Last();
        Assert.Equal(isPooled, last.Operator is PooledConv2d);
        Assert.Equal(isPooled ? "4×3×3" : "4×3×4", last.Type.Shape.ToString());
    }

    [Theory]
    [InlineData(3, 224, 64, 7, 2, 3, true)]
    [InlineData(3, 224, 64, 11, 4, 3, true)]
    [InlineData(3, 224, 64, 7, 2, 5, false)]
    [InlineData(3, 64, 16, 7, 2, 3, false)] // The results stay in the cache.
    [InlineData(16, 224, 64, 7, 2, 3, false)] // Of 784 terms pooling is a small part.
    [InlineData(3, 64, 128, 9, 1, 3, false)] // Gaps of eight columns.
    public void Large_images_are_pooled_band_by_band(
        int channels, int size, int outChannels, int kernel, int stride, int window, bool isPooled)
    {
        var d = new Declared(training: false, channels, size, size);
        var y = d.Layer(
            "C1", "Conv2d", d.Input, ("outChannels", outChannels), ("Kernel", kernel), ("Stride", stride), ("Padding", kernel / 2));
        y = d.Layer("P1", "MaxPool2d", y, ("Kernel", window), ("Stride", 2), ("Padding", 1));

        var rewritten = PooledConvolutions.Rewrite(d.Build(y));

        var names = rewritten.Nodes.Where(n => n.Operator is not SourceOperator).Select(n => n.Operator.Name);
        Assert.Equal(isPooled ? ["BandPooledConv2d", "AddBias"] : ["Conv2d", "AddBias", "MaxPool2d"], names);
    }
}
