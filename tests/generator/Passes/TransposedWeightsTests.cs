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
}
