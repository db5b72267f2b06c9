using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>Reads the loss of a network: an attribute of the class, or the method <c>Loss</c>, not both.</summary>
internal static class LossReader
{
    public static void Read(DeclaredClass declared, ReadContext context)
    {
        var attributes = declared.Symbol.GetAttributes()
            .Where(a => ReadContext.DerivesFrom(a.AttributeClass, "LossAttribute"))
            .Select(a => a.ApplicationSyntaxReference?.GetSyntax(context.Cancellation))
            .OfType<AttributeSyntax>()
            .ToArray();
        foreach (var attribute in attributes)
        {
            if (declared.LossAttribute is not null || declared.Loss is not null)
            {
                context.Report("NG0115", attribute, declared.Name);
                declared.IsBroken = true;
                return;
            }

            var bound = AttributeReader.Bind(attribute, context);
            declared.IsBroken |= bound.Entry is null;
            declared.LossAttribute = bound.Entry;
        }

        if (declared.Loss is { } loss
            && loss.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation) is MethodDeclarationSyntax syntax)
        {
            declared.IsBroken |= !Check(loss, syntax, context);
        }
    }

    private static bool Check(IMethodSymbol loss, MethodDeclarationSyntax syntax, ReadContext context)
    {
        SyntaxNode? wrong = loss.IsStatic && loss.IsGenericMethod ? syntax
            : !context.IsTensor(loss.ReturnType) ? syntax.ReturnType
            : syntax.ParameterList.Parameters.FirstOrDefault(p =>
                p.Type is null || !context.IsTensor(context.ModelOf(p).GetTypeInfo(p.Type, context.Cancellation).Type));
        if (wrong is not null)
        {
            context.Report("NG0116", wrong, "Loss takes the outputs and then the targets, all of them Tensor, and returns a Tensor");
        }

        return wrong is null;
    }
}
