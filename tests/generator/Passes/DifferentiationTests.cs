using NetGen.Autodiff;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Passes;

public class DifferentiationTests
{
    [Fact]
    public void The_backward_graph_is_ordinary_graph_behind_the_forward_one()
    {
        var d = new Declared(training: true, 3);
        var y = d.Layer("Act", "Relu", d.Layer("Fc", "Linear", d.Input, ("outFeatures", 2)));

        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        Assert.Equal(
            """
            %0 = InputSource() : N×3  // 
            %1 = ParameterSource() : 2×3  // Fc
            %2 = Linear(%0, %1) : N×2  // Fc
            %3 = ParameterSource() : 2  // Fc
            %4 = AddBias(%2, %3) : N×2  // Fc
            %5 = Relu(%4) : N×2  // Act
            %6 = OutputGradientSource() : N×2  // Act
            %7 = ReluGradient(%6, %5) : N×2  // Act
            %8 = ChannelSum(%7) : 2  // Fc
            %9 = LinearInputGradient(%7, %1) : N×3  // Fc
            %10 = LinearWeightGradient(%0, %7) : 2×3  // Fc
            outputs %5
            """.ReplaceLineEndings("\n"),
            training.Graph.ToString());
        Assert.Equal(6, training.ForwardCount);
        Assert.Equal([new(0, 10), new(1, 8)], training.ParameterGradients);
        Assert.Equal([new(0, 9)], training.InputGradients);
        Assert.Equal([9], training.OnlyForInputs);
    }

    [Fact]
    public void A_value_used_twice_gets_the_sum_of_both_gradients()
    {
        var d = new Declared(training: true, 3);
        var y = d.Layer("Fc", "Linear", d.Input, ("outFeatures", 3));
        var graph = d.Build(d.Apply(new Add(), y, y));

        var training = Differentiation.Differentiate(graph, hasLoss: false);

        Assert.Single(training.Graph.Nodes, n => n.Operator is Add && n.Id >= training.ForwardCount);
    }

    [Fact]
    public void One_value_that_is_the_gradient_of_two_parameters_is_copied_for_the_second()
    {
        var d = new Declared(training: true, 3);
        var first = d.Layer("A", "Linear", d.Input, ("outFeatures", 2));
        var second = d.Layer("B", "Linear", d.Input, ("outFeatures", 2));
        var training = Differentiation.Differentiate(d.Build(d.Apply(new Add(), first, second)), hasLoss: false);

        Assert.Equal(training.ParameterGradients.Count, training.ParameterGradients.Select(g => g.Node).Distinct().Count());
    }

    [Fact]
    public void What_pooling_saves_is_computed_by_the_forward_pass()
    {
        var d = new Declared(training: true, 2, 4, 4);
        var x = d.Layer("Conv", "Conv2d", d.Input, ("outChannels", 2), ("Kernel", 1));
        var training = Differentiation.Differentiate(d.Build(d.Layer("Pool", "MaxPool2d", x, ("kernel", 2))), hasLoss: false);

        Assert.True(training.Graph.Nodes.Single(n => n.Operator is MaxPool2dPositions).Id < training.ForwardCount);
    }

    [Fact]
    public void What_no_parameter_needs_is_not_differentiated()
    {
        var d = new Declared(training: true, 3);
        var training = Differentiation.Differentiate(d.Build(d.Layer("Act", "Tanh", d.Input)), hasLoss: false);

        Assert.Empty(training.ParameterGradients);
        Assert.All(training.Graph.Nodes.Where(n => n.Id >= training.ForwardCount && n.Operator is not SourceOperator),
            n => Assert.Contains(n.Id, training.OnlyForInputs));
    }
}
