using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The words of the language. A row serves the attribute of that name (<c>[Relu]</c>) and the method of Tensor
/// (<c>x.Relu()</c>) alike: both have the same settings under the same names.
/// </summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<Arguments, Layer>> Rows = new()
    {
        ["Add"] = ArithmeticLayer.From,
        ["AvgPool2d"] = AvgPool2d.Layer,
        ["BatchNorm"] = BatchNormLayer.From,
        ["Concat"] = ConcatLayer.From,
        ["Conv2d"] = Conv2dLayer.From,
        ["DepthwiseConv2d"] = Conv2dLayer.Depthwise,
        ["Flatten"] = _ => new OperatorLayer("Flatten", new Flatten()),
        ["GlobalAvgPool2d"] = _ => new OperatorLayer("GlobalAvgPool2d", new GlobalAvgPool2d()),
        ["Linear"] = LinearLayer.From,
        ["MaxPool2d"] = MaxPool2d.Layer,
        ["Multiply"] = ArithmeticLayer.From,
        ["Negate"] = ArithmeticLayer.From,
        ["Relu"] = _ => new OperatorLayer("Relu", new Relu()),
        ["Reshape"] = Reshape.Layer,
        ["Subtract"] = ArithmeticLayer.From,
    };

    public static bool Contains(string name) => Rows.ContainsKey(name);

    /// <summary>The layer that a name and its settings stand for.</summary>
    /// <exception cref="ShapeException">A setting is out of its range.</exception>
    public static Layer Create(string name, Arguments arguments) => Rows[name](arguments);
}
