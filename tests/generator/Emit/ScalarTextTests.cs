using NetGen.Emit.Cpu;
using NetGen.Operators;

namespace NetGen.Generator.Tests.Emit;

public class ScalarTextTests
{
    private static readonly Scalar X = Scalar.Input(0);
    private static readonly Scalar Y = Scalar.Input(1);

    public static TheoryData<string, string> Wordings => new()
    {
        { "sum of product", "V.MultiplyAdd(x, y, V.Broadcast(0.5f))" },
        { "difference of sum", "x - (y + V.Zero)" },
        { "product of sums", "(x + y) * (x - y)" },
        { "quotient of product", "x / (x * y)" },
        { "selection", "V.WhereGreater(x, V.Zero, y, V.Broadcast(-2f))" },
        { "negative", "-(x + y)" },
    };

    [Theory]
    [MemberData(nameof(Wordings))]
    public void Forms_are_worded_with_no_more_parentheses_than_needed(string form, string expected)
    {
        var scalar = form switch
        {
            "sum of product" => (X * Y) + 0.5,
            "difference of sum" => X - (Y + 0),
            "product of sums" => (X + Y) * (X - Y),
            "quotient of product" => X / (X * Y),
            "selection" => Scalar.WhereGreater(X, 0, Y, -2),
            _ => -(X + Y),
        };

        Assert.Equal(expected, ScalarText.Write(scalar, i => i == 0 ? "x" : "y", _ => ""));
    }
}
