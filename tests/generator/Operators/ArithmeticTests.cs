using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class ArithmeticTests
{
    [Theory]
    [InlineData("Add")]
    [InlineData("Subtract")]
    [InlineData("Multiply")]
    public void Gradients_are_those_of_finite_differences(string name)
    {
        Gradients(Layer(name), 2, TensorType.Sample(3, 4), TensorType.Sample(3, 4));
        Gradients(Layer(name), 2, TensorType.Once(), TensorType.Once());
        Gradients((b, x) => Layer(name).Build(b, [x[0], x[0]]), 2, [TensorType.Sample(3)]);
    }

    [Theory]
    [InlineData("Add", "left")]
    [InlineData("Subtract", "left")]
    [InlineData("Subtract", "right")]
    [InlineData("Multiply", "right")]
    public void Gradients_hold_for_numbers(string name, string side) => Gradients(Layer(name, (side, 1.5)), 2, TensorType.Sample(3));

    [Fact]
    public void Gradients_hold_for_losses() => Gradients(
        (b, x) => Layer("Add").Build(b, [x[0], Layer("Multiply", ("left", 0.3)).Build(b, [x[1]])]),
        2,
        [TensorType.Once(), TensorType.Once()]);

    [Theory]
    [InlineData(new[] { 2, 3, 4 }, new[] { 2, 1, 1 }, "2×3×4")]
    [InlineData(new[] { 3, 1 }, new[] { 4 }, "3×4")]
    [InlineData(new[] { 1, 3, 1 }, new[] { 2, 3, 4 }, "2×3×4")]
    [InlineData(new[] { 2, 1, 3, 1 }, new[] { 1, 2, 1, 2 }, "2×2×3×2")]
    [InlineData(new int[0], new[] { 2, 3 }, "2×3")]
    [InlineData(new[] { 1 }, new[] { 3 }, "3")]
    [InlineData(new[] { 3 }, new[] { 1, 3 }, "1×3")]
    [InlineData(new[] { 1, 1 }, new[] { 1 }, "1×1")]
    public void Shapes_broadcast_as_in_numpy(int[] left, int[] right, string result)
    {
        var (a, b) = (TensorType.Sample(left), TensorType.Sample(right));
        var tape = new Tape(training: true, batch: 2);

        Assert.Equal(result, Layer("Multiply").Build(tape, [tape.Input(a), tape.Input(b)]).Shape.ToString());
        Assert.Equal(result, Layer("Add").Build(tape, [tape.Input(b), tape.Input(a)]).Shape.ToString());
        Gradients(Layer("Multiply"), 2, a, b);
    }

    [Fact]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        var refusal = RefusedFor("Add", TensorType.Sample(64, 8, 8), TensorType.Sample(32, 8, 8));

        Assert.Equal("NG0206", refusal.Id);
        Assert.Equal(
            "Add: 64×8×8 and 32×8×8 do not fit together: aligned at the right, 64 meets 32, where sizes must be equal or one of them 1.",
            refusal.Message);
    }

    [Theory]
    [InlineData(new int[0], new[] { 3 })]
    [InlineData(new[] { 3 }, new[] { 3 })]
    [InlineData(new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1, 1 }, new[] { 2, 3, 2 })]
    [InlineData(new[] { 4, 1, 3 }, new[] { 2, 1 })]
    public void What_exists_once_meets_every_sample(int[] once, int[] sample)
    {
        foreach (var word in (string[])["Add", "Subtract", "Multiply", "Divide"])
        {
            Gradients((b, x) => Build(b, word, x), 3, [TensorType.Once(once), TensorType.Sample(sample)]);
            Gradients((b, x) => Build(b, word, x), 3, [TensorType.Sample(sample), TensorType.Once(once)]);
        }

        Assert.True(Layer("Add").Build(new Tape(true, 2), [Once(once), new Tape(true, 2).Input(TensorType.Sample(sample))]).Type.Batched);

        static TapeValue Once(int[] sizes) => new Tape(true, 2).Input(TensorType.Once(sizes));

        // The second operand stays away from zero.
        static Value Build(Builder b, string word, IReadOnlyList<Value> x) => Layer(word).Build(
            b, [x[0], Layer("Add", ("right", 1.5)).Build(b, [Layer("Multiply").Build(b, [x[1], x[1]])])]);
    }

    [Fact]
    public void Concat_lays_what_exists_once_beside_every_sample()
    {
        Gradients(Layer("Concat", ("axis", 0)), 3, TensorType.Once(1, 2), TensorType.Sample(3, 2), TensorType.Once(2, 2));
        Gradients(Layer("Concat", ("axis", 1)), 3, TensorType.Sample(3, 2), TensorType.Once(3, 1));
        Same(
            [9, 1, 2, 9, 3, 4],
            Evaluate(new Concat(0), 2, new Operand(TensorType.Once(1), [9]), new Operand(TensorType.Sample(2), [1, 2, 3, 4])),
            0);
    }

    [Fact]
    public void Integers_are_refused() =>
        Assert.Equal("NG0208", RefusedFor("Add", TensorType.Sample(4), new TensorType(new Shape(4), Kind: ElementKind.Int32)).Id);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    public void Concat_gradients_are_those_of_finite_differences(int axis)
    {
        int[] first = [2, 3, 2], second = [2, 3, 2], third = [2, 3, 2];
        (second[axis < 0 ? 2 : axis], third[axis < 0 ? 2 : axis]) = (1, 4);
        Gradients(Layer("Concat", ("axis", axis)), 2, TensorType.Sample(first), TensorType.Sample(second), TensorType.Sample(third));
    }

    [Fact]
    public void Concat_of_one_is_itself()
    {
        var tape = new Tape(training: true, batch: 1);
        var x = tape.Input(TensorType.Sample(3));
        Assert.Same(x, Layer("Concat").Build(tape, [x]));
    }

    [Fact]
    public void Concat_names_all_shapes()
    {
        var refusal = RefusedFor("Concat", TensorType.Sample(2, 8, 8), TensorType.Sample(3, 8, 8), TensorType.Sample(4, 7, 8));

        Assert.Equal("NG0207", refusal.Id);
        Assert.Equal("Concat along axis 0: all other sizes must be equal, but the shapes are 2×8×8, 3×8×8, 4×7×8.", refusal.Message);
    }

    [Fact]
    public void Concat_needs_tensors_of_one_rank() =>
        Assert.Equal("NG0207", RefusedFor("Concat", TensorType.Sample(2, 8), TensorType.Sample(2)).Id);

    [Fact]
    public void Concat_needs_an_axis() =>
        Assert.Equal("Concat: a single number has no axis 0.", RefusedFor("Concat", TensorType.Sample(), TensorType.Sample()).Message);

    private static ShapeException RefusedFor(string layer, params TensorType[] inputs)
    {
        var tape = new Tape(training: true, batch: 2);
        return Assert.Throws<ShapeException>(() => Layer(layer).Build(tape, [.. inputs.Select(i => tape.Input(i))]));
    }
}
