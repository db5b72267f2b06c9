using NetGen.Autodiff;
using NetGen.Fusion;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Generator.Tests.Passes;

public class RecomputationTests
{
    [Fact]
    public void Relu_of_a_batch_norm_is_computed_again_where_its_gradient_is()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Bias", false));
        x = d.Layer("A", "Relu", d.Layer("A", "BatchNorm", x));
        var training = Rewritten(d, d.Layer("B", "Conv2d", x, ("outChannels", 2), ("Kernel", 3)));

        Assert.Equal(["BatchNormalize", "Relu"], training.Again.Select(id => training.Graph.Nodes[id].Operator.Name));
        var kernels = Fuser.Fuse(training).Kernels.Where(k => k.Steps.Any(s => s.Nodes.Any(training.Again.Contains))).ToArray();
        var steps = Assert.Single(kernels).Steps.Select(s => string.Join(" ", s.Nodes.Select(n => training.Graph.Nodes[n].Operator.Name)));
        string[] expected =
            ["BatchNormSums", "BatchNormalize Relu", "ChannelSum", "Conv2dInputGradient ReluGradient", "Conv2dWeightGradient"];
        Assert.Equal(expected, steps.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_others_read_too_or_follows_from_nothing_kept_is_kept()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("A", "Relu", d.Layer("A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3)));
        var y = d.Layer("B", "Relu", d.Layer("B", "BatchNorm", x));
        var z = d.Layer("C", "Conv2d", y, ("outChannels", 4), ("Kernel", 3), ("Padding", 1));
        var training = Rewritten(d, d.Apply("Forward", new Add(), y, z));

        Assert.Empty(training.Again);
    }

    [Fact]
    public void A_block_is_computed_again_but_for_its_results_and_what_exists_once()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var x = d.Layer("Block.A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Bias", false));
        x = d.Layer("Block.A", "Sigmoid", d.Layer("Block.A", "BatchNorm", x));
        x = d.Layer("Block.B", "MaxPool2d", d.Layer("Block.B", "Tanh", x), ("kernel", 2));
        var before = Differentiation.Differentiate(d.Build(d.Layer("C", "Conv2d", x, ("outChannels", 2), ("Kernel", 3))), hasLoss: false);

        var after = Recomputation.Rewrite(before, ["Block"]);

        var again = after.Again.Select(id => after.Graph.Nodes[id].Operator.Name).ToArray();
        Assert.Equal(["Conv2d", "BatchNormalize", "Sigmoid", "Tanh", "MaxPool2dPositions"], again);
        Assert.Equal(before.Graph.Updates.Count, after.Graph.Updates.Count);
        Assert.Equal(before.ForwardCount - 1, after.ForwardCount);
        var backward = after.Graph.Nodes.Skip(after.ForwardCount).Where(n => !after.Again.Contains(n.Id));
        var read = backward.SelectMany(n => n.Inputs).Where(i => i < after.ForwardCount).Select(i => after.Graph.Nodes[i]);
        Assert.DoesNotContain(read, n => n.Type.Batched && n.Operator is Conv2d or BatchNormalize or Sigmoid or Tanh && n.Origin != "C");
    }

    [Fact]
    public void Blocks_that_are_computed_again_take_less_memory()
    {
        var d = new Declared(training: true, 8, 8, 8);
        var x = d.Input;
        var blocks = Enumerable.Range(0, 6).Select(i => $"Block.{i}").ToArray();
        foreach (var block in blocks)
        {
            x = d.Layer(block, "Tanh", d.Layer(block, "Conv2d", x, ("outChannels", 8), ("Kernel", 3), ("Padding", 1)));
            x = d.Layer(block, "Sigmoid", d.Layer(block, "Conv2d", x, ("outChannels", 8), ("Kernel", 3), ("Padding", 1)));
        }

        var training = Differentiation.Differentiate(d.Build(x), hasLoss: false);
        var (kept, again) = (Floats(training), Floats(Recomputation.Rewrite(training, blocks)));

        Assert.InRange(again, 1, kept * 3 / 4);
        long Floats(TrainingGraph t) =>
            Planner.Plan(Fuser.Fuse(t), ProgramKind.Training, ParameterLayout.Of(d.Parameters), t).SampleFloats;
    }

    private static TrainingGraph Rewritten(Declared d, Value y) =>
        Recomputation.Rewrite(Differentiation.Differentiate(d.Build(y), hasLoss: false), []);
}
