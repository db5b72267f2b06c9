using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Roslyn;

namespace NetGen.Declaration;

/// <summary>
/// <c>Training</c> is a member of the base class that is yet to be generated. Where a declaration mentions it, the reading
/// is done in a copy of the compilation that has it: an expression with an unknown name in it would have no type, nor
/// would anything made from it.
/// </summary>
internal static class TrainingProperty
{
    private const string Member = "private bool Training => false;";

    /// <summary>What to read a class with.</summary>
    /// <param name="symbol">The class.</param>
    /// <param name="compilation">The compilation it belongs to.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <param name="type">The class as the returned context knows it.</param>
    public static ReadContext Provide(
        INamedTypeSymbol symbol, Compilation compilation, CancellationToken cancellation, out INamedTypeSymbol type)
    {
        type = symbol;
        var context = new ReadContext(compilation, cancellation);
        var classes = Closure(symbol, context).Where(c => Mentions(c, cancellation) && c.GetMembers("Training").IsEmpty
            && !ReadContext.IsNetGen(c.BaseType?.ContainingNamespace) && ClassRules.CanExtend(c, context)).ToArray();
        if (classes.Length == 0 || compilation.SyntaxTrees.FirstOrDefault()?.Options is not CSharpParseOptions options)
        {
            return context;
        }

        var text = string.Concat(classes.Select(Partial));
        var extended = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(text, options, cancellationToken: cancellation));
        type = extended.Assembly.GetTypeByMetadataName(SourceRefs.Key(symbol)) ?? symbol;
        return new(extended, cancellation);
    }

    /// <summary>Whether a member is the one that the copy of the compilation was given.</summary>
    public static bool IsProvided(ISymbol member, ReadContext context) =>
        member is IPropertySymbol
        && member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation)?.ToString() == Member;

    /// <summary>The class and all blocks it uses, and they use.</summary>
    private static List<INamedTypeSymbol> Closure(INamedTypeSymbol symbol, ReadContext context)
    {
        var found = new List<INamedTypeSymbol> { symbol };
        for (var i = 0; i < found.Count; i++)
        {
            var attributes = found[i].DeclaringSyntaxReferences
                .SelectMany(r => (r.GetSyntax(context.Cancellation) as TypeDeclarationSyntax)?.Members ?? [])
                .OfType<MethodDeclarationSyntax>().SelectMany(m => m.AttributeLists).SelectMany(l => l.Attributes);
            foreach (var block in attributes.Select(a => AttributeReader.Bind(a, context).Entry?.Block))
            {
                if (block is not null && !found.Contains(block, SymbolEqualityComparer.Default))
                {
                    found.Add(block);
                }
            }
        }

        return found;
    }

    private static bool Mentions(INamedTypeSymbol symbol, CancellationToken cancellation) => symbol.DeclaringSyntaxReferences
        .SelectMany(r => r.GetSyntax(cancellation).DescendantNodes()).OfType<IdentifierNameSyntax>()
        .Any(n => n.Identifier.ValueText == "Training");

    private static string Partial(INamedTypeSymbol symbol)
    {
        var model = LayerModels.Class(symbol);
        var outer = string.Concat(model.Outer.Select(o => o + " { "));
        var text = $"{outer}partial class {model.Name} {{ {Member} }}{string.Concat(model.Outer.Select(_ => " }"))}";
        return model.Namespace.Length == 0 ? text + "\n" : $"namespace {model.Namespace} {{ {text} }}\n";
    }
}
