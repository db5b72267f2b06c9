using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>
/// The constructors of a network's own half. One is generated, from a seed and an initialisation, unless the class declares it
/// itself; all others must hand on to it, for a network cannot be made without its weights.
/// </summary>
internal static class ConstructorRules
{
    /// <summary>Reports constructors that hand on to no other.</summary>
    public static void Check(INamedTypeSymbol symbol, ReadContext context)
    {
        foreach (var constructor in Own(symbol))
        {
            var syntax = constructor.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation);
            if (syntax is ConstructorDeclarationSyntax { Initializer: null })
            {
                var call = IsGenerated(constructor) ? "base(Definition, seed, initialization)" : "this(seed)";
                context.Report("NG0133", syntax, symbol.Name, call);
            }
        }
    }

    /// <summary>Whether a class has constructors of its own.</summary>
    public static bool HasAny(INamedTypeSymbol symbol) => Own(symbol).Any();

    /// <summary>Whether a class declares the constructor that would be generated.</summary>
    public static bool HasGenerated(INamedTypeSymbol symbol) => Own(symbol).Any(IsGenerated);

    /// <summary>Whether a class has a primary constructor, behind which no other can be put.</summary>
    public static bool IsPrimary(INamedTypeSymbol symbol) => symbol.DeclaringSyntaxReferences
        .Any(r => r.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null });

    /// <summary>Whether a class can be made without arguments.</summary>
    public static bool TakesNothing(INamedTypeSymbol symbol) =>
        !Own(symbol).Any() || Own(symbol).Any(c => c.Parameters.All(p => p.HasExplicitDefaultValue));

    private static IEnumerable<IMethodSymbol> Own(INamedTypeSymbol symbol) =>
        symbol.InstanceConstructors.Where(c => !c.IsImplicitlyDeclared);

    private static bool IsGenerated(IMethodSymbol constructor) => constructor.Parameters.Length == 2
        && constructor.Parameters[0].Type.SpecialType == SpecialType.System_UInt64
        && constructor.Parameters[1].Type is { Name: "Initialization" } type && ReadContext.IsNetGen(type.ContainingNamespace);
}
