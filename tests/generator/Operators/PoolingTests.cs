using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class PoolingTests
{
    [Theory]
    [InlineData(2, 2, 0, 1, false)]
    [InlineData(3, 2, 1, 1, false)]
    [InlineData(3, 2, 1, 1, true)]
    [InlineData(2, 1, 1, 2, false)]
    public void Max_gradients_are_those_of_finite_differences(int kernel, int stride, int padding, int dilation, bool ceil) => Gradients(
        Layer("MaxPool2d", ("kernel", kernel), ("Stride", stride), ("Padding", padding), ("Dilation", dilation), ("CeilMode", ceil)),
        2,
        TensorType.Sample(2, 5, 4));

    [Theory]
    [InlineData(2, 2, 0, true, false)]
    [InlineData(3, 2, 1, true, true)]
    [InlineData(3, 2, 1, false, true)]
    [InlineData(3, 1, 1, false, false)]
    public void Average_gradients_are_those_of_finite_differences(int kernel, int stride, int padding, bool pad, bool ceil) => Gradients(
        Layer("AvgPool2d", ("kernel", kernel), ("Stride", stride), ("Padding", padding), ("CountIncludePad", pad), ("CeilMode", ceil)),
        2,
        TensorType.Sample(2, 6, 4));

    [Fact]
    public void Global_average_gradients_are_those_of_finite_differences() =>
        Gradients(Layer("GlobalAvgPool2d"), 2, TensorType.Sample(3, 2, 4));

    [Fact]
    public void Stride_is_the_kernel_unless_written()
    {
        Assert.Equal(new Shape(6, 14, 9), Shape(Layer("MaxPool2d", ("KernelHeight", 2), ("KernelWidth", 3)), 6, 28, 28));
        Assert.Equal(new Shape(6, 27, 9), Shape(Layer("AvgPool2d", ("kernel", 2), ("StrideHeight", 1), ("StrideWidth", 3)), 6, 28, 28));
    }

    [Fact]
    public void Ceil_mode_counts_a_partial_window_that_starts_inside()
    {
        Assert.Equal(new Shape(1, 3, 3), Shape(Layer("MaxPool2d", ("kernel", 2), ("CeilMode", true)), 1, 5, 5));
        Assert.Equal(
            new Shape(1, 2, 2), Shape(Layer("MaxPool2d", ("kernel", 2), ("Stride", 3), ("CeilMode", true), ("Padding", 1)), 1, 4, 4));
    }

    [Fact]
    public void Global_average_leaves_one_pixel() => Assert.Equal(new Shape(512, 1, 1), Shape(Layer("GlobalAvgPool2d"), 512, 7, 7));

    [Fact]
    public void The_first_of_equals_gets_the_gradient()
    {
        var window = new Window(2, 2, 2, 2, 0, 0, 1, 1);

        Assert.Equal([1], Evaluate(new MaxPool2dPositions(window, false), 1, new Operand(TensorType.Sample(1, 2, 2), [1, 3, 3, 3])));
    }

    [Fact]
    public void Not_a_number_comes_through()
    {
        var window = new Window(2, 2, 2, 2, 0, 0, 1, 1);

        Assert.Equal(
            [double.NaN], Evaluate(new MaxPool2d(window, false), 1, new Operand(TensorType.Sample(1, 2, 2), [1, double.NaN, 3, 2])));
    }

    [Theory]
    [InlineData("MaxPool2d")]
    [InlineData("AvgPool2d")]
    public void Refuses_padding_beyond_half_of_the_kernel(string pool)
    {
        var refusal = Refused(() => Layer(pool, ("kernel", 3), ("PaddingWidth", 2)), 1, 8, 8);

        Assert.Equal(("NG0210", "PaddingWidth"), (refusal.Id, refusal.Argument));
        Assert.Equal($"{pool}: a padding of 2 is more than half of the kernel's width, 3.", refusal.Message);
    }

    [Theory]
    [InlineData("MaxPool2d")]
    [InlineData("AvgPool2d")]
    [InlineData("GlobalAvgPool2d")]
    public void Refuses_features(string pool)
    {
        var refusal = Refused(() => Layer(pool), 10);

        Assert.Equal("NG0203", refusal.Id);
        Assert.StartsWith($"{pool} expects an image", refusal.Message);
    }

    [Fact]
    public void Refuses_a_kernel_greater_than_the_image() =>
        Assert.Equal("NG0204", Refused(() => Layer("MaxPool2d", ("kernel", 3)), 4, 8, 2).Id);

    [Fact]
    public void Refuses_a_dilated_window_that_straddles_the_image() =>
        Assert.Equal("NG0204", Refused(() => Layer("MaxPool2d", ("kernel", 2), ("Padding", 1), ("Dilation", 2)), 4, 1, 1).Id);
}
