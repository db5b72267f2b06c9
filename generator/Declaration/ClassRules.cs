using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>What a class must be for code to be added to it.</summary>
internal static class ClassRules
{
    /// <summary>Reports what is wrong with the class as such; true if nothing is.</summary>
    public static bool Check(DeclaredClass declared, ReadContext context)
    {
        var (symbol, name) = (declared.Symbol, ClassReader.NameOf(declared));
        var kind = declared.IsBlock ? "block" : "network";
        if (!IsPartial(symbol, context))
        {
            context.Report("NG0101", name, symbol.Name, kind);
            return false;
        }

        if (OuterTypes(symbol).FirstOrDefault(t => !IsPartial(t, context)) is { } outer)
        {
            context.Report("NG0102", name, symbol.Name, kind, outer.Name);
            return false;
        }

        if (Unfit(symbol) is { } reason)
        {
            // A class that is marked as both is reported once, as a network.
            if (!declared.IsBlock || !ReadContext.Has(symbol, "NetworkAttribute"))
            {
                context.Report("NG0103", name, symbol.Name, kind, reason);
            }

            return false;
        }

        if (GeneratedNames.IsTakenByMember(symbol))
        {
            context.Report("NG0119", name, symbol.Name, symbol.Name);
            return false;
        }

        if (declared.IsBlock && AttributeClash(symbol, context) is not null)
        {
            context.Report("NG0113", name, symbol.Name);
            return false;
        }

        return true;
    }

    /// <summary>Whether code can be added to the class and to all classes around it.</summary>
    public static bool CanExtend(INamedTypeSymbol symbol, ReadContext context) =>
        IsPartial(symbol, context) && OuterTypes(symbol).All(t => IsPartial(t, context)) && Unfit(symbol) is null
        && !GeneratedNames.IsTakenByMember(symbol);

    public static IEnumerable<INamedTypeSymbol> OuterTypes(INamedTypeSymbol symbol)
    {
        for (var outer = symbol.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            yield return outer;
        }
    }

    private static bool IsPartial(INamedTypeSymbol symbol, ReadContext context) => symbol.DeclaringSyntaxReferences.All(r =>
        r.GetSyntax(context.Cancellation) is TypeDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string? Unfit(INamedTypeSymbol symbol)
    {
        if (symbol.IsGenericType)
        {
            return "it is generic";
        }

        if (OuterTypes(symbol).Any(t => t.Arity > 0))
        {
            return "it lies in a generic type";
        }

        if (symbol.IsRecord || symbol.TypeKind != TypeKind.Class)
        {
            return "it is no ordinary class";
        }

        if (symbol.IsStatic || symbol.IsAbstract)
        {
            return symbol.IsStatic ? "it is static" : "it is abstract";
        }

        if (symbol.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } type
            && !ReadContext.IsNetGen(type.ContainingNamespace))
        {
            return $"it derives from {type.Name}, and its base class is generated";
        }

        if (ReadContext.Has(symbol, "NetworkAttribute") && ReadContext.Has(symbol, "BlockAttribute"))
        {
            return "it is marked as a block too";
        }

        if (ConstructorRules.IsPrimary(symbol))
        {
            return "it has a primary constructor, and its constructor is generated";
        }

        if (ReadContext.Has(symbol, "BlockAttribute") && !ConstructorRules.TakesNothing(symbol))
        {
            return "it cannot be made without arguments";
        }

        // Generated code lies in a file of its own, from which such a class cannot be seen.
        return symbol.IsFileLocal || OuterTypes(symbol).Any(t => t.IsFileLocal) ? "it is a file-local class" : null;
    }

    private static ISymbol? AttributeClash(INamedTypeSymbol symbol, ReadContext context)
    {
        var name = symbol.Name + "Attribute";
        var members = symbol.ContainingType is { } outer ? outer.GetTypeMembers(name) : symbol.ContainingNamespace.GetTypeMembers(name);
        return members.FirstOrDefault(m => !ReadContext.DerivesFrom(m, "BlockLayerAttribute")
            && SymbolEqualityComparer.Default.Equals(m.ContainingAssembly, context.Compilation.Assembly));
    }
}
