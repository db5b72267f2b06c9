using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>The names of layers that attributes of a class give, <c>[Freeze("layer1", nameof(Conv1))]</c>.</summary>
internal static class LayerNames
{
    /// <summary>Each name with the attribute that it stands in, and the argument to underline.</summary>
    public static IEnumerable<(string Name, AttributeData Attribute, SyntaxNode Syntax)> In(
        DeclaredClass declared, string attribute, ReadContext context) =>
        from data in declared.Symbol.GetAttributes()
        where ReadContext.DerivesFrom(data.AttributeClass, attribute)
        let syntax = data.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) as AttributeSyntax
        from argument in syntax?.ArgumentList?.Arguments.Where(a => a.NameEquals is null) ?? []
        let name = context.ModelOf(argument).GetConstantValue(argument.Expression, context.Cancellation).Value as string
        where name is not null
        select (name, data, (SyntaxNode)argument);

    /// <summary>Whether a name is that of a path or of something around it.</summary>
    public static bool Covers(string name, string path) =>
        path == name || (path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal));
}
