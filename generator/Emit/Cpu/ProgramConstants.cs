using NetGen.Fusion;
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

    /// <summary>
    /// The parameter or buffer at each place of its block. A parameter's gradient lies at the same place of its own block, and a
    /// buffer's next value where the buffer is.
    /// </summary>
    private readonly Lazy<Dictionary<(bool IsBuffer, long Offset), int>> _parameterAt = new(() =>
        Enumerable.Range(0, model.Parameters.Count).ToDictionary(i => (model.Parameters[i].Spec.IsBuffer, layout.Offsets[i])));

    /// <summary>A setting under a name of its own; equal ones share it.</summary>
    public string Constant(string type, string value, string kernel)
    {
        if (!_settings.TryGetValue((type, value), out var name))
        {
            name = Identifiers.Unique(kernel + type, _taken);
            _settings.Add((type, value), name);
        }

        return name;
    }

    /// <summary>The expression for where a value's memory begins.</summary>
    public string Address(int node)
    {
        node = schedule.Graph.Root(node);
        var place = schedule.Places[node];
        var inScratch = place.Offset + (place.Part?.Start ?? 0);
        return place.Region == Region.Scratch
            ? inScratch == 0 ? "scratch" : $"scratch.From({Text(inScratch)})"
            : Address(place.Region, Place(node));
    }

    /// <summary>The expression for a place in a kind of memory.</summary>
    public static string Address(Region region, string place) => region switch
    {
        Region.Samples => $"frame.Samples({place})",
        Region.Chain => $"scratch.From({place})",
        Region.Once => $"frame.Once({place})",
        Region.Prepared => $"frame.Prepared.From({place})",
        Region.Parameters => $"frame.Parameters.From({place})",
        Region.Buffers => $"frame.Buffers.From({place})",
        Region.Gradients => $"frame.Gradients.From({place})",
        _ => throw new InvalidOperationException($"What lies in {region} has no named place."),
    };

    /// <summary>The constant for where a value lies in its kind of memory; a part's is that of the whole.</summary>
    public string Place(int node)
    {
        var place = schedule.Places[node];
        node = place.Part?.Of ?? node;
        var value = schedule.Graph.Nodes[node];
        return place.Region switch
        {
            Region.Samples => Named("SampleAt", names.Pascal(node), place.Offset, value.Type.Shape.ToString()),
            Region.Chain => Named("ChainAt", names.Pascal(node), place.Offset, value.Type.Shape.ToString()),
            Region.Once => Named("OnceAt", names.Pascal(node), place.Offset, value.Type.Shape.ToString()),
            Region.Prepared => Named("PreparedAt", names.Pascal(node), place.Offset, value.Type.Shape.ToString()),
            _ => OfParameter(_parameterAt.Value[(place.Region == Region.Buffers, place.Offset)]),
        };
    }

    /// <summary>The constant for where a reduction's partial results lie.</summary>
    public string Place(Partial partial) =>
        Named("OnceAt", names.Pascal(partial.Node) + "Partials", partial.Offset, $"{Text(partial.Size)} floats a chunk");

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
        EmitPlaces(writer, "ChainAt", "Where values lie in a thread's memory while a sample goes through a chain of kernels, in floats.");
        EmitPlaces(writer, "OnceAt", "Where values that exist once lie in the arena.");
        EmitPlaces(writer, "PreparedAt", "Where values computed ahead lie in the prepared block.");
        EmitPlaces(writer, "Weights", "Where parameters lie in the parameter block, and their gradients in the gradient block.");
        EmitPlaces(writer, "Buffers", "Where running statistics lie in the buffer block.");
    }

    private void EmitPlaces(SourceWriter writer, string type, string summary)
    {
        var places = _places.Where(p => p.Key.Class == type)
            .OrderBy(p => p.Value.Offset).ThenBy(p => p.Key.Name, StringComparer.Ordinal).ToArray();
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

    private string OfParameter(int index)
    {
        var (name, spec) = (model.Parameters[index].Name, model.Parameters[index].Spec);
        return Named(spec.IsBuffer ? "Buffers" : "Weights", Identifiers.Pascal(name), layout.Offsets[index], $"{name}, {spec.Shape}");
    }

    private string Named(string type, string name, long offset, string note)
    {
        name = KernelNames.OfEveryType.Contains(name) ? name + "Value" : name;
        _places[(type, name)] = (offset, note);
        return $"{type}.{name}";
    }
}
