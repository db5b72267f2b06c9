using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Reads the inputs of a network: their names from Forward, their shapes from <c>[Shape]</c> or <c>[Network]</c>.</summary>
internal static class InputReader
{
    public static IReadOnlyList<PortModel> Read(DeclaredClass declared, ReadContext context)
    {
        var parameters = Parameters(declared);
        var ports = new List<PortModel>();
        foreach (var parameter in parameters)
        {
            var type = Shape(parameter, context) ?? NetworkShape(declared, context)
                ?? throw new Problem(
                    "NG0108", declared.Forward is null ? ClassReader.NameOf(declared) : Syntax(parameter, context), parameter.Name);
            ports.Add(new(Name(parameter), type));
        }

        return ports;
    }

    public static IReadOnlyList<string> Names(DeclaredClass declared)
    {
        var names = Parameters(declared).Select(Name).ToArray();
        return names.Length > 0 ? names : ["x"];
    }

    /// <summary>The shape that <c>[Shape]</c> gives a parameter, or null.</summary>
    public static TensorType? Shape(IParameterSymbol parameter, ReadContext context)
    {
        var attribute = ShapeAttribute(parameter);
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is not AttributeSyntax syntax)
        {
            return null;
        }

        if (attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Array, IsNull: false, Values.IsEmpty: true })
        {
            throw new Problem("NG0108", syntax, Name(parameter));
        }

        var kind = attribute.NamedArguments.FirstOrDefault(a => a.Key == "Type").Value.Value is 1 ? ElementKind.Int32 : ElementKind.Float32;
        return new(Sizes(attribute, syntax), Kind: kind);
    }

    /// <summary>Warns of shapes that nobody asks for: only a network's inputs and its targets have shapes of their own.</summary>
    public static void CheckPlaces(DeclaredClass declared, ReadContext context)
    {
        var inputs = declared.IsBlock ? [] : Parameters(declared).ToArray();
        var others = declared.Symbol.GetMembers().OfType<IMethodSymbol>()
            .Where(m => !SymbolEqualityComparer.Default.Equals(m, declared.Loss)).SelectMany(m => m.Parameters)
            .Where(p => !inputs.Contains(p, SymbolEqualityComparer.Default));
        foreach (var attribute in others.Select(ShapeAttribute).OfType<AttributeData>())
        {
            if (attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) is { } syntax)
            {
                context.Report("NG0504", syntax);
            }
        }
    }

    private static AttributeData? ShapeAttribute(IParameterSymbol parameter) =>
        parameter.GetAttributes().FirstOrDefault(a => ReadContext.DerivesFrom(a.AttributeClass, "ShapeAttribute"));

    private static TensorType? NetworkShape(DeclaredClass declared, ReadContext context)
    {
        var attribute = declared.Symbol.GetAttributes().First(a => ReadContext.DerivesFrom(a.AttributeClass, "NetworkAttribute"));
        var syntax = attribute.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) as AttributeSyntax;
        return syntax?.ArgumentList is { Arguments.Count: > 0 } ? new(Sizes(attribute, syntax)) : null;
    }

    private static Shape Sizes(AttributeData attribute, AttributeSyntax syntax)
    {
        if (attribute.ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Array, IsNull: false } sizes
            || sizes.Values.Any(v => v.Value is not int))
        {
            throw new ReportedElsewhere();
        }

        var values = sizes.Values.Select(v => (int)v.Value!).ToArray();
        var written = syntax.ArgumentList!.Arguments.Where(a => a.NameEquals is null).ToArray();
        var wrong = Array.FindIndex(values, v => v < 1);
        if (wrong >= 0)
        {
            throw new Problem("NG0111", written.Length == values.Length ? written[wrong] : syntax, Constants.Plain(values[wrong]));
        }

        return values.Aggregate(1L, (product, v) => Math.Min(product * v, long.MaxValue / int.MaxValue)) <= int.MaxValue
            ? new(values)
            : throw new Problem("NG0111", syntax, new Shape(values).ToString());
    }

    private static IEnumerable<IParameterSymbol> Parameters(DeclaredClass declared) =>
        (IEnumerable<IParameterSymbol>?)declared.Forward?.Parameters ?? declared.Layers.FirstOrDefault()?.Method.Parameters ?? [];

    /// <summary>A parameter's name; while it is being typed it may have none.</summary>
    private static string Name(IParameterSymbol parameter) => parameter.Name.Length > 0 ? parameter.Name : "x";

    private static SyntaxNode Syntax(IParameterSymbol parameter, ReadContext context) =>
        parameter.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation);
}
