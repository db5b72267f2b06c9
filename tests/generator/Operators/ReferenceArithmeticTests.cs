using System.Text.Json;
using NetGen.Operators;
using NetGen.Shapes;
using static NetGen.Generator.Tests.Operators.OperatorCheck;

namespace NetGen.Generator.Tests.Operators;

/// <summary>Activations, arithmetic and losses against PyTorch's numbers; see Reference/make_reference_arithmetic.py.</summary>
public class ReferenceArithmeticTests
{
    private static readonly Dictionary<string, JsonElement> Cases = Read();

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_pytorch(string name)
    {
        var reference = Cases[name];
        var settings = reference.GetProperty("settings").EnumerateObject().Select(s => (s.Name, Setting(s.Value))).ToArray();
        var tape = new Tape(training: true, batch: 2);
        var inputs = reference.GetProperty("inputs").EnumerateArray().ToArray();
        var values = inputs.Select(i => tape.Input(TypeOf(i), Numbers(i, "values"))).ToArray();
        var output = (TapeValue)Layer(reference.GetProperty("layer").GetString()!, settings).Build(tape, values);
        tape.Backward(output, Numbers(reference, "outputGradient"));

        Same(Numbers(reference, "output"), output.Data, 1e-12);
        for (var i = 0; i < inputs.Length; i++)
        {
            Same(Numbers(inputs[i], "gradient"), values[i].Gradient ?? [], 1e-12);
        }
    }

    private static object Setting(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Array => value.EnumerateArray().Select(v => v.GetInt32()).ToArray(),
        _ => value.GetDouble(),
    };

    private static TensorType TypeOf(JsonElement input) => new(
        new Shape([.. input.GetProperty("shape").EnumerateArray().Select(s => s.GetInt32())]),
        Batched: true,
        input.GetProperty("labels").GetBoolean() ? ElementKind.Int32 : ElementKind.Float32);

    private static double[] Numbers(JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    private static Dictionary<string, JsonElement> Read()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Operators", "Reference", "Arithmetic", "cases.json"));
        return JsonDocument.Parse(text).RootElement.EnumerateArray().ToDictionary(c => c.GetProperty("name").GetString()!);
    }
}
