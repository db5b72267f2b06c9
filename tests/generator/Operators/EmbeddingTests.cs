using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class EmbeddingTests
{
    [Theory]
    [InlineData]
    [InlineData(5)]
    [InlineData(2, 3)]
    public void Gradients_are_those_of_finite_differences(params int[] ids) =>
        Gradients(Layer("Embedding", ("numEmbeddings", 4), ("embeddingDim", 3)), 2, Ids(ids));

    [Fact]
    public void An_id_becomes_a_row()
    {
        var tape = new Tape(training: true, batch: 2) { Given = { ["weight"] = [0, 1, 10, 11, 20, 21] } };
        var y = (TapeValue)Layer("Embedding", ("numEmbeddings", 3), ("embeddingDim", 2)).Build(tape, [tape.Input(Ids(2), [2, 0, 1, 1])]);

        Assert.Equal(TensorType.Sample(2, 2), y.Type);
        Assert.Equal([20, 21, 0, 1, 10, 11, 10, 11], y.Data);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public void The_padding_row_is_not_trained(int padding)
    {
        var tape = new Tape(training: true, batch: 1);
        var layer = Layer("Embedding", ("numEmbeddings", 3), ("embeddingDim", 2), ("PaddingIndex", padding));
        tape.Backward(layer.Build(tape, [tape.Input(Ids(4), [0, 1, 1, 2])]), [1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.Equal([1, 2, 0, 0, 7, 8], tape.Parameters["weight"].Gradient!);
    }

    [Theory]
    [InlineData("numEmbeddings", 0)]
    [InlineData("embeddingDim", 0)]
    [InlineData("PaddingIndex", 4)]
    [InlineData("PaddingIndex", -5)]
    public void A_setting_out_of_range_is_named(string name, int value)
    {
        Dictionary<string, object> settings = new() { ["numEmbeddings"] = 4, ["embeddingDim"] = 2, [name] = value };
        var refusal = Assert.Throws<ShapeException>(() => OperatorTable.Create("Embedding", new("Embedding", settings)));
        Assert.Equal(("NG0202", name), (refusal.Id, refusal.Argument));
    }

    [Fact]
    public void Numbers_that_are_no_ids_are_refused()
    {
        var refusal = Refused(() => Layer("Embedding", ("numEmbeddings", 4), ("embeddingDim", 2)), 5);
        Assert.Equal("NG0208", refusal.Id);
        Assert.Contains("[Shape(…, Type = ElementType.Int32)]", refusal.Message);
    }

    [Fact]
    public void An_id_that_is_no_row_is_named()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(
            () => Evaluate(new Embedding(-1), 1, new(Ids(3), [0, 2, 3]), TensorType.Once(3, 2)));
        Assert.Contains("id number 2 is 3, but ids must be from 0 to 2", refusal.Message);
    }

    private static TensorType Ids(params int[] sizes) => new(new Shape(sizes), Batched: true, ElementKind.Int32);
}
