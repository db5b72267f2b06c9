using System.Globalization;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Emit;

/// <summary>How inputs, outputs and targets are worded as parameters of public methods.</summary>
internal static class PortText
{
    /// <summary>What emitted methods call their own things; a port of that name is told apart.</summary>
    private static readonly string[] Reserved = ["batch", "count", "first", "frame", "loss", "session"];

    public static string Name(PortModel port)
    {
        var name = Identifiers.Camel(port.Name);
        return Reserved.Contains(name) ? name + "Values" : name;
    }

    public static string Element(PortModel port) => port.Type.Kind == ElementKind.Int32 ? "int" : "float";

    public static string Size(PortModel port) => port.Type.Shape.Count.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>global::System.ReadOnlySpan&lt;float&gt; x</c></summary>
    public static string ReadOnly(PortModel port) => $"global::System.ReadOnlySpan<{Element(port)}> {Name(port)}";

    public static string Writable(PortModel port) => $"global::System.Span<{Element(port)}> {Name(port)}";

    /// <summary>The doc line of such a parameter.</summary>
    public static string Doc(PortModel port, string what) =>
        $"/// <param name=\"{Name(port).TrimStart('@')}\">{what}: {port.Type.Shape} a sample"
        + (port.Classes > 0 ? $", class labels from 0 to {port.Classes - 1}.</param>"
            : port.Ids > 0 ? $", ids from 0 to {port.Ids - 1}.</param>" : ".</param>");

    /// <summary>A size times a count of samples, without a multiplication by one.</summary>
    public static string Times(string count, PortModel port) => port.Type.Shape.Count == 1 ? count : $"{count} * {Size(port)}";

    /// <summary>The class labels of a TensorInfo; classes along the first axis are not mentioned.</summary>
    private static string Classes(PortModel port) => port.Labels is not { } labels ? ""
        : $", Classes: {labels.Classes}" + (labels.Axis > 0 ? $", ClassAxis: {labels.Axis}" : "")
            + (labels.Ignored is { } ignored ? FormattableString.Invariant($", IgnoredLabel: {ignored}") : "");

    /// <summary>The constructor call of a TensorInfo.</summary>
    public static string Info(PortModel port) =>
        $"new(\"{port.Name}\", [{string.Join(", ", port.Type.Shape.Sizes)}], IsInteger: {(port.Type.Kind == ElementKind.Int32 ? "true" : "false")}"
        + Classes(port) + (port.TrainingOnly ? ", TrainingOnly: true" : "") + ")";
}
