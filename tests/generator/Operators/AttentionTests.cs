using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class AttentionTests
{
    private static readonly string[] Names = ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Gradients_of_self_attention_are_those_of_finite_differences(int heads, bool causal) =>
        Gradients(Layer("MultiHeadAttention", ("numHeads", heads), ("Causal", causal)), 2, TensorType.Sample(3, 4));

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, false)]
    public void Gradients_of_cross_attention_too(int heads, bool causal)
    {
        var layer = Layer("MultiHeadAttention", ("numHeads", heads), ("Causal", causal), ("Bias", false));
        Gradients(layer, 2, TensorType.Sample(3, 4), TensorType.Sample(2, 4));
        Gradients(layer, 2, TensorType.Sample(2, 4), TensorType.Sample(3, 4), TensorType.Sample(3, 4));
    }

    [Fact]
    public void Dropped_weights_have_gradients_as_well()
    {
        Gradients(new Attention(2, Causal: false, Drop: 0.4, Stream: 3), 2, TensorType.Sample(4, 12));
        Gradients(Layer("ScaledDotProductAttention", ("dropout", 0.3), ("causal", true)), 2, [.. Enumerable.Repeat<Operand>(TensorType.Sample(2, 3, 2), 3)]);
    }

    [Fact]
    public void Values_may_be_wider_than_keys() => Gradients(
        Layer("ScaledDotProductAttention"), 2, TensorType.Sample(2, 3, 2), TensorType.Sample(2, 4, 2), TensorType.Sample(2, 4, 5));

    [Fact]
    public void A_causal_step_does_not_see_later_ones()
    {
        double[] q = [1, 2, 3], v = [5, 7, 100];
        Operand Rows(double[] data) => new(TensorType.Sample(3, 1), data);
        var y = Evaluate(new Attention(1, Causal: true), 1, Rows(q), Rows([0, 0, 0]), Rows(v));
        Same([5, 6, 112 / 3.0], y, 1e-12);
    }

    [Fact]
    public void Parameters_have_PyTorchs_names()
    {
        Assert.Equal(Names, ParametersOf(("numHeads", 2)));
        Assert.Equal(Names.Where(n => !n.EndsWith("bias", StringComparison.Ordinal)), ParametersOf(("numHeads", 2), ("Bias", false)));
    }

    [Theory]
    [InlineData("numHeads", 0)]
    [InlineData("Dropout", 1)]
    [InlineData("Dropout", -0.1)]
    public void A_setting_out_of_range_is_named(string name, object value)
    {
        var settings = new Dictionary<string, object> { ["numHeads"] = 2, [name] = value };
        var refusal = Assert.Throws<ShapeException>(() => OperatorTable.Create("MultiHeadAttention", new("MultiHeadAttention", settings)));
        Assert.Equal(("NG0202", name), (refusal.Id, refusal.Argument));
    }

    [Theory]
    [InlineData("NG0203", "expects a sequence, steps × features, but receives 4", "4")]
    [InlineData("NG0205", "3 heads must divide the 4 features", "5×4", 3)]
    [InlineData("NG0206", "key and value must have as many, but are 5×6", "5×4 5×6")]
    [InlineData("NG0206", "a value for each key, but the keys are 5×4 and the values 6×4", "3×4 5×4 6×4")]
    public void What_does_not_fit_is_named(string id, string message, string shapes, int heads = 2)
    {
        var refusal = RefusedFor(Layer("MultiHeadAttention", ("numHeads", heads)), shapes);
        Assert.Equal((id, id == "NG0205" ? "numHeads" : null), (refusal.Id, refusal.Argument));
        Assert.Contains(message, refusal.Message);
    }

    [Theory]
    [InlineData("NG0203", "receives 4", "4 4 4")]
    [InlineData("NG0206", "queries have 4 numbers and keys 3", "5×4 5×3 5×3")]
    [InlineData("NG0206", "the queries are 5×4, the keys 5×4 and the values 6×4", "5×4 5×4 6×4")]
    [InlineData("NG0206", "as many leading axes of the same sizes", "2×5×4 3×5×4 3×5×4")]
    public void Bare_attention_names_what_does_not_fit(string id, string message, string shapes)
    {
        var refusal = RefusedFor(Layer("ScaledDotProductAttention"), shapes);
        Assert.Equal(id, refusal.Id);
        Assert.Contains(message, refusal.Message);
    }

    private static ShapeException RefusedFor(Layer layer, string shapes)
    {
        var tape = new Tape(training: true, batch: 2);
        var inputs = shapes.Split(' ').Select(s => TensorType.Sample([.. s.Split('×').Select(int.Parse)]));
        return Assert.Throws<ShapeException>(() => layer.Build(tape, [.. inputs.Select(i => tape.Input(i))]));
    }

    private static IEnumerable<string> ParametersOf(params (string, object)[] settings)
    {
        var tape = new Tape(training: true, batch: 1);
        Layer("MultiHeadAttention", settings).Build(tape, [tape.Input(TensorType.Sample(3, 4))]);
        return tape.Parameters.Keys;
    }
}
