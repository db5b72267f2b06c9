using NetGen.Autodiff;
using NetGen.Fusion;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Generator.Tests.Passes;

public class PlannerTests
{
    [Fact]
    public void Values_that_live_at_once_never_share_memory_and_others_do()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 200).Select(i =>
        {
            var start = random.Next(100);
            return new Lifetime(i, 16 * (1 + random.Next(20)), start, start + random.Next(10));
        }).ToArray();

        var (offsets, size) = ArenaPlanner.Plan(values);

        foreach (var a in values)
            foreach (var b in values.Where(b => b.Node > a.Node && b.Start <= a.End && a.Start <= b.End))
            {
                Assert.True(offsets[a.Node] + a.Size <= offsets[b.Node] || offsets[b.Node] + b.Size <= offsets[a.Node]);
            }

        Assert.True(size < values.Sum(v => v.Size) / 4);
        Assert.All(values, v => Assert.True(offsets[v.Node] + v.Size <= size));
    }

    [Fact]
    public void What_stays_in_a_kernel_takes_no_room_in_the_arena()
    {
        var d = new Declared(training: true, 3, 8, 8);
        var conv = d.Layer("C1", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3));
        var y = d.Layer("C1", "MaxPool2d", d.Layer("C1", "Sigmoid", conv), ("kernel", 2));
        var graph = d.Build(y);

        var schedule = Planner.Plan(Fuser.Fuse(graph, graph.Nodes.Count, []), ProgramKind.Evaluation, ParameterLayout.Of(d.Parameters));

        Region Of(string name) => schedule.Places[graph.Nodes.Single(n => n.Operator.Name == name).Id].Region;
        Assert.Equal(Region.None, Of("Conv2d"));
        Assert.Equal(Region.None, Of("AddBias"));
        Assert.Equal(Region.Scratch, Of("Sigmoid"));
        Assert.Equal(Region.Samples, Of("MaxPool2d"));
        Assert.Equal(Place.Align(3 * 8 * 8) + Place.Align(4 * 3 * 3), schedule.SampleFloats);
    }

    [Fact]
    public void Gradients_of_parameters_lie_where_the_parameters_do()
    {
        var d = new Declared(training: true, 3);
        var y = d.Layer("B", "Linear", d.Layer("A", "Linear", d.Input, ("outFeatures", 5)), ("outFeatures", 2));
        var layout = ParameterLayout.Of(d.Parameters);
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        var schedule = Planner.Plan(
            Fuser.Fuse(training.Graph, training.ForwardCount, training.OnlyForInputs), ProgramKind.Training, layout, training);

        Assert.All(training.ParameterGradients, g => Assert.Equal(new(Region.Gradients, layout.Offsets[g.Of]), schedule.Places[g.Node]));
        Assert.Equal(4, training.ParameterGradients.Count);
    }

    [Theory]
    [InlineData(6, 10, 11)] // 1100 pixels
    [InlineData(6, 32, 1)] // as many in one image
    [InlineData(2048, 14, 1)] // what the cache has no room for twice
    public void Weights_gradients_of_small_images_take_several_samples_at_a_time(int channels, int size, int expected)
    {
        var d = new Declared(training: true, channels, size, size);
        var y = d.Layer("C", "Sigmoid", d.Layer("C", "Conv2d", d.Input, ("outChannels", 16), ("Kernel", 3), ("Padding", 1)));
        var training = Differentiation.Differentiate(d.Build(y), hasLoss: false);

        var schedule = Planner.Plan(
            Fuser.Fuse(training.Graph, training.ForwardCount, training.OnlyForInputs), ProgramKind.Training, ParameterLayout.Of(d.Parameters), training);

        var kernel = schedule.Backward.Single(k => k.Kernel.Steps.Any(s => schedule.Graph.Nodes[s.Nodes[0]].Operator is Conv2dWeightGradient));
        Assert.Equal(expected, kernel.MicroBatch);
        Assert.Equal(kernel.OperatorScratch + Place.Align(expected * 16 * size * size), schedule.ScratchFloats);
    }

    [Fact]
    public void What_is_put_side_by_side_is_made_in_its_place()
    {
        var d = new Declared(training: false, 3, 8, 8);
        var a = d.Layer("A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 3), ("Padding", 1));
        var b = d.Layer("B", "Conv2d", d.Input, ("outChannels", 5), ("Kernel", 1));
        var inner = d.Apply("Forward", new Concat(0), a, b);
        var graph = d.Build(d.Layer("C", "Relu", d.Apply("Forward", new Concat(0), inner, d.Input, a)));

        var schedule = Forward(d, graph);

        var (first, outer) = (graph.Nodes.First(n => n.Operator is Concat).Id, graph.Nodes.Last(n => n.Operator is Concat).Id);
        Part? Of(Func<NetGen.Graph.Node, bool> isIt) => schedule.Places[graph.Nodes.Last(isIt).Id].Part;
        Assert.Equal(new(outer, 0), Of(n => n.Origin == "A"));
        Assert.Equal(new(outer, 4 * 64), Of(n => n.Origin == "B"));
        Assert.Equal(new(outer, 0), Of(n => n.Id == first));
        Assert.DoesNotContain(schedule.Forward.SelectMany(k => k.Kernel.Steps), s => s.Nodes.Contains(first));
        Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(i => schedule.LiesIn(graph.Nodes[outer], i)));
    }

    [Fact]
    public void A_run_of_channels_is_read_where_it_lies_and_columns_are_copied()
    {
        var d = new Declared(training: false, 6, 8, 8);
        var channels = d.Apply("Forward", new Slice(0, 2, 3), d.Input);
        var columns = d.Apply("Forward", new Slice(2, 1, 4), channels);
        var graph = d.Build(d.Layer("A", "Tanh", columns));

        var schedule = Forward(d, graph);

        Assert.Equal(new(graph.Nodes.Single(n => n.Operator is NetGen.Graph.InputSource).Id, 2 * 64), schedule.Places[1].Part);
        Assert.Equal(["Slice", "Tanh"], schedule.Forward.SelectMany(k => k.Kernel.Steps).Select(s => graph.Nodes[s.Nodes[0]].Operator.Name));
    }

    [Theory]
    [InlineData(8, 12)]
    [InlineData(4, 3)]
    public void What_is_made_of_several_samples_at_once_or_is_small_is_copied(int size, int channels)
    {
        var d = new Declared(training: true, channels, size, size);
        var (weight, other) = (new WinogradWeights(WinogradTile.F43, false), d.Layer("B", "Relu", d.Input));
        var w = d.Apply("A", weight, d.Parameter(new("weight", new(channels, channels, 3, 3), InitialValue.Zero)));
        var graph = d.Build(d.Apply("Forward", new Concat(0), d.Apply("A", new WinogradConv2d(channels, WinogradTile.F43, 1, 1), d.Input, w), other));

        var schedule = Forward(d, graph);

        var concat = graph.Nodes.Single(n => n.Operator is Concat);
        Assert.False(schedule.LiesIn(concat, 0));
        Assert.Equal(size == 8, schedule.LiesIn(concat, 1));
        Assert.Contains(schedule.Forward.SelectMany(k => k.Kernel.Steps), s => s.Nodes.Contains(concat.Id));
    }

    [Fact]
    public void Large_samples_go_through_a_chain_of_kernels_one_after_the_other()
    {
        var d = new Declared(training: false, 4, 100, 100);
        var a = d.Layer("A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 5));
        var b = d.Layer("B", "Conv2d", a, ("outChannels", 4), ("Kernel", 5));
        var scores = d.Layer("C", "Linear", d.Layer("Flat", "Flatten", b), ("outFeatures", 10));
        var graph = d.Build(scores);

        var schedule = Forward(d, graph);

        var chain = Assert.Single(schedule.Chains);
        Assert.Equal((0, 2), (chain.First, chain.Count));
        Assert.Equal(["A", "B", "C"], schedule.Forward.Select(k => k.Kernel.Name));
        Assert.Equal([true, true, false], schedule.Forward.Select(k => schedule.ChainOf(k) is not null));
        Region Of(string origin) => schedule.Places[graph.Nodes.Last(n => n.Origin == origin && n.Type.Batched).Id].Region;
        Assert.Equal(Region.Chain, Of("A"));
        Assert.Equal(Region.Samples, Of("B")); // It leaves the chain.
        Assert.Equal((4 * 100 * 100) + (4 * 92 * 92), schedule.SampleFloats); // It does while other samples' input is still needed.
        var values = schedule.Places.Where(p => p.Region == Region.Chain).ToArray();
        Assert.True(values.Min(p => p.Offset) >= schedule.Forward.Take(2).Max(k => k.OperatorScratch));
        Assert.True(schedule.ScratchFloats >= values.Max(p => p.Offset) + (4 * 96 * 96));
    }

    [Theory]
    [InlineData("training", 100)]
    [InlineData("small", 60)] // A batch of these stays in the cache anyway.
    [InlineData("device", 100)]
    public void Nothing_else_does(string what, int size)
    {
        var (kind, target) = (what == "training" ? ProgramKind.Training : ProgramKind.Inference, what == "device" ? Target.Device : Target.Processor);
        var d = new Declared(training: false, 4, size, size);
        var a = d.Layer("A", "Conv2d", d.Input, ("outChannels", 4), ("Kernel", 5));
        var graph = d.Build(d.Layer("B", "Conv2d", a, ("outChannels", 4), ("Kernel", 5)));

        var schedule = Planner.Plan(Fuser.Fuse(graph, graph.Nodes.Count, []), kind, ParameterLayout.Of(d.Parameters), target: target);

        Assert.Empty(schedule.Chains);
        Assert.DoesNotContain(schedule.Places, p => p.Region == Region.Chain);
    }

    private static Schedule Forward(Declared d, NetGen.Graph.Graph graph) =>
        Planner.Plan(Fuser.Fuse(graph, graph.Nodes.Count, []), ProgramKind.Inference, ParameterLayout.Of(d.Parameters));
}
