using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class IndexTests
{
    private static readonly TensorType Indices = new(new Shape(2, 3), Kind: ElementKind.Int32);

    [Theory]
    [InlineData("2", "3×4")]
    [InlineData("^1", "3×4")]
    [InlineData("1..3", "2×3×4")]
    [InlineData("0..^0 0", "5×4")]
    [InlineData("0..^1 1..^0 ^4", "4×2")]
    [InlineData("4 2 3", "scalar")]
    public void Indices_take_axes_away_and_ranges_keep_them(string indices, string shape)
    {
        Assert.Equal(shape, Shape(Index(indices), 5, 3, 4).ToString());
        Gradients(Index(indices), 2, TensorType.Sample(5, 3, 4));
    }

    [Theory]
    [InlineData("5", 0, "Index 5 is outside axis 0 of 5×3: it must be from 0 to 4, or from ^5 to ^1.")]
    [InlineData("0 -1", 1, "Index -1 is outside axis 1 of 5×3: it must be from 0 to 2, or from ^3 to ^1.")]
    [InlineData("^0", 0, "Index ^0 is outside axis 0 of 5×3: it must be from 0 to 4, or from ^5 to ^1.")]
    [InlineData("2..6", 0, "Range 2..6 is no part of axis 0 of 5×3: it must lie from 0 to 5 and hold an index.")]
    [InlineData("2..2", 0, "Range 2..2 is no part of axis 0 of 5×3: it must lie from 0 to 5 and hold an index.")]
    [InlineData("^6..^0", 0, "Range ^6..^0 is no part of axis 0 of 5×3: it must lie from 0 to 5 and hold an index.")]
    [InlineData("0 0 0", 2, "Index 0 is one too many: 5×3 has 2 axes.")]
    public void What_is_not_there_is_refused_at_its_index(string indices, int axis, string message)
    {
        var refusal = Refused(() => Index(indices), 5, 3);

        Assert.Equal(("NG0213", IndexLayer.Setting(axis), message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Theory]
    [InlineData(0, 1, null, 1, "4×3")]
    [InlineData(0, 0, -1, 2, "2×3")]
    [InlineData(-1, -2, null, 5, "5×1")]
    [InlineData(0, 1, 5, 3, "2×3")]
    public void Slices_go_in_steps(int axis, int start, int? end, int step, string shape)
    {
        var layer = Slice(axis, start, end, step);

        Assert.Equal(shape, Shape(layer, 5, 3).ToString());
        Gradients(layer, 2, TensorType.Sample(5, 3));
    }

    [Theory]
    [InlineData(5, null, "NG0213", "start", "Slice: start must be from -5 to 4 for axis 0 of 5×3, but is 5.")]
    [InlineData(-6, null, "NG0213", "start", "Slice: start must be from -5 to 4 for axis 0 of 5×3, but is -6.")]
    [InlineData(2, 2, "NG0213", "end", "Slice: end must be from 3, after the start, to 5 for axis 0 of 5×3, but is 2.")]
    [InlineData(2, 6, "NG0213", "end", "Slice: end must be from 3, after the start, to 5 for axis 0 of 5×3, but is 6.")]
    [InlineData(2, -4, "NG0213", "end", "Slice: end must be from 3, after the start, to 5 for axis 0 of 5×3, but is -4.")]
    public void Slices_of_what_is_not_there_are_refused(int start, int? end, string id, string argument, string message)
    {
        var refusal = Refused(() => Slice(0, start, end, 1), 5, 3);

        Assert.Equal((id, argument, message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Fact]
    public void A_step_must_go_on() => Assert.Equal("NG0202", Refused(() => Slice(0, 0, null, 0), 5, 3).Id);

    [Fact]
    public void Slices_and_their_places_are_each_others_gradients()
    {
        Gradients(new Slice(1, 1, 2), 2, TensorType.Sample(2, 4, 3));
        Gradients(new SlicePlace(1, 1, 4), 2, TensorType.Sample(2, 2, 3));
        Gradients(new SlicePlace(0, 1, 7, 3), 2, TensorType.Sample(2, 3));
        Same([2, 3, 6, 7], Evaluate(new Slice(0, 1, 2), 2, new Operand(TensorType.Sample(4), [1, 2, 3, 4, 5, 6, 7, 8])), 0);
        Same([2, 4, 6, 8], Evaluate(new Slice(0, 1, 2, 2), 2, new Operand(TensorType.Sample(4), [1, 2, 3, 4, 5, 6, 7, 8])), 0);
        Same([0, 1, 2, 0], Evaluate(new SlicePlace(0, 1, 4), 1, new Operand(TensorType.Sample(2), [1, 2])), 0);
        Same([0, 1, 0, 2], Evaluate(new SlicePlace(0, 1, 4, 2), 1, new Operand(TensorType.Sample(2), [1, 2])), 0);
    }

    [Fact]
    public void Selected_indices_come_in_any_order_and_often()
    {
        var layer = Layer("IndexSelect", ("axis", 1), ("indices", new[] { 2, 0, -1, 2 }));

        Assert.Equal("3×4×2", Shape(layer, 3, 3, 2).ToString());
        Gradients(layer, 2, TensorType.Sample(3, 3, 2));
        Same([3, 1, 3, 3], Evaluate(new IndexSelect(0, new([2, 0, 2, 2])), 1, new Operand(TensorType.Sample(3), [1, 2, 3])), 0);
    }

    [Theory]
    [InlineData(new[] { 0, 3 }, "IndexSelect: indices must be from -3 to 2 for axis 0 of 3×2, but one is 3.")]
    [InlineData(new[] { -4 }, "IndexSelect: indices must be from -3 to 2 for axis 0 of 3×2, but one is -4.")]
    [InlineData(new int[0], "IndexSelect: there must be at least one index.")]
    public void Selected_indices_must_be_there(int[] indices, string message)
    {
        var refusal = Refused(() => Layer("IndexSelect", ("axis", 0), ("indices", indices)), 3, 2);

        Assert.Equal(("NG0213", "indices", message), (refusal.Id, refusal.Argument, refusal.Message));
    }

    [Theory]
    [InlineData(0, new[] { 4, 3 })]
    [InlineData(-2, new[] { 3, 5 })]
    [InlineData(1, new[] { 2, 4 })]
    public void Gathered_gradients_are_those_of_finite_differences(int axis, int[] shape) =>
        Gradients(Layer("Gather", ("axis", axis)), 2, TensorType.Sample(shape), Indices);

    [Fact]
    public void Gather_takes_the_element_that_each_index_names() => Same(
        [3, 2, 5, 4, 5, 6],
        Evaluate(
            new Gather(0), 1, new Operand(TensorType.Sample(3, 2), [1, 2, 3, 4, 5, 6]),
            new Operand(new(new Shape(3, 2), Kind: ElementKind.Int32), [1, 0, 2, 1, 2, 2])),
        0);

    [Fact]
    public void Gather_refuses_an_index_that_is_not_there() => Assert.Throws<ArgumentOutOfRangeException>(() => Evaluate(
        new Gather(0), 1, new Operand(TensorType.Sample(2), [1, 2]), new Operand(new(new Shape(1), Kind: ElementKind.Int32), [2])));

    [Fact]
    public void Gather_names_shapes_that_do_not_fit()
    {
        Assert.Equal(
            "Gather along axis 0: indices of N×2×3 int32 do not fit N×4×2: on other axes they must be at most as many.",
            GatherRefused(TensorType.Sample(4, 2), Indices).Message);
        Assert.Equal("NG0206", GatherRefused(TensorType.Sample(4), Indices).Id);
        Assert.Equal("NG0206", GatherRefused(TensorType.Once(4, 3), Indices).Id);
        Assert.Equal("NG0208", GatherRefused(TensorType.Sample(4, 3), TensorType.Sample(2, 3)).Id);
    }

    private static ShapeException GatherRefused(TensorType x, TensorType index)
    {
        var tape = new Tape(training: true, batch: 2);
        return Assert.Throws<ShapeException>(() => Layer("Gather").Build(tape, [tape.Input(x), tape.Input(index)]));
    }

    private static Layer Slice(int axis, int start, int? end, int step) => end is { } given
        ? Layer("Slice", ("axis", axis), ("start", start), ("end", given), ("step", step))
        : Layer("Slice", ("axis", axis), ("start", start), ("step", step));

    private static Layer Index(string indices) =>
        Layer("Index", [.. indices.Split(' ').Select((text, axis) => (IndexLayer.Setting(axis), (object)Range(text)))]);

    private static AxisRange Range(string text)
    {
        var parts = text.Split("..").Select(p => new AxisPlace(int.Parse(p.TrimStart('^')), p.StartsWith('^'))).ToArray();
        return new(parts[0], parts.Length > 1 ? parts[1] : null);
    }
}
