using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Operators;

namespace NetGen.Generator.Tests.Passes;

public class ChannelsLastImagesTests
{
    [Fact]
    public void Between_two_convolutions_an_image_is_not_transposed()
    {
        var d = new Declared(training: false, 16, 12, 12);
        var rewritten = Rewrite(d, Convolution(d, "B", Convolution(d, "A", d.Input, 32), 16));

        Assert.Equal(
            ["WinogradConv2d 16×12×12 → 12×12×32", "AddBias", "Relu", "WinogradConv2d 12×12×32 → 16×12×12", "AddBias", "Relu"],
            Listing(rewritten));
        Assert.Equal([-1, 0], rewritten.Nodes.Select(n => n.Operator).OfType<AddBias>().Select(b => b.Axis));
    }

    [Fact]
    public void Blocks_add_their_images_as_they_lie_and_what_comes_from_elsewhere_is_transposed_once()
    {
        var d = new Declared(training: false, 3, 12, 12);
        var x = Convolution(d, "Stem", d.Input, 16, kernel: 1);
        for (var block = 0; block < 3; block++)
        {
            var y = d.Layer($"C{block}", "Conv2d", Convolution(d, $"B{block}", x, 16), Settings(16, 3));
            x = d.Layer($"R{block}", "Relu", d.Apply($"A{block}", new Add(), y, x));
        }

        var rewritten = Rewrite(d, d.Layer("P", "MaxPool2d", x, ("Kernel", 2)));

        string[] first = ["WinogradConv2d 12×12×16 → 12×12×16", "AddBias", "Relu"];
        string[] second = ["WinogradConv2d 12×12×16 → 12×12×16", "AddBias", "Add", "Relu"];
        Assert.Equal(
            ["Conv2d", "AddBias", "Relu", "Permute", .. first, .. second, .. first, .. second, .. first, .. second, "Permute", "MaxPool2d"],
            Listing(rewritten));
    }

    [Fact]
    public void Readers_of_channels_first_share_one_transposition()
    {
        var d = new Declared(training: false, 16, 12, 12);
        var x = Convolution(d, "A", d.Input, 16);
        var (y, z, again) = (Convolution(d, "B", x, 16), Convolution(d, "C", x, 16), Convolution(d, "D", x, 16));

        var rewritten = Rewrite(
            d, y, z, again, d.Layer("P", "MaxPool2d", x, ("Kernel", 2)), d.Layer("Q", "AvgPool2d", x, ("Kernel", 2)));

        var transposition = Assert.Single(rewritten.Nodes, n => n.Operator is Permute);
        Assert.Equal("16×12×12", transposition.Type.Shape.ToString());
        Assert.Equal(2, rewritten.Nodes.Count(n => n.Inputs.Contains(transposition.Id)));
        Assert.Equal(3, rewritten.Nodes.Count(n => n.Operator is WinogradConv2d { ReadsChannelsLast: true, WritesChannelsLast: false }));
    }

    [Theory]
    [InlineData(20)] // Channels that do not fill vectors.
    [InlineData(32)] // What is read as an output of the network.
    public void Else_all_stays_as_it_is(int channels)
    {
        var d = new Declared(training: false, 16, 12, 12);
        var x = Convolution(d, "A", d.Input, channels);
        var y = Convolution(d, "B", x, 16);

        var rewritten = channels == 20 ? Rewrite(d, y) : Rewrite(d, y, x);

        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is Permute or WinogradConv2d { ReadsChannelsLast: true });
        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is WinogradConv2d { WritesChannelsLast: true });
    }

    [Fact]
    public void What_is_read_as_an_output_can_be_added_to()
    {
        var d = new Declared(training: false, 16, 12, 12);
        var x = Convolution(d, "A", d.Input, 16);
        var y = d.Apply("Sum", new Add(), d.Layer("B", "Conv2d", Convolution(d, "C", x, 16), Settings(16, 3)), x);

        var rewritten = Rewrite(d, Convolution(d, "D", Convolution(d, "E", y, 16), 16), x);

        var sum = Assert.Single(rewritten.Nodes, n => n.Operator is Add);
        Assert.All(sum.Inputs, i => Assert.Equal(sum.Type, rewritten.Nodes[i].Type));
    }

    /// <summary>One end of two is worth no transposition.</summary>
    [Fact]
    public void Neighbours_of_other_kinds_keep_channels_first()
    {
        var d = new Declared(training: false, 16, 12, 12);
        var x = d.Layer("P", "MaxPool2d", Convolution(d, "A", d.Input, 16), ("Kernel", 3), ("Stride", 1), ("Padding", 1));

        var rewritten = Rewrite(d, Convolution(d, "B", x, 16));

        Assert.Equal(2, rewritten.Nodes.Count(n => n.Operator is WinogradConv2d { ReadsChannelsLast: false, WritesChannelsLast: false }));
        Assert.DoesNotContain(rewritten.Nodes, n => n.Operator is Permute);
    }

    private static Value Convolution(Declared d, string member, Value x, int channels, int kernel = 3) =>
        d.Layer(member, "Relu", d.Layer(member, "Conv2d", x, Settings(channels, kernel)));

    private static (string Name, object Value)[] Settings(int channels, int kernel) =>
        [("outChannels", channels), ("Kernel", kernel), ("Padding", kernel / 2)];

    private static Graph.Graph Rewrite(Declared d, params Value[] outputs) =>
        ChannelsLastImages.Rewrite(WinogradChoice.Rewrite(d.Build(outputs)));

    private static IEnumerable<string> Listing(Graph.Graph graph) => graph.Nodes
        .Where(n => n.Operator is not (SourceOperator or WinogradWeights))
        .Select(n => n.Operator.Name + (n.Operator is WinogradConv2d ? $" {graph.Nodes[n.Inputs[0]].Type.Shape} → {n.Type.Shape}" : ""));
}
