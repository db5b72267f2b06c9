using NetGen.Autodiff;
using NetGen.Lowering;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Generator.Tests.Passes;

public class PooledGradientsTests
{
    [Theory]
    [InlineData(3, 32, 16, 3, 1, 1, 1, 2, 2, 1, true)]
    [InlineData(6, 14, 16, 5, 1, 1, 1, 2, 2, 1, true, true)]
    [InlineData(64, 27, 192, 5, 1, 1, 1, 3, 2, 1, true)] // Winograd's takes longer.
    [InlineData(256, 28, 256, 3, 1, 1, 1, 2, 2, 1, false)] // It takes less.
    [InlineData(3, 64, 16, 11, 4, 1, 1, 3, 2, 1, true)]
    [InlineData(3, 32, 16, 3, 1, 1, 1, 3, 1, 1, false)] // As many windows as pixels.
    [InlineData(3, 32, 16, 3, 1, 2, 1, 2, 2, 1, false)]
    [InlineData(6, 32, 16, 3, 1, 1, 2, 2, 2, 1, false)]
    [InlineData(3, 32, 16, 3, 1, 1, 1, 2, 2, 2, false)] // Elements can all lie outside of the image.
    public void Windows_are_summed_up_where_that_pays(
        int channels, int size, int outChannels, int kernel, int stride, int dilation, int groups, int window, int step, int apart,
        bool isPooled, bool isInputPooled = false)
    {
        var d = new Declared(training: true, channels, size, size);
        var y = d.Layer(
            "C1", "Conv2d", d.Input, ("outChannels", outChannels), ("Kernel", kernel), ("Stride", stride), ("Dilation", dilation),
            ("Groups", groups), ("Padding", 1), ("Bias", false));
        y = d.Layer("P1", "MaxPool2d", d.Layer("A1", "Relu", y), ("Kernel", window), ("Stride", step), ("Dilation", apart));
        var training = Differentiation.Differentiate(PoolBeforeRelu.Rewrite(d.Build(y)), hasLoss: false);

        var rewritten = PooledGradients.Rewrite(training);

        var (nodes, input) = (rewritten.Graph.Nodes, isInputPooled ? "PooledInputGradient" : "Conv2dInputGradient");
        Assert.Equal(isPooled ? ["PooledWeightGradient"] : ["Conv2dWeightGradient"], Names("WeightGradient"));
        var onRequest = rewritten.OnlyForInputs.Select(id => nodes[id].Operator.Name);
        Assert.Equal(isPooled && !isInputPooled ? ["MaxPool2dGradient", input] : [input], onRequest);

        IEnumerable<string> Names(string end) => nodes.Select(n => n.Operator.Name).Where(n => n.EndsWith(end, StringComparison.Ordinal));
    }

    [Fact]
    public void Results_that_are_read_elsewhere_too_have_gradients_everywhere()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var sums = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3));
        var graph = d.Build(d.Layer("P1", "MaxPool2d", sums, ("Kernel", 2)), sums);

        var rewritten = PooledGradients.Rewrite(Differentiation.Differentiate(graph, hasLoss: false));

        Assert.DoesNotContain(rewritten.Graph.Nodes, n => n.Operator is PooledWeightGradient or PooledInputGradient);
    }
}
