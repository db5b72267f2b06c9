using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Generator.Tests.Passes;

public class SimplificationTests
{
    [Fact]
    public void Pooling_goes_before_relu()
    {
        var d = new Declared(training: true, 1, 4, 4);
        var y = d.Layer("Pool", "MaxPool2d", d.Layer("Act", "Relu", d.Input), ("kernel", 2));

        var rewritten = PoolBeforeRelu.Rewrite(d.Build(y));

        Assert.Equal(["InputSource", "MaxPool2d", "Relu"], Names(rewritten));
        Assert.Equal(["", "Pool", "Act"], rewritten.Nodes.Select(n => n.Origin));
    }

    [Fact]
    public void Pooling_stays_behind_a_relu_that_something_else_reads()
    {
        var d = new Declared(training: true, 1, 4, 4);
        var relu = d.Layer("Act", "Relu", d.Input);
        var graph = d.Build(d.Layer("Pool", "MaxPool2d", relu, ("kernel", 2)), relu);

        Assert.Equal(graph.ToString(), PoolBeforeRelu.Rewrite(graph).ToString());
    }

    [Theory]
    [InlineData(1, 2, 0, true, true, true)]
    [InlineData(1, 3, 1, false, true, true)]
    [InlineData(1, 3, 1, true, false, true)]
    [InlineData(1, 3, 1, true, true, false)] // Zeros around the image have no bias.
    [InlineData(3, 2, 0, true, true, false)]
    public void Averages_are_taken_before_a_convolution_of_one_pixel(
        int kernel, int window, int padding, bool countsPadding, bool bias, bool isFirst)
    {
        var d = new Declared(training: true, 3, 8, 8);
        var y = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", kernel), ("Bias", bias));
        y = d.Layer("Pool", "AvgPool2d", y, ("Kernel", window), ("Stride", 2), ("Padding", padding), ("CountIncludePad", countsPadding));

        var rewritten = PoolBeforePointwise.Rewrite(d.Build(y));

        var expected = isFirst ? (string[])["AvgPool2d", "Conv2d"] : ["Conv2d", "AvgPool2d"];
        var names = rewritten.Nodes.Where(n => n.Operator is Conv2d or AvgPool2d).Select(n => n.Operator.Name);
        Assert.Equal(expected, names);
        Assert.Equal(bias, rewritten.Nodes.Any(n => n.Operator is AddBias));
    }

    [Fact]
    public void Averages_of_as_many_pixels_are_taken_behind_the_convolution()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var conv = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 1));
        var graph = d.Build(d.Layer("Pool", "AvgPool2d", conv, ("Kernel", 3), ("Stride", 1), ("Padding", 1), ("CountIncludePad", false)));

        Assert.Equal(graph.ToString(), PoolBeforePointwise.Rewrite(graph).ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Batch_norm_goes_into_the_convolution_before_it(bool bias)
    {
        var d = new Declared(training: false, 3, 5, 5);
        var conv = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Bias", bias));

        var rewritten = BatchNormFolding.Rewrite(d.Build(d.Layer("Bn", "BatchNorm", conv)));

        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is ScaleShift);
        Assert.Equal("Conv2d", rewritten.Nodes[rewritten.Nodes.Single(n => n.Operator is AddBias).Inputs[0]].Operator.Name);
        Assert.Equal(bias ? 1 : 0, rewritten.Nodes.Count(n => n.Operator is FoldBias));
    }

    [Fact]
    public void Batch_norm_after_a_transposed_convolution_goes_into_its_weights_by_their_second_axis()
    {
        var d = new Declared(training: false, 4, 5, 5);
        var conv = d.Layer("Up", "ConvTranspose2d", d.Input, ("outChannels", 6), ("Kernel", 2), ("Groups", 2));

        var rewritten = BatchNormFolding.Rewrite(d.Build(d.Layer("Bn", "BatchNorm", conv)));

        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is ScaleShift or ScaleRows);
        Assert.Equal(new ScaleColumns(2), Assert.Single(rewritten.Nodes, n => n.Operator is ScaleColumns).Operator);
    }

    [Fact]
    public void Batch_norm_stays_where_something_else_reads_the_convolution()
    {
        var d = new Declared(training: false, 3, 5, 5);
        var conv = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3));
        var graph = d.Build(d.Layer("Bn", "BatchNorm", conv), conv);

        Assert.Equal(graph.ToString(), BatchNormFolding.Rewrite(graph).ToString());
    }

    [Theory]
    [InlineData(true, false, "Left")]
    [InlineData(false, true, "Right")]
    [InlineData(false, false, "None")]
    public void A_product_reads_a_transposed_factor_as_it_lay(bool left, bool right, string expected)
    {
        var d = new Declared(training: true, 2, 4, 4);
        var turned = d.Layer("Turn", "Transpose", d.Input, ("axis0", 1), ("axis1", -1));
        var product = d.Apply(new MatMul(), left ? turned : d.Input, right ? turned : d.Input);

        var rewritten = TransposedFactors.Rewrite(d.Build(product));

        Assert.Equal(["InputSource", "MatMul"], Names(rewritten));
        Assert.Equal(expected, Assert.IsType<MatMul>(rewritten.Nodes[1].Operator).Transposed.ToString());
    }

    [Fact]
    public void Other_axes_that_change_places_stay()
    {
        var d = new Declared(training: true, 4, 4, 4);
        var graph = d.Build(d.Apply(new MatMul(), d.Layer("Turn", "Transpose", d.Input, ("axis0", 0), ("axis1", 1)), d.Input));

        Assert.Equal(graph.ToString(), TransposedFactors.Rewrite(graph).ToString());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)] // Such a window can lie outside of the image.
    public void A_bias_before_max_pooling_gets_the_sum_of_the_windows_gradients(int dilation, bool isSmall)
    {
        var d = new Declared(training: true, 3, 12, 12);
        var conv = d.Layer("C", "Conv2d", d.Input, ("outChannels", 5), ("Kernel", 3));
        var pooled = d.Layer("P", "MaxPool2d", conv, ("Kernel", 2), ("Dilation", dilation));

        var graph = SumsOfPooledGradients.Rewrite(Differentiation.Differentiate(d.Build(pooled), hasLoss: false)).Graph;

        var sum = Assert.Single(graph.Nodes, n => n.Operator is ChannelSum);
        Assert.Equal(isSmall ? "5×5×5" : "5×10×10", $"{graph.Nodes[sum.Inputs[0]].Type.Shape}");
        Assert.Single(graph.Nodes, n => n.Operator is MaxPool2dGradient);
    }

    private static IEnumerable<string> Names(Graph.Graph graph) => graph.Nodes.Select(n => n.Operator.Name);
}
