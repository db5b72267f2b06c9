using NetGen.Graph;
using NetGen.Planning;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit.Cpu;

/// <summary>The named constants of one emitted program: places in memory, and the settings of kernels.</summary>
internal sealed class ProgramConstants(NetworkModel model, ParameterLayout layout, Schedule schedule, ValueNames names)
{
    private readonly Dictionary<(string Type, string Value), string> _settings = [];
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<(string Class, string Name), (long Offset, string Note)> _places = [];

    /// <summary>A setting under a name of its own; equal ones share it.</summary>
    public string Constant(string type, string value, string kernel)
    {
        if (!_settings.TryGetValue((type, value), out var name))
        {
            name = Identifiers.Unique(kernel + (type.EndsWith("Shape", StringComparison.Ordinal) ? "Shape" : type), _taken);
            _settings.Add((type, value), name);
        }

        return name;
    }

    /// <summary>The expression for where a value's memory begins.</summary>
    public string Address(int node)
    {
        node = schedule.Graph.Root(node);
        var place = schedule.Places[node];
        return place.Region switch
        {
            Region.Samples => $"frame.Samples({At("SampleAt", node, place)})",
            Region.Once => $"frame.Once({At("OnceAt", node, place)})",
            Region.Scratch => place.Offset == 0 ? "scratch" : $"scratch.From({Text(place.Offset)})",
            Region.Prepared => $"frame.Prepared.From({At("PreparedAt", node, place)})",
            Region.Parameters => $"frame.Parameters.From({Weight(node)})",
            Region.Buffers => $"frame.Buffers.From({Weight(node)})",
            Region.Gradients => $"frame.Gradients.From({Gradient(node, place)})",
            _ => throw new InvalidOperationException($"{names[node]} has no memory."),
        };
    }

    /// <summary>The expression for where a reduction's partial results begin.</summary>
    public string Partials(Partial partial)
    {
        var name = names.Pascal(partial.Node) + "Partials";
        _places[("OnceAt", name)] = (partial.Offset, $"{Text(partial.Size)} floats a chunk");
        return $"frame.Once(OnceAt.{name})";
    }

    private string At(string type, int node, Place place)
    {
        var name = names.Pascal(node);
        _places[(type, name)] = (place.Offset, schedule.Graph.Nodes[node].Type.Shape.ToString());
        return $"{type}.{name}";
    }

    public void Emit(SourceWriter writer)
    {
        foreach (var setting in _settings)
        {
            writer.Statement($"private static readonly {setting.Key.Type} {setting.Value} = ", $"{setting.Key.Value};");
        }

        if (_settings.Count > 0)
        {
            writer.Line();
        }

        EmitPlaces(writer, "SampleAt", "Where values lie in a sample's slot of the arena, in floats.");
        EmitPlaces(writer, "OnceAt", "Where values that exist once lie in the arena.");
        EmitPlaces(writer, "PreparedAt", "Where values computed ahead lie in the prepared block.");
        EmitPlaces(writer, "Weights", "Where parameters lie in the parameter block (gradients alike) and buffers in the buffer block.");
    }

    private void EmitPlaces(SourceWriter writer, string type, string summary)
    {
        var places = _places.Where(p => p.Key.Class == type).OrderBy(p => p.Value.Offset).ThenBy(p => p.Key.Name, StringComparer.Ordinal).ToArray();
        if (places.Length == 0)
        {
            return;
        }

        writer.Line($"/// <summary>{summary}</summary>");
        using (writer.Block($"public static class {type}"))
        {
            foreach (var place in places)
            {
                writer.Line($"public const long {place.Key.Name} = {Text(place.Value.Offset)}; // {place.Value.Note}");
            }
        }

        writer.Line();
    }

    private string Weight(int node)
    {
        var source = (ParameterSource)schedule.Graph.Nodes[node].Operator;
        return WeightName(source.Index, schedule.Places[node].Offset);
    }

    private string Gradient(int node, Place place)
    {
        var index = Enumerable.Range(0, model.Parameters.Count)
            .First(i => !model.Parameters[i].Spec.IsBuffer && layout.Offsets[i] == place.Offset);
        return WeightName(index, place.Offset);
    }

    private string WeightName(int index, long offset)
    {
        var name = Identifiers.Pascal(model.Parameters[index].Name);
        _places[("Weights", name)] = (offset, $"{model.Parameters[index].Name}, {model.Parameters[index].Spec.Shape}");
        return "Weights." + name;
    }
}
