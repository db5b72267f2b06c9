using System.Text.Json;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Generator.Tests.Operators;

/// <summary>What PyTorch computes for a layer, in double; <c>Reference/make_reference.py</c> writes the files.</summary>
internal sealed record ReferenceCase(
    string Layer,
    Dictionary<string, JsonElement> Settings,
    bool Training,
    int Batch,
    int[] Shape,
    Dictionary<string, double[]> Parameters,
    double[] Input,
    int[] OutputShape,
    double[] Output,
    double[]? OutputGradient = null,
    double[]? InputGradient = null,
    Dictionary<string, double[]>? ParameterGradients = null,
    Dictionary<string, double[]>? Buffers = null);

public class ReferenceTests
{
    private const double Tolerance = 1e-10;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Operators", "Reference");

    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outputs_gradients_and_buffers_are_those_of_PyTorch(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".json"));
        var expected = JsonSerializer.Deserialize<ReferenceCase>(text, JsonSerializerOptions.Web)!;
        var tape = new Tape(expected.Training, expected.Batch);
        foreach (var (parameter, values) in expected.Parameters)
        {
            tape.Given[parameter] = values;
        }

        var layer = OperatorTable.Create(
            expected.Layer, new Arguments(expected.Layer, expected.Settings.ToDictionary(s => s.Key, s => Setting(s.Value))));
        var x = tape.Input(TensorType.Sample(expected.Shape), expected.Input);
        var y = (TapeValue)layer.Build(tape, [x]);

        Assert.Equal(new Shape(expected.OutputShape), y.Shape);
        OperatorCheck.Same(expected.Output, y.Data, Tolerance);
        if (!expected.Training)
        {
            return;
        }

        tape.Backward(y, expected.OutputGradient!);
        OperatorCheck.Same(expected.InputGradient!, x.Gradient!, Tolerance);
        var trained = tape.Parameters.Where(p => p.Value.Needed);
        SameByName(expected.ParameterGradients!, trained.ToDictionary(p => p.Key, p => p.Value.Gradient!));
        SameByName(expected.Buffers!, tape.Updates);
    }

    private static void SameByName(Dictionary<string, double[]> expected, Dictionary<string, double[]> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, values) in expected)
        {
            OperatorCheck.Same(values, actual[name], Tolerance);
        }
    }

    private static object Setting(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => value.TryGetInt32(out var whole) ? whole : value.GetDouble(),
    };
}
