using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

/// <summary>Operators that look at neighbours, or change the size of an image; what they compute is in the references.</summary>
public class SpatialTests
{
    [Theory]
    [InlineData(5, 0.75, 3)]
    [InlineData(2, 0.75, 3)]
    [InlineData(1, 1.0, 1)]
    [InlineData(4, 0.5, 17)]
    public void Local_response_gradients_are_those_of_finite_differences(int size, double beta, int channels) => Gradients(
        Layer("LocalResponseNorm", ("size", size), ("Alpha", 0.7), ("Beta", beta), ("K", 1.3)), 2, TensorType.Sample(channels, 2, 3));

    [Theory]
    [InlineData(3, 5, 4)]
    [InlineData(4, 7, 1)]
    [InlineData(7, 3, 5)]
    public void Adaptive_gradients_are_those_of_finite_differences(int output, int height, int width)
    {
        Gradients(Layer("AdaptiveAvgPool2d", ("output", output)), 2, TensorType.Sample(2, height, width));
        Gradients(Layer("AdaptiveMaxPool2d", ("output", output)), 2, TensorType.Sample(2, height, width));
    }

    [Theory]
    [InlineData("ZeroPad2d")]
    [InlineData("ReflectionPad2d")]
    [InlineData("ReplicationPad2d")]
    public void Padding_gradients_are_those_of_finite_differences(string pad) =>
        Gradients(Layer(pad, ("padding", 1), ("Left", 3), ("Bottom", 2)), 2, TensorType.Sample(2, 3, 4));

    [Fact]
    public void Shuffle_gradients_are_those_of_finite_differences()
    {
        Gradients(Layer("PixelShuffle", ("factor", 2)), 2, TensorType.Sample(8, 2, 3));
        Gradients(Layer("PixelUnshuffle", ("factor", 3)), 2, TensorType.Sample(1, 3, 6));
    }

    [Theory]
    [InlineData(1, 2, 1, 0, 1, 1)]
    [InlineData(2, 3, 2, 1, 1, 1)]
    [InlineData(3, 2, 3, 1, 2, 2)]
    public void Transposed_convolution_gradients_are_those_of_finite_differences(
        int groups, int kernel, int stride, int padding, int dilation, int outputPadding) => Gradients(
        Layer(
            "ConvTranspose2d", ("outChannels", 6), ("Kernel", kernel), ("Stride", stride), ("Padding", padding), ("Dilation", dilation),
            ("Groups", groups), ("OutputPadding", stride > 1 ? outputPadding : 0)),
        2,
        TensorType.Sample(6, 2, 3));

    [Theory]
    [InlineData(0, false, 2.0)]
    [InlineData(0, false, 0.6)]
    [InlineData(1, false, 2.0)]
    [InlineData(1, true, 1.5)]
    [InlineData(1, false, 0.4)]
    public void Upsample_gradients_are_those_of_finite_differences(int mode, bool alignCorners, double scale) => Gradients(
        Layer("Upsample", ("scaleFactor", scale), ("Mode", mode), ("AlignCorners", alignCorners)), 2, TensorType.Sample(2, 3, 5));

    [Fact]
    public void Shapes_are_those_of_PyTorch()
    {
        Assert.Equal(new Shape(3, 7, 7), Shape(Layer("AdaptiveAvgPool2d", ("output", 7)), 3, 5, 9));
        Assert.Equal(new Shape(3, 5, 2), Shape(Layer("AdaptiveMaxPool2d", ("Width", 2)), 3, 5, 9));
        Assert.Equal(new Shape(3, 9, 12), Shape(Layer("ZeroPad2d", ("padding", 2), ("Left", 1)), 3, 5, 9));
        Assert.Equal(new Shape(2, 10, 15), Shape(Layer("PixelShuffle", ("factor", 5)), 50, 2, 3));
        Assert.Equal(new Shape(50, 2, 3), Shape(Layer("PixelUnshuffle", ("factor", 5)), 2, 10, 15));
        Assert.Equal(new Shape(3, 3, 6), Shape(Layer("Upsample", ("scaleFactor", 0.7)), 3, 5, 9));
        Assert.Equal(
            new Shape(8, 14, 16),
            Shape(Layer("ConvTranspose2d", ("outChannels", 8), ("Kernel", 3), ("Stride", 2), ("Padding", 1), ("OutputPaddingWidth", 1),
                ("KernelHeight", 4)), 3, 7, 8));
    }

    /// <summary>They then fuse, fold and vectorise as such.</summary>
    [Theory]
    [InlineData("AdaptiveAvgPool2d", 224, 7, "AvgPool2d")]
    [InlineData("AdaptiveAvgPool2d", 7, 3, "AvgPool2d")]
    [InlineData("AdaptiveAvgPool2d", 7, 1, "GlobalAvgPool2d")]
    [InlineData("AdaptiveAvgPool2d", 10, 4, "AdaptiveAvgPool2d")]
    [InlineData("AdaptiveAvgPool2d", 3, 6, "AdaptiveAvgPool2d")]
    [InlineData("AdaptiveMaxPool2d", 9, 3, "MaxPool2d")]
    [InlineData("AdaptiveMaxPool2d", 9, 5, "AdaptiveMaxPool2d")]
    public void Adaptive_pools_with_equal_windows_are_ordinary_ones(string layer, int size, int output, string expected)
    {
        var operators = new OperatorNames();
        Layer(layer, ("output", output)).Build(operators, [new Tape(true, 2).Input(TensorType.Sample(1, size, size))]);

        Assert.Equal([expected], operators.Names);
    }

    [Theory]
    [InlineData("AdaptiveAvgPool2d")]
    [InlineData("AdaptiveMaxPool2d")]
    public void The_same_size_is_the_same_image(string layer)
    {
        var image = new Tape(true, 2).Input(TensorType.Sample(3, 5, 4));

        Assert.Same(image, Layer(layer, ("Height", 5)).Build(new Tape(true, 2), [image]));
        Assert.Same(image, Layer("Upsample", ("Height", 5), ("Width", 4), ("Mode", 1)).Build(new Tape(true, 2), [image]));
    }

    [Theory]
    [InlineData("LocalResponseNorm", "size")]
    [InlineData("AdaptiveAvgPool2d", "output")]
    [InlineData("AdaptiveMaxPool2d", "Height")]
    [InlineData("PixelShuffle", "factor")]
    [InlineData("PixelUnshuffle", "factor")]
    [InlineData("ConvTranspose2d", "outChannels")]
    [InlineData("Upsample", "Height")]
    public void Refuses_sizes_below_1(string layer, string setting)
    {
        var refusal = Refused(() => Layer(layer, (setting, 0)), 1, 4, 4);

        Assert.Equal(("NG0202", setting), (refusal.Id, refusal.Argument));
        Assert.Equal($"{layer}: {setting} must be at least 1, but is 0.", refusal.Message);
    }

    [Fact]
    public void Refuses_negative_padding() => Assert.Equal(
        "ZeroPad2d: Left must be at least 0, but is -1.", Refused(() => Layer("ZeroPad2d", ("Left", -1)), 1, 4, 4).Message);

    [Theory]
    [InlineData("Left", 4, "ReflectionPad2d: Left = 4 must be less than the width of 2×5×4, 4: there are no more pixels to mirror.")]
    [InlineData("Bottom", 5, "ReflectionPad2d: Bottom = 5 must be less than the height of 2×5×4, 5: there are no more pixels to mirror.")]
    public void Refuses_to_reflect_more_than_there_is(string side, int pixels, string message)
    {
        var refusal = Refused(() => Layer("ReflectionPad2d", (side, pixels)), 2, 5, 4);

        Assert.Equal(("NG0210", side, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void Refuses_channels_that_make_no_squares()
    {
        var shuffle = Refused(() => Layer("PixelShuffle", ("factor", 3)), 12, 4, 4);
        var unshuffle = Refused(() => Layer("PixelUnshuffle", ("factor", 3)), 12, 6, 4);

        Assert.Equal(("NG0205", "factor"), (shuffle.Id, shuffle.Argument));
        Assert.Equal("PixelShuffle: the 12 channels of 12×4×4 must be divisible by the factor's square, 9.", shuffle.Message);
        Assert.Equal("PixelUnshuffle: height and width of 12×6×4 must be divisible by the factor, 3.", unshuffle.Message);
    }

    [Fact]
    public void Refuses_an_adaptive_pool_without_a_size() => Assert.Equal(
        "AdaptiveAvgPool2d needs the size of its output: AdaptiveAvgPool2d(7), or Height and Width apart.",
        Refused(() => Layer("AdaptiveAvgPool2d"), 1, 4, 4).Message);

    [Fact]
    public void Refuses_contradictory_upsampling()
    {
        Assert.Equal(
            "Upsample needs either a factor, as in Upsample(2), or Height and Width.", Refused(() => Layer("Upsample"), 1, 4, 4).Message);
        Assert.Equal(
            "Upsample needs either a factor, as in Upsample(2), or Height and Width.",
            Refused(() => Layer("Upsample", ("scaleFactor", 2.0), ("Height", 8)), 1, 4, 4).Message);
        Assert.Equal(
            ("NG0202", "AlignCorners"),
            Refused(() => Layer("Upsample", ("scaleFactor", 2.0), ("AlignCorners", true)), 1, 4, 4) is var corners
                ? (corners.Id, corners.Argument) : default);
        Assert.Equal(
            "Upsample: scaleFactor = 0.2 makes 0 pixels of the 4 of 1×4×4.",
            Refused(() => Layer("Upsample", ("scaleFactor", 0.2)), 1, 4, 4).Message);
        Assert.Equal(
            "Upsample: Mode must be Nearest or Bilinear.",
            Refused(() => Layer("Upsample", ("scaleFactor", 2.0), ("Mode", 2)), 1, 4, 4).Message);
    }

    [Fact]
    public void Refuses_transposed_convolutions_that_do_not_fit()
    {
        var groups = Refused(() => Layer("ConvTranspose2d", ("outChannels", 6), ("Groups", 4)), 8, 4, 4);
        var padding = Refused(() => Layer("ConvTranspose2d", ("outChannels", 6), ("Kernel", 3), ("Padding", 3)), 8, 4, 4);
        var outputPadding = Refused(() => Layer("ConvTranspose2d", ("outChannels", 6), ("Stride", 2), ("OutputPaddingWidth", 2)), 8, 4, 4);
        var channels = Refused(() => Layer("ConvTranspose2d", ("outChannels", 6), ("In", 4)), 8, 4, 4);

        Assert.Equal(("NG0205", "Groups"), (groups.Id, groups.Argument));
        Assert.Equal(("NG0210", "Padding"), (padding.Id, padding.Argument));
        Assert.Equal(
            "ConvTranspose2d: a padding of 3 leaves nothing of the height: 8×4×4 would become 0 pixels.", padding.Message);
        Assert.Equal(("NG0210", "OutputPaddingWidth"), (outputPadding.Id, outputPadding.Argument));
        Assert.Equal(
            "ConvTranspose2d: an output padding of 2 must be less than the width's stride, 2, or its dilation, 1.", outputPadding.Message);
        Assert.Equal("NG0201", channels.Id);
    }

    [Theory]
    [InlineData("AdaptiveAvgPool2d", "output")]
    [InlineData("ConvTranspose2d", "outChannels")]
    [InlineData("LocalResponseNorm", "size")]
    [InlineData("PixelShuffle", "factor")]
    [InlineData("Upsample", "scaleFactor")]
    [InlineData("ReplicationPad2d", "padding")]
    public void Refuses_features(string layer, string setting) => Assert.Equal("NG0203", Refused(() => Layer(layer, (setting, 2)), 10).Id);

    /// <summary>Notes what a layer is made of.</summary>
    private sealed class OperatorNames : Builder
    {
        public List<string> Names { get; } = [];

        public override bool Training => true;

        public override Value Apply(Operator op, params Value[] inputs)
        {
            Names.Add(op.Name);
            return new Tape(true, 2).Input(op.Infer([.. inputs.Select(i => i.Type)]));
        }

        public override Value Parameter(ParameterSpec spec) => throw new NotSupportedException();

        public override void Update(Value buffer, Value newValue) => throw new NotSupportedException();

        public override int NextRandomStream() => 0;
    }
}
