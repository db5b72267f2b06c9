using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Emit;

/// <summary>The head of each public entry: argument checks, and copies into the arena.</summary>
internal static class ChecksText
{
    /// <summary>Declares <c>batch</c> from the first input's length and holds all others against it.</summary>
    public static void Write(SourceWriter writer, IReadOnlyList<PortModel> inputs, IReadOnlyList<PortModel> others)
    {
        var name = PortText.Name(inputs[0]);
        writer.Line($"var batch = global::NetGen.Execution.Check.Batch({name}.Length, {PortText.Size(inputs[0])}, nameof({name}));");
        foreach (var port in inputs.Skip(1).Concat(others))
        {
            name = PortText.Name(port);
            writer.Line($"global::NetGen.Execution.Check.Length({name}.Length, batch, {PortText.Size(port)}, nameof({name}));");
        }

        foreach (var port in inputs.Concat(others).Where(p => p.Classes > 0 || p.Ids > 0))
        {
            name = PortText.Name(port);
            writer.Line(port.Classes > 0
                ? Labels(port, name, $"nameof({name})")
                : $"global::NetGen.Execution.Check.Ids({name}, {port.Ids}, nameof({name}));");
        }
    }

    /// <summary>The check of class labels.</summary>
    public static string Labels(PortModel port, string labels, string name) =>
        $"global::NetGen.Execution.Check.Labels({labels}, {port.Classes}, {name}"
        + (port.Labels?.Ignored is { } ignored ? FormattableString.Invariant($", ignored: {ignored}") : "") + ");";

    /// <summary>Hands the work to a method of the same arguments, where the network lives on a device.</summary>
    public static void OnDevice(SourceWriter writer, string method, IReadOnlyList<PortModel> ports, params string[] then)
    {
        using (writer.Block("if (IsOnDevice)"))
        {
            writer.Packed($"{(then.Length == 0 ? "return " : "")}{method}(", ["batch", .. ports.Select(PortText.Name)], ");");
            foreach (var statement in then)
            {
                writer.Line(statement);
            }
        }

        writer.Line();
    }

    /// <summary>Copies each argument to where the program reads it.</summary>
    public static void CopyIn(SourceWriter writer, IReadOnlyList<PortModel> ports, IEnumerable<string> addresses)
    {
        foreach (var (port, address) in ports.Zip(addresses, (port, address) => (port, address)))
        {
            CopyIn(writer, port, PortText.Name(port), address, "batch");
        }
    }

    /// <summary>Copies so many samples to where the program reads them.</summary>
    public static void CopyIn(SourceWriter writer, PortModel port, string from, string address, string samples)
    {
        if (port.Type.Kind == ElementKind.Int32)
        {
            writer.Statement(from, $".CopyTo({address}.AsInts().Span({PortText.Times(samples, port)}));");
        }
        else
        {
            writer.Packed("frame.Copy(", [from, address], ");");
        }
    }

    public static string Ints(PortModel port) => port.Type.Kind == ElementKind.Int32 ? ".AsInts()" : "";
}
