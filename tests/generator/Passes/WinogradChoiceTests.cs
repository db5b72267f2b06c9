using NetGen.Autodiff;
using NetGen.Lowering;
using NetGen.Operators;

namespace NetGen.Generator.Tests.Passes;

public class WinogradChoiceTests
{
    [Theory]
    [InlineData(16, 16, 16, 3, 1, 1, true)]
    [InlineData(64, 64, 7, 3, 1, 1, true)] // Four tiles.
    [InlineData(16, 8, 16, 3, 1, 1, false)] // Too few channels.
    [InlineData(3, 64, 32, 3, 1, 1, false)]
    [InlineData(64, 64, 2, 3, 1, 1, true)]
    [InlineData(2048, 64, 8, 3, 1, 1, true)]
    [InlineData(4096, 64, 8, 3, 1, 1, true)]
    [InlineData(4097, 64, 8, 3, 1, 1, false)] // More than the error is tested for.
    [InlineData(64, 4097, 8, 3, 1, 1, false)]
    [InlineData(2049, 64, 8, 5, 1, 1, false)]
    [InlineData(16, 16, 32, 3, 2, 1, false)]
    [InlineData(16, 16, 32, 5, 1, 1, true)]
    [InlineData(3, 64, 32, 5, 1, 1, false)]
    [InlineData(64, 64, 32, 7, 1, 1, false)]
    [InlineData(16, 16, 32, 3, 1, 2, false)]
    public void Predictions_use_it_where_it_is_faster(
        int channels, int outChannels, int size, int kernel, int stride, int dilation, bool isChosen)
    {
        var d = new Declared(training: false, channels, size, size);
        var y = d.Layer(
            "C1", "Conv2d", d.Input, ("outChannels", outChannels), ("Kernel", kernel), ("Stride", stride), ("Dilation", dilation), ("Padding", 1));

        var rewritten = WinogradChoice.Rewrite(d.Build(y));

        Assert.Equal(isChosen, rewritten.Nodes.Any(n => n.Operator is WinogradConv2d));
        Assert.Equal(!isChosen, rewritten.Nodes.Any(n => n.Operator is Conv2d));
    }

    /// <summary>Outputs of a tile that wins, backward too if so many samples share it.</summary>
    [Theory]
    [InlineData(64, 1, 1, 2, 2)]
    [InlineData(512, 2, 2, 2, 2)]
    [InlineData(64, 4, 4, 4, 4)]
    [InlineData(256, 4, 4, 2, 2)]
    [InlineData(512, 4, 4, 4, 2)] // Half as many weights are read.
    [InlineData(512, 5, 5, 2, 2)]
    [InlineData(64, 6, 6, 2, 2)]
    [InlineData(512, 7, 7, 4, 4)]
    [InlineData(256, 8, 8, 4, 4)]
    [InlineData(64, 10, 10, 4, 4)]
    [InlineData(256, 10, 10, 2, 4)] // Fewer weights are read.
    [InlineData(256, 14, 14, 4, 4)]
    [InlineData(64, 2, 32, 2, 2)]
    [InlineData(64, 3, 32, 4, 4)]
    [InlineData(4096, 16, 16, 2, 2)] // Whose error is small enough.
    public void Tiles_are_chosen_by_size(int channels, int height, int width, int forward, int weightGradient)
    {
        var d = new Declared(training: true, channels, height, width);
        var y = d.Layer("C1", "Conv2d", d.Input, ("outChannels", channels), ("Kernel", 3), ("Padding", 1), ("Bias", false));
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        var nodes = WinogradChoice.Rewrite(training).Graph.Nodes;

        Assert.Equal([forward, forward], nodes.Select(n => n.Operator).OfType<WinogradConv2d>().Select(c => c.Tile.Step));
        Assert.Equal([weightGradient], nodes.Select(n => n.Operator).OfType<WinogradWeightGradient>().Select(g => g.Tile.Step));
    }

    [Fact]
    public void Training_uses_it_on_small_images_too_and_backward_and_keeps_what_every_node_is()
    {
        var d = new Declared(training: true, 16, 8, 8);
        var c1 = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 16), ("Kernel", 3), ("Padding", 1), ("Bias", false));
        var y = d.Layer("C2", "Conv2d", d.Layer("Act", "Relu", c1), ("outChannels", 24), ("Kernel", 3), ("Padding", 1), ("Bias", true));
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        var rewritten = WinogradChoice.Rewrite(training);

        var nodes = rewritten.Graph.Nodes;
        Assert.Equal(4, nodes.Count(n => n.Operator is WinogradConv2d));
        Assert.Equal(2, nodes.Take(rewritten.ForwardCount).Count(n => n.Operator is WinogradConv2d));
        Assert.Equal(["AddBias"], rewritten.Outputs.Select(o => nodes[o].Operator.Name));
        Assert.Equal(training.ParameterGradients.Select(g => g.Of), rewritten.ParameterGradients.Select(g => g.Of));
        Assert.Equal(
            [
                new WinogradWeightGradient(WinogradTile.F43, 1, 1, new(16, 16, 3, 3)),
                new WinogradWeightGradient(WinogradTile.F43, 1, 1, new(24, 16, 3, 3)),
                new ChannelSum(),
            ],
            rewritten.ParameterGradients.Select(g => nodes[g.Node].Operator));
        var input = nodes[Assert.Single(rewritten.InputGradients).Node];
        Assert.IsType<WinogradConv2d>(input.Operator);
        Assert.Equal(
            ["WinogradWeights", "WinogradConv2d"], rewritten.OnlyForInputs.Select(id => nodes[id].Operator.Name));
    }
}
