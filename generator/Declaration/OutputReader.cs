using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Graph;

namespace NetGen.Declaration;

/// <summary>Names the outputs of a network, and compares those of training with those of inference.</summary>
internal static class OutputReader
{
    public static IReadOnlyList<PortModel> Read(
        DeclaredClass declared, GraphReading training, GraphReading inference, IReadOnlyList<PortModel> inputs, ReadContext context)
    {
        var names = Names(declared, training.Outputs.Count, [.. inputs.Select(i => i.Name)]);
        var ports = new List<PortModel>();
        for (var i = 0; i < training.Outputs.Count; i++)
        {
            var (taught, used) = (training.Outputs[i], inference.Outputs.ElementAtOrDefault(i));
            if (taught is null || (used is not null && used.Type != taught.Type))
            {
                throw new Problem(
                    "NG0132", Place(declared), names[i], taught?.Shape.ToString() ?? "null", used?.Shape.ToString() ?? "null");
            }

            ports.Add(new(names[i], taught.Type, TrainingOnly: used is null));
        }

        return ports.Any(p => !p.TrainingOnly)
            ? ports
            : throw new Problem("NG0132", Place(declared), names[0], $"{ports[0].Type.Shape}", "null");
    }

    /// <summary>The elements of the tuple that Forward returns, in camel case; without names, <c>output</c>.</summary>
    public static IReadOnlyList<string> Names(DeclaredClass declared, int count, IReadOnlyList<string> inputs)
    {
        var type = (declared.Forward?.ReturnType ?? declared.Layers.LastOrDefault()?.Method.ReturnType) as INamedTypeSymbol;
        var elements = type is { IsTupleType: true } ? type.TupleElements : [];
        var names = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var name = i < elements.Length && elements[i].IsExplicitlyNamedTupleElement
                ? ParameterNames.Camel(elements[i].Name)
                : count == 1 ? "output" : "output" + Constants.Plain(i + 1);
            names.Add(inputs.Contains(name) || names.Contains(name) ? name + "Output" : name);
        }

        return names;
    }

    public static SyntaxNode Place(DeclaredClass declared) =>
        declared.Forward?.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax forward
            ? forward.ReturnType
            : ClassReader.NameOf(declared);
}
