using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Reads <c>[WeightName("…")]</c>.</summary>
internal static class WeightNames
{
    /// <summary>The name given to a layer, or null.</summary>
    public static string? Read(IMethodSymbol method, IReadOnlyList<AttributeSyntax> attributes, ReadContext context)
    {
        if (Find(method, attributes, context) is not { } found
            || found.Data.ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Primitive, Value: string name })
        {
            return null;
        }

        if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '.' or '{' or '}')
            && name[0] != '.' && name[name.Length - 1] != '.' && WeightPath.IsWellFormed(name))
        {
            return name;
        }

        context.Report("NG0117", found.Syntax, $"\"{name}\" is no name: letters, digits, '_' and '.' between them");
        return null;
    }

    /// <summary>Reports a name on a method that has no parameters to be named.</summary>
    public static void RequireLayer(IMethodSymbol method, IReadOnlyList<AttributeSyntax> attributes, ReadContext context)
    {
        if (Find(method, attributes, context) is { } found)
        {
            context.Report("NG0117", found.Syntax, $"{method.Name} is not a layer, so there is nothing to name");
        }
    }

    private static (AttributeData Data, AttributeSyntax Syntax)? Find(
        IMethodSymbol method, IReadOnlyList<AttributeSyntax> attributes, ReadContext context)
    {
        var data = method.GetAttributes().FirstOrDefault(a => ReadContext.DerivesFrom(a.AttributeClass, "WeightNameAttribute"));
        var syntax = data?.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) as AttributeSyntax;
        return data is not null && syntax is not null && attributes.Contains(syntax) ? (data, syntax) : null;
    }
}
