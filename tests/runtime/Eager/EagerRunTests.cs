using NetGen.Execution;
using NetGen.Tests.Training;
using Xunit;

namespace NetGen.Tests.Eager;

public class EagerRunTests
{
    [Fact]
    public void A_layer_computes_with_the_weights_of_the_network()
    {
        var scores = EagerRun.Layer(new HandWrittenNetwork(), "fc", [Tensor.From(new float[8], 4)], new LinearAttribute(3));

        Assert.Equal((2, 3), (scores.Batch, scores.Count));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void An_input_of_other_sizes_is_an_error_that_names_the_parameter_and_both_shapes(int features)
    {
        var input = Tensor.From(new float[features], features);

        var error = Assert.Throws<ArgumentException>(
            () => EagerRun.Layer(new HandWrittenNetwork(), "fc", [input], new LinearAttribute(3)));

        Assert.Contains($"fc.weight would have the shape 3×{features} for this input, but the network's is 3×4", error.Message);
    }
}
