using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class MatMulTests
{
    public static TheoryData<string, string, string> Fitting => new()
    {
        { "3×4", "4×5", "3×5" },
        { "2×3×4", "2×4×5", "2×3×5" },
        { "2×3×4", "4×5", "2×3×5" },
        { "3×4", "2×4×5", "2×3×5" },
        { "1×3×4", "4×5", "1×3×5" },
        { "3×4", "1×1×4×5", "1×1×3×5" },
        { "1×1×3×4", "6×4×5", "1×6×3×5" },
        { "2×1×3×4", "3×4×2", "2×3×3×2" },
        { "1×7", "7×1", "1×1" },
    };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void Leading_axes_broadcast(string a, string b, string product)
    {
        var tape = new Tape(training: true, batch: 2);
        var y = new MatMulLayer().Build(tape, [tape.Input(Sample(a)), tape.Input(Sample(b))]);
        Assert.Equal(Sample(product), y.Type);
    }

    [Theory]
    [MemberData(nameof(Fitting))]
    public void Gradients_are_those_of_finite_differences(string a, string b, string product)
    {
        Assert.NotEmpty(product);
        Gradients(new MatMulLayer(), 2, Sample(a), Sample(b));
    }

    [Theory]
    [MemberData(nameof(Fitting))]
    public void A_factor_that_exists_once_meets_every_sample(string a, string b, string product)
    {
        Assert.NotEmpty(product);
        Gradients(new MatMulLayer(), 3, Sample(a), Sample(b) with { Batched = false });
        Gradients(new MatMulLayer(), 3, Sample(a) with { Batched = false }, Sample(b));
        Gradients(new MatMulLayer(), 3, Sample(a) with { Batched = false }, Sample(b) with { Batched = false });
    }

    [Fact]
    public void Transposed_factors_have_gradients_too()
    {
        Gradients(new MatMul(Transposed.Left), 2, TensorType.Sample(2, 4, 3), TensorType.Sample(2, 4, 5));
        Gradients(new MatMul(Transposed.Right), 2, TensorType.Sample(2, 3, 4), TensorType.Once(5, 4));
        Gradients(new MatMul(Transposed.Left), 2, TensorType.Once(4, 3), TensorType.Sample(2, 4, 5));
    }

    [Fact]
    public void Transposing_is_what_it_says()
    {
        double[] a = [1, 2, 3, 4, 5, 6], b = [1, 0, 2, 1];
        Assert.Equal([1, 4, 3, 10, 5, 16], Evaluate(new MatMul(Transposed.Right), 1, new(Sample("3×2"), a), new(Sample("2×2"), b)));
        Assert.Equal([9, 4, 12, 5, 15, 6], Evaluate(new MatMul(Transposed.Left), 1, new(Sample("2×3"), a), new(Sample("2×2"), b)));
    }

    [Theory]
    [InlineData("3×4", "5×6", "NG0206", "the first has 4 columns, the second 5 rows")]
    [InlineData("3×4×5", "2×5×6", "NG0206", "3 meets 2")]
    [InlineData("4", "4×5", "NG0203", "receives 4; Reshape makes a matrix of a vector")]
    public void What_does_not_fit_is_named(string a, string b, string id, string message)
    {
        var refusal = RefusedFor(Sample(a), Sample(b));

        Assert.Equal(id, refusal.Id);
        Assert.Contains(message, refusal.Message);
    }

    [Fact]
    public void Labels_are_no_factor() => Assert.Equal("NG0208", RefusedFor(Sample("3×4") with { Kind = ElementKind.Int32 }, Sample("4×5")).Id);

    private static ShapeException RefusedFor(TensorType a, TensorType b)
    {
        var tape = new Tape(training: true, batch: 2);
        return Assert.Throws<ShapeException>(() => Layer("MatMul").Build(tape, [tape.Input(a), tape.Input(b)]));
    }

    private static TensorType Sample(string sizes) => TensorType.Sample([.. sizes.Split('×').Select(int.Parse)]);
}
