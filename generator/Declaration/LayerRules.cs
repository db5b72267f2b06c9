using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>What a layer method and Forward must look like.</summary>
internal static class LayerRules
{
    /// <summary>Reports what is wrong with a layer method's declaration; true if nothing is.</summary>
    public static bool Check(
        IMethodSymbol method, MethodDeclarationSyntax syntax, IReadOnlyList<DeclaredEntry> entries, ReadContext context)
    {
        if (!method.IsPartialDefinition || method.PartialImplementationPart is not null)
        {
            // Neither partial nor a body: C# says so itself (CS0501).
            if (syntax.Body is not null || syntax.ExpressionBody is not null || method.IsPartialDefinition)
            {
                context.Report("NG0104", syntax, method.Name);
            }

            return false;
        }

        if (method.IsStatic || method.IsGenericMethod || method.IsAsync || method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            context.Report("NG0107", syntax, method.Name);
            return false;
        }

        if (!IsTensors(method.ReturnType, context))
        {
            return Unless(method.ReturnType, () => context.Report("NG0107", syntax.ReturnType, method.Name));
        }

        if (method.Parameters.FirstOrDefault(p => !context.IsTensor(p.Type) || p.RefKind != RefKind.None) is { } wrong)
        {
            return Unless(wrong.Type, () => context.Report("NG0107", syntax.ParameterList.Parameters[wrong.Ordinal], method.Name));
        }

        foreach (var entry in entries.Where(e => e.Block is null && !Operators.OperatorTable.Contains(e.Word)))
        {
            context.Report("NG0120", entry.Syntax, $"[{entry.Word}] is not a layer that NetGen knows");
            return false;
        }

        return true;
    }

    public static bool CheckForward(DeclaredClass declared, IMethodSymbol method, MethodDeclarationSyntax syntax, ReadContext context)
    {
        if (declared.Forward is not null)
        {
            context.Report("NG0110", syntax, declared.Name);
            return false;
        }

        if (method.IsStatic || method.IsGenericMethod || method.IsAsync)
        {
            context.Report("NG0109", syntax, "Forward must be an ordinary instance method");
            return false;
        }

        if (!IsTensors(method.ReturnType, context))
        {
            return Unless(
                method.ReturnType, () => context.Report("NG0109", syntax.ReturnType, "Forward must return a Tensor or a tuple of tensors"));
        }

        if (method.Parameters.FirstOrDefault(p => !context.IsTensor(p.Type) || p.RefKind != RefKind.None) is { } wrong)
        {
            return Unless(
                wrong.Type,
                () => context.Report("NG0109", syntax.ParameterList.Parameters[wrong.Ordinal], "Forward takes tensors only"));
        }

        if (method.Parameters.Length == 0 && !declared.IsBlock)
        {
            context.Report("NG0109", syntax, "Forward needs at least one Tensor to start from");
            return false;
        }

        return true;
    }

    /// <summary>A Tensor, or a tuple of at least two.</summary>
    public static bool IsTensors(ITypeSymbol type, ReadContext context) =>
        context.IsTensor(type)
        || (type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.All(e => context.IsTensor(e.Type)));

    /// <summary>Reports, unless C# already reports a type that does not exist.</summary>
    private static bool Unless(ITypeSymbol type, Action report)
    {
        if (type.TypeKind != TypeKind.Error && (type as INamedTypeSymbol)?.TypeArguments.Any(a => a.TypeKind == TypeKind.Error) != true)
        {
            report();
        }

        return false;
    }
}
