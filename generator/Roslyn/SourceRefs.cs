using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Declaration;

namespace NetGen.Roslyn;

/// <summary>Turns syntax nodes into ordinals, and ordinals back into places in the compilation of the moment.</summary>
internal static class SourceRefs
{
    /// <summary>The ordinals of a node that lies within a type's declaration.</summary>
    public static SourceRef Of(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        var declaration = node.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().First();
        var type = (ITypeSymbol)model.GetDeclaredSymbol(declaration, cancellation)!;
        var declarations = type.DeclaringSyntaxReferences;
        var ordinal = 0;
        while (declarations[ordinal].SyntaxTree != declaration.SyntaxTree || declarations[ordinal].Span != declaration.Span)
        {
            ordinal++;
        }

        var place = declaration.DescendantNodesAndSelf().TakeWhile(n => n != node).Count();
        return new(Key(type), ordinal, place);
    }

    /// <summary>The type's metadata name, as <see cref="IAssemblySymbol.GetTypeByMetadataName"/> takes it.</summary>
    public static string Key(ITypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return Key(outer) + "+" + type.MetadataName;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } ns
            ? ns.ToDisplayString() + "." + type.MetadataName
            : type.MetadataName;
    }

    /// <summary>
    /// Whether this is the first declaration with the attribute: a class copied and not yet renamed has two, which C# reports.
    /// </summary>
    public static bool IsFirst(GeneratorAttributeSyntaxContext context) => context.TargetSymbol.GetAttributes()
        .First(a => SymbolEqualityComparer.Default.Equals(a.AttributeClass, context.Attributes[0].AttributeClass))
        .ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() == context.TargetNode;

    /// <summary>The real location in the compilation, so that <c>#pragma warning disable</c> around it is honoured.</summary>
    public static Location? Locate(SourceRef place, Compilation compilation, CancellationToken cancellation)
    {
        var type = compilation.Assembly.GetTypeByMetadataName(place.TypeKey);
        if (place.Member is not null && type?.GetMembers(place.Member).FirstOrDefault() is { } member)
        {
            return member.Locations.FirstOrDefault();
        }

        var references = type?.DeclaringSyntaxReferences;
        return references?.ElementAtOrDefault(place.Declaration)?.GetSyntax(cancellation) is { } declaration
            && declaration.DescendantNodesAndSelf().ElementAtOrDefault(place.Node) is { } node
            ? Underlined(node)
            : null;
    }

    /// <summary>A declaration is underlined at its name, anything else as a whole.</summary>
    private static Location Underlined(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.GetLocation(),
        MethodDeclarationSyntax method => method.Identifier.GetLocation(),
        ConstructorDeclarationSyntax constructor => constructor.Identifier.GetLocation(),
        PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
        ParameterSyntax parameter => parameter.Identifier.GetLocation(),
        VariableDeclaratorSyntax variable => variable.Identifier.GetLocation(),
        LocalFunctionStatementSyntax function => function.Identifier.GetLocation(),
        _ => node.GetLocation(),
    };
}
