using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ViewTests
{
    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        Gradients(Layer("Flatten"), 2, TensorType.Sample(2, 3, 2));
        Gradients(Layer("Reshape", ("sizes", new[] { 3, 4 })), 2, TensorType.Sample(2, 3, 2));
    }

    [Fact]
    public void Flatten_leaves_one_row() => Assert.Equal(new Shape(400), Shape(Layer("Flatten"), 16, 5, 5));

    [Fact]
    public void Reshape_works_out_what_remains() =>
        Assert.Equal(new Shape(4, 25, 4), Shape(Layer("Reshape", ("sizes", new[] { 4, -1, 4 })), 16, 5, 5));

    [Fact]
    public void Refuses_another_number_of_elements()
    {
        var refusal = Refused(() => Layer("Reshape", ("sizes", new[] { 15, 16 })), 16, 5, 5);

        Assert.Equal(("NG0211", "sizes"), (refusal.Id, refusal.Argument));
        Assert.Equal("Reshape: 16×5×5 has 400 elements, but 15×16 has 240.", refusal.Message);
    }

    [Fact]
    public void Refuses_a_remainder_that_is_not_whole() => Assert.Equal(
        "Reshape: 16×5×5 has 400 elements, which 15 does not divide, so 15×? is not possible.",
        Refused(() => Layer("Reshape", ("sizes", new[] { 15, -1 })), 16, 5, 5).Message);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(-1, -1)]
    public void Refuses_sizes_that_mean_nothing(params int[] sizes)
    {
        var refusal = Refused(() => Layer("Reshape", ("sizes", sizes)), 4);

        Assert.Equal(("NG0202", "sizes"), (refusal.Id, refusal.Argument));
    }
}
