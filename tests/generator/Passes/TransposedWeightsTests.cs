using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Operators;

namespace NetGen.Generator.Tests.Passes;

public class TransposedWeightsTests
{
    [Theory]
    [InlineData(1024, 1024, true)]
    [InlineData(1025, 1024, false)] // More than a second copy is worth.
    [InlineData(1, 16, true)]
    [InlineData(400, 15, false)] // Outputs that do not fill a vector.
    public void Predictions_use_them_where_they_pay(int inFeatures, int outFeatures, bool isTransposed)
    {
        var d = new Declared(training: false, inFeatures);
        var graph = d.Build(d.Layer("Fc", "Linear", d.Input, ("outFeatures", outFeatures)));

        var rewritten = TransposedWeights.Rewrite(graph);

        Assert.Equal(isTransposed, rewritten.Nodes.Any(n => n.Operator is LinearTransposed));
        Assert.Equal(!isTransposed, rewritten.Nodes.Any(n => n.Operator is Linear));
    }

    [Fact]
    public void Weights_are_transposed_from_the_parameter_alone()
    {
        var d = new Declared(training: false, 5, 32);
        var rewritten = TransposedWeights.Rewrite(d.Build(d.Layer("Fc", "Linear", d.Input, ("outFeatures", 20))));

        var node = Assert.Single(rewritten.Nodes, n => n.Operator is LinearTransposed);
        var transposed = rewritten.Nodes[node.Inputs[1]];
        Assert.Equal("32×20", transposed.Type.Shape.ToString());
        Assert.False(transposed.Type.Batched);
        Assert.IsType<ParameterSource>(rewritten.Nodes[transposed.Inputs[0]].Operator);
        Assert.Equal("5×20", node.Type.Shape.ToString());
    }

    [Theory]
    [InlineData(48, 1, true)]
    [InlineData(96, 2, true)]
    [InlineData(47, 1, false)]
    [InlineData(48, 2, false)] // Each group by itself has too few.
    public void Gradients_are_handed_back_through_them_where_sums_are_long(int outChannels, int groups, bool isTransposed)
    {
        var d = new Declared(training: true, 6, 9, 9);
        var conv = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", outChannels), ("Kernel", 5), ("Groups", groups));
        var training = Differentiation.Differentiate(d.Build(conv), hasLoss: false);

        var graph = TransposedWeights.Rewrite(training).Graph;

        var gradient = Assert.Single(graph.Nodes, n => n.Operator is Conv2dInputGradient);
        Assert.Equal(isTransposed, ((Conv2dInputGradient)gradient.Operator).Transposed);
        Assert.Equal(isTransposed ? $"{groups}×{150 / groups}×{outChannels / groups}" : $"{outChannels}×{6 / groups}×5×5", $"{graph.Nodes[gradient.Inputs[1]].Type.Shape}");
    }

    [Fact]
    public void A_transposed_convolution_is_a_gradient_handed_back()
    {
        var d = new Declared(training: false, 64, 5, 7);
        var graph = TransposedWeights.Rewrite(d.Build(d.Layer("Up", "ConvTranspose2d", d.Input, ("outChannels", 3), ("Kernel", 2), ("Stride", 2))));

        var node = Assert.Single(graph.Nodes, n => n.Operator is Conv2dInputGradient { Transposed: true });
        Assert.Equal("3×10×14", $"{node.Type.Shape}");
        Assert.Equal("1×12×64", $"{graph.Nodes[node.Inputs[1]].Type.Shape}");
    }
}
