using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Operators;

namespace NetGen.Generator.Tests.Passes;

public class ExpandedFiltersTests
{
    [Theory]
    [InlineData(16, 112, 96, 3, 2, "Relu6", true)]
    [InlineData(24, 56, 144, 3, 1, "Relu", true)]
    [InlineData(32, 28, 192, 3, 2, "Relu6", true)]
    [InlineData(48, 56, 288, 3, 1, "Relu6", false)] // Sums of 48 terms are long.
    [InlineData(32, 14, 192, 3, 1, "Relu6", false)] // The wide image stays in the cache anyway.
    [InlineData(16, 112, 96, 5, 2, "Relu6", false)]
    [InlineData(16, 112, 96, 3, 3, "Relu6", false)]
    [InlineData(16, 112, 96, 3, 1, "Silu", false)]
    public void Wide_images_are_filtered_where_they_are_made_if_that_pays(
        int channels, int size, int wide, int kernel, int stride, string activation, bool isJoined)
    {
        var d = new Declared(training: false, channels, size, size);
        var y = d.Layer("A", activation, d.Layer("C", "Conv2d", d.Input, ("outChannels", wide), ("Kernel", 1)));
        y = d.Layer(
            "D", "Conv2d", y, ("outChannels", wide), ("Kernel", kernel), ("Stride", stride), ("Padding", kernel / 2), ("Groups", wide));

        var rewritten = ExpandedFilters.Rewrite(d.Build(y));

        var names = rewritten.Nodes.Where(n => n.Operator is not SourceOperator).Select(n => n.Operator.Name);
        Assert.Equal(isJoined ? ["ExpandedDepthwise", "AddBias"] : ["Conv2d", "AddBias", activation, "Conv2d", "AddBias"], names);
        Assert.Equal(d.Build(y).Nodes.Last().Type, rewritten.Nodes.Last().Type);
    }

    [Fact]
    public void What_others_read_is_kept()
    {
        var d = new Declared(training: false, 16, 112, 112);
        var wide = d.Layer("A", "Relu", d.Layer("C", "Conv2d", d.Input, ("outChannels", 96), ("Kernel", 1)));
        var y = d.Layer("D", "Conv2d", wide, ("outChannels", 96), ("Kernel", 3), ("Padding", 1), ("Groups", 96));

        Assert.DoesNotContain(ExpandedFilters.Rewrite(d.Build(y, wide)).Nodes, n => n.Operator is ExpandedDepthwise);
    }

    [Fact]
    public void Filters_that_are_not_one_a_channel_stay()
    {
        var d = new Declared(training: false, 16, 112, 112);
        var wide = d.Layer("A", "Relu", d.Layer("C", "Conv2d", d.Input, ("outChannels", 96), ("Kernel", 1)));
        var y = d.Layer("D", "Conv2d", wide, ("outChannels", 96), ("Kernel", 3), ("Padding", 1), ("Groups", 48));

        Assert.DoesNotContain(ExpandedFilters.Rewrite(d.Build(y)).Nodes, n => n.Operator is ExpandedDepthwise);
    }
}
