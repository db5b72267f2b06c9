using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>Reads the members of a network or block: which methods are layers, which is Forward, which is Loss.</summary>
internal static class ClassReader
{
    public static DeclaredClass Read(INamedTypeSymbol symbol, bool isBlock, ReadContext context)
    {
        var declared = new DeclaredClass(symbol, isBlock);
        declared.IsBroken |= !ClassRules.Check(declared, context);
        foreach (var method in symbol.GetMembers().OfType<IMethodSymbol>().Where(m => m.MethodKind == MethodKind.Ordinary))
        {
            ReadMethod(declared, method, context);
        }

        if (isBlock)
        {
            declared.Constants.AddRange(symbol.GetMembers().OfType<IFieldSymbol>().Where(IsSetting));
        }
        else
        {
            LossReader.Read(declared, context);
            ConstructorRules.Check(symbol, context);
        }

        declared.IsBroken |= !GeneratedNames.CheckMembers(declared, context);
        InputReader.CheckPlaces(declared, context);

        if (declared.Layers.Count == 0 && declared.Forward is null && !declared.IsBroken)
        {
            context.Report("NG0106", NameOf(declared), declared.Name);
            declared.IsBroken = true;
        }

        return declared;
    }

    /// <summary>The declaration that stands for the class in diagnostics: the one with the attribute.</summary>
    public static SyntaxNode NameOf(DeclaredClass declared)
    {
        var attribute = declared.Symbol.GetAttributes().FirstOrDefault(a =>
            a.AttributeClass?.Name == (declared.IsBlock ? "BlockAttribute" : "NetworkAttribute"));
        return attribute?.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>()
            ?? declared.Symbol.DeclaringSyntaxReferences[0].GetSyntax();
    }

    private static void ReadMethod(DeclaredClass declared, IMethodSymbol method, ReadContext context)
    {
        if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) is not MethodDeclarationSyntax syntax)
        {
            return;
        }

        var attributes = syntax.AttributeLists.SelectMany(l => l.Attributes).ToArray();
        var entries = attributes.Select(a => AttributeReader.Bind(a, context)).ToArray();
        var layers = entries.Where(e => e.Entry is not null).Select(e => e.Entry!).ToArray();
        var unknown = entries.Any(e => e.IsUnknown);
        if (layers.Length > 0 || unknown)
        {
            var broken = unknown || !LayerRules.Check(method, syntax, layers, context);
            var name = WeightNames.Read(method, attributes, context) ?? ParameterNames.Snake(method.Name);
            declared.Layers.Add(new(method, syntax, layers, name));
            declared.IsBroken |= broken;
        }
        else if (method.IsPartialDefinition && method.PartialImplementationPart is null)
        {
            context.Report("NG0105", syntax, method.Name);
            declared.IsBroken = true;
        }
        else
        {
            WeightNames.RequireLayer(method, attributes, context);
            ReadSpecial(declared, method, syntax, context);
        }
    }

    private static void ReadSpecial(DeclaredClass declared, IMethodSymbol method, MethodDeclarationSyntax syntax, ReadContext context)
    {
        if (method.Name == "Forward")
        {
            declared.IsBroken |= !LayerRules.CheckForward(declared, method, syntax, context);
            declared.Forward ??= method;
        }
        else if (method.Name == "Loss" && !declared.IsBlock)
        {
            if (declared.Loss is not null)
            {
                context.Report("NG0115", syntax, declared.Name);
                declared.IsBroken = true;
            }

            declared.Loss ??= method;
        }
    }

    private static bool IsSetting(IFieldSymbol field) => field is
    {
        IsConst: true, Type.SpecialType:
        SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Single
        or SpecialType.System_Double or SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_Int16
        or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64
    };
}
