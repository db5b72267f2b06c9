using NetGen.Autodiff;
using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Operators;
using NetGen.Simplification;

namespace NetGen.Generator.Tests.Passes;

public class FuserTests
{
    [Fact]
    public void A_convolution_takes_bias_activation_and_pooling_along()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3));
        var y = d.Layer("C1", "MaxPool2d", d.Layer("C1", "Relu", x), ("kernel", 2));

        Assert.Equal(["C1: Conv2d AddBias | MaxPool2d | Relu"], Kernels(PoolBeforeRelu.Rewrite(d.Build(y))));
    }

    [Fact]
    public void A_residual_joins_the_kernel_that_computes_the_last_summand()
    {
        var d = new Declared(training: false, 4, 8, 8);
        var first = d.Layer("Conv1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 1));
        var second = d.Layer("Conv2", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Padding", 1));
        var y = d.Layer("Act", "Relu", d.Apply(new Add(), second, first));

        Assert.Equal(["Conv1: Conv2d AddBias", "Conv2Act: Conv2d AddBias Add Relu"], Kernels(d.Build(y)));
    }

    [Fact]
    public void Batch_statistics_end_a_kernel_and_normalisation_starts_the_next_convolution()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("Conv1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Bias", false));
        x = d.Layer("Act", "Relu", d.Layer("Bn1", "BatchNorm", x));
        var y = d.Layer("Conv2", "Conv2d", x, ("outChannels", 4), ("Kernel", 3), ("Bias", false));

        Assert.Equal(
            [
                "Conv1Bn1: Conv2d | BatchStatistics",
                "Bn1Coefficients: Mean | InverseDeviation | RunningMean | RunningVariance | CountBatch",
                "Bn1ActConv2: BatchNormalize Relu | Conv2d",
            ],
            Kernels(d.Build(y)));
    }

    [Fact]
    public void Backward_gathers_what_reads_one_gradient_while_it_is_in_the_cache()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("C1", "MaxPool2d", d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3)), ("kernel", 2));
        var y = d.Layer("Fc", "Linear", d.Layer("Flat", "Flatten", x), ("outFeatures", 5));
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        var kernels = Kernels(Fuser.Fuse(training.Graph, training.ForwardCount, training.OnlyForInputs)).ToArray();

        Assert.Contains("C1: Conv2d AddBias | MaxPool2d | MaxPool2dPositions", kernels);
        Assert.Contains("C1Backward: MaxPool2dGradient | ChannelSum | Conv2dInputGradient? | Conv2dWeightGradient", kernels);
    }

    [Theory]
    [InlineData(192, true)]
    [InlineData(256, false)]
    public void Transformed_weights_and_partial_sums_are_in_one_kernel_where_they_are_small(int channels, bool areTogether)
    {
        var d = new Declared(training: true, channels, 13, 13);
        var x = d.Layer("C1", "Conv2d", d.Input, ("outChannels", channels), ("Kernel", 3), ("Padding", 1));
        var y = d.Layer("C2", "Conv2d", x, ("outChannels", channels), ("Kernel", 3), ("Padding", 1));
        var training = WinogradChoice.Rewrite(Differentiation.Differentiate(d.Build(y), hasLoss: false));

        var kernel = Kernels(Fuser.Fuse(training)).Single(k => k.StartsWith("C2Backward") && k.Contains("WinogradConv2d"));

        Assert.Equal(areTogether, kernel.Contains("WinogradWeightGradient"));
    }

    [Fact]
    public void Every_computed_node_is_in_exactly_one_kernel_after_those_it_reads()
    {
        var d = new Declared(training: true, 3, 9, 7);
        var x = d.Layer("Conv1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Padding", 1));
        var branch = d.Layer("Bn1", "BatchNorm", d.Layer("Conv2", "Conv2d", x, ("outChannels", 4), ("Kernel", 3), ("Padding", 1)));
        var sum = d.Layer("Act", "Sigmoid", d.Apply(new Add(), x, branch));
        var y = d.Layer("Fc", "Linear", d.Layer("Flat", "Flatten", d.Layer("Pool", "AvgPool2d", sum, ("kernel", 2))), ("outFeatures", 5));
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);
        var fused = Fuser.Fuse(training.Graph, training.ForwardCount, training.OnlyForInputs);

        var order = fused.Kernels.SelectMany(k => k.Steps).SelectMany(s => s.Nodes).ToList();
        Assert.Equal(order.Count, order.Distinct().Count());
        Assert.Equal(training.Graph.Nodes.Count(n => n.Operator is not (SourceOperator or ViewOperator)), order.Count);
        Assert.All(order, id => Assert.All(
            training.Graph.Nodes[id].Inputs.Select(training.Graph.Root).Where(i => training.Graph.Nodes[i].Operator is not SourceOperator),
            input => Assert.True(order.IndexOf(input) < order.IndexOf(id))));
    }

    [Fact]
    public void No_kernel_can_be_called_like_a_type_of_the_runtime()
    {
        var types = typeof(NetGen.Kernels.Executor).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == "NetGen.Kernels" && !t.GetInterfaces().Any(i => i.Name.StartsWith("IVector")));
        Assert.Empty(types.Select(t => t.Name.Split('`')[0]).Except(KernelNames.Reserved));
    }

    private static IEnumerable<string> Kernels(Graph.Graph graph) => Kernels(Fuser.Fuse(graph, graph.Nodes.Count, []));

    /// <summary>One line a kernel: name, steps apart by bars, a question mark behind what runs on request only.</summary>
    private static IEnumerable<string> Kernels(FusedGraph fused) => fused.Kernels.Select(k => k.Name + ": " + string.Join(
        " | ", k.Steps.Select(s => string.Join(" ", s.Nodes.Select(n => fused.Graph.Nodes[n].Operator.Name)) + (s.OnRequest ? "?" : ""))));
}
