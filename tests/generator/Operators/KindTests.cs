using NetGen.Shapes;

namespace NetGen.Generator.Tests.Operators;

public class KindTests
{
    [Theory]
    [InlineData("Conv2d")]
    [InlineData("Linear")]
    [InlineData("BatchNorm")]
    [InlineData("MaxPool2d")]
    [InlineData("AvgPool2d")]
    [InlineData("GlobalAvgPool2d")]
    public void Layers_of_numbers_refuse_token_ids(string name)
    {
        var tape = new Tape(training: true, batch: 2);
        var ids = tape.Input(new TensorType(new Shape(3, 4, 4), Kind: ElementKind.Int32));
        var layer = OperatorCheck.Layer(name, ("outChannels", 2), ("outFeatures", 2));
        var refusal = Assert.Throws<ShapeException>(() => layer.Build(tape, [ids]));

        Assert.Equal("NG0208", refusal.Id);
        Assert.Equal($"{name} expects floating-point numbers but receives integers: 3×4×4.", refusal.Message);
    }
}
