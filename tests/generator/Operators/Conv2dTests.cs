using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class Conv2dTests
{
    [Theory]
    [InlineData(1, 1, 0, 1, 1)]
    [InlineData(3, 1, 1, 1, 1)]
    [InlineData(3, 2, 1, 1, 2)]
    [InlineData(2, 1, 2, 2, 4)]
    [InlineData(3, 3, 0, 1, 1)]
    public void Gradients_are_those_of_finite_differences(int kernel, int stride, int padding, int dilation, int groups) => Gradients(
        Layer(
            "Conv2d", ("outChannels", 4), ("Kernel", kernel), ("Stride", stride), ("Padding", padding), ("Dilation", dilation),
            ("Groups", groups)),
        2,
        TensorType.Sample(4, 5, 4));

    [Fact]
    public void Depthwise_gradients_are_those_of_finite_differences() =>
        Gradients(Layer("DepthwiseConv2d", ("KernelHeight", 3), ("PaddingWidth", 1)), 2, TensorType.Sample(3, 4, 3));

    [Fact]
    public void Depthwise_keeps_the_channels() =>
        Assert.Equal(new Shape(5, 6, 8), Shape(Layer("DepthwiseConv2d", ("Kernel", 3), ("Padding", 1), ("StrideWidth", 2)), 5, 6, 15));

    [Fact]
    public void Names_both_counts_where_the_channels_do_not_match()
    {
        var refusal = Refused(() => Layer("Conv2d", ("outChannels", 8), ("In", 3)), 4, 5, 5);

        Assert.Equal(("NG0201", "In"), (refusal.Id, refusal.Argument));
        Assert.Equal("Conv2d expects 3 channels (In = 3) but receives 4", refusal.Message);
    }

    [Fact]
    public void Refuses_a_kernel_greater_than_the_image()
    {
        var refusal = Refused(() => Layer("Conv2d", ("outChannels", 8), ("Kernel", 3), ("Dilation", 3)), 1, 9, 4);

        Assert.Equal(("NG0204", "Kernel"), (refusal.Id, refusal.Argument));
        Assert.Equal("Conv2d: the kernel reaches over 7 pixels, but the width of 1×9×4 is 4.", refusal.Message);
    }

    [Fact]
    public void Refuses_groups_that_do_not_divide_the_channels() =>
        Assert.Equal("NG0205", Refused(() => Layer("Conv2d", ("outChannels", 4), ("Groups", 2)), 3, 5, 5).Id);

    [Fact]
    public void Refuses_features() => Assert.Equal("NG0203", Refused(() => Layer("Conv2d", ("outChannels", 4)), 10).Id);
}
