using NetGen.Autodiff;
using NetGen.Fusion;
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
}
