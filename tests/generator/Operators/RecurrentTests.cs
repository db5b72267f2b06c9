using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

public class RecurrentTests
{
    [Theory]
    [InlineData("Rnn", 1, false, true)]
    [InlineData("Rnn", 2, true, false)]
    [InlineData("Gru", 1, false, true)]
    [InlineData("Gru", 2, true, false)]
    [InlineData("Lstm", 1, false, true)]
    [InlineData("Lstm", 2, true, false)]
    public void Gradients_are_those_of_finite_differences(string name, int layers, bool bidirectional, bool bias) => Gradients(
        Layer(name, ("hidden", 2), ("NumLayers", layers), ("Bidirectional", bidirectional), ("Bias", bias)), 2, TensorType.Sample(3, 2));

    [Theory]
    [InlineData("Rnn", 1)]
    [InlineData("Gru", 1)]
    [InlineData("Lstm", 2)]
    public void Gradients_of_all_results_reach_the_initial_states(string name, int states) => Gradients(
        (b, inputs) => b.Apply(new Concat(0), [.. Layer(name, ("hidden", 2)).BuildAll(b, inputs, states + 1)]),
        2,
        [TensorType.Sample(3, 4), .. Enumerable.Repeat<Operand>(TensorType.Sample(1, 2), states)]);

    [Fact]
    public void Parameters_have_the_names_and_shapes_of_PyTorch()
    {
        var tape = new Tape(training: true, batch: 1);
        Layer("Lstm", ("hidden", 5), ("NumLayers", 2), ("Bidirectional", true)).Build(tape, [tape.Input(TensorType.Sample(3, 4))]);

        Assert.Equal(
            [
                "weight_ih_l0 20×4", "weight_hh_l0 20×5", "bias_ih_l0 20", "bias_hh_l0 20",
                "weight_ih_l0_reverse 20×4", "weight_hh_l0_reverse 20×5", "bias_ih_l0_reverse 20", "bias_hh_l0_reverse 20",
                "weight_ih_l1 20×10", "weight_hh_l1 20×5", "bias_ih_l1 20", "bias_hh_l1 20",
                "weight_ih_l1_reverse 20×10", "weight_hh_l1_reverse 20×5", "bias_ih_l1_reverse 20", "bias_hh_l1_reverse 20",
            ],
            tape.Parameters.Select(p => $"{p.Key} {p.Value.Shape}"));
    }

    [Fact]
    public void States_are_layers_and_directions_by_hidden()
    {
        var tape = new Tape(training: false, batch: 1);
        var layer = Layer("Lstm", ("hidden", 5), ("NumLayers", 3), ("Bidirectional", true));
        var results = layer.BuildAll(tape, [tape.Input(TensorType.Sample(7, 4))], 3);

        Assert.Equal([new(7, 10), new(6, 5), new(6, 5)], results.Select(r => r.Shape));
    }

    [Fact]
    public void Gives_one_result_where_one_is_asked_for()
    {
        var tape = new Tape(training: false, batch: 1);

        Assert.Single(Layer("Gru", ("hidden", 5)).BuildAll(tape, [tape.Input(TensorType.Sample(7, 4))], 1));
    }

    [Theory]
    [InlineData("hidden", 0)]
    [InlineData("NumLayers", 0)]
    [InlineData("Dropout", 1)]
    [InlineData("Dropout", -0.1)]
    [InlineData("Nonlinearity", 2)]
    public void Refuses_settings_out_of_their_range(string setting, double value)
    {
        var settings = new Dictionary<string, object> { ["hidden"] = 3, [setting] = value };
        var refusal = Refused(() => OperatorTable.Create("Rnn", new("Rnn", settings)), 3, 4);

        Assert.Equal(("NG0202", setting), (refusal.Id, refusal.Argument));
    }

    [Fact]
    public void Refuses_what_is_no_sequence()
    {
        var refusal = Refused(() => Layer("Gru", ("hidden", 3)), 3, 4, 5);

        Assert.Equal("NG0203", refusal.Id);
        Assert.Equal("Gru expects a sequence, steps × features, but receives 3×4×5.", refusal.Message);
    }

    [Fact]
    public void Refuses_states_of_another_shape()
    {
        var refusal = RefusedStates(TensorType.Sample(1, 3), TensorType.Sample(1, 3));

        Assert.Equal(
            "Lstm expects initial states of layers and directions × hidden, here 2×3, one for each sample, but receives 1×3.",
            refusal.Message);
    }

    [Fact]
    public void Refuses_states_for_the_whole_batch() =>
        Assert.EndsWith("receives 2×3 for the whole batch.", RefusedStates(TensorType.Once(2, 3), TensorType.Once(2, 3)).Message);

    [Fact]
    public void Refuses_a_hidden_state_without_a_cell_state() => Assert.Equal(
        "Lstm expects a sequence alone, or with both initial states, hidden and cell.", RefusedStates(TensorType.Sample(2, 3)).Message);

    private static ShapeException RefusedStates(params TensorType[] states)
    {
        var tape = new Tape(training: true, batch: 1);
        var layer = Layer("Lstm", ("hidden", 3), ("Bidirectional", true));
        Value[] inputs = [tape.Input(TensorType.Sample(7, 4)), .. states.Select(s => tape.Input(s))];
        var refusal = Assert.Throws<ShapeException>(() => layer.Build(tape, inputs));
        Assert.Equal("NG0203", refusal.Id);
        return refusal;
    }
}
