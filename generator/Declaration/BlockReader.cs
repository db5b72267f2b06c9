using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>All that is read from one block for its own sake: plain data, compared by value.</summary>
/// <param name="Layers">What its generated part needs; null where no code can be added to the class.</param>
/// <param name="Places">The names of its layers and where they stand, for those that no use reaches.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record BlockReading(
    BlockLayers? Layers, EquatableArray<(string Name, SourceRef Place)> Places, EquatableArray<DiagnosticModel> Diagnostics);

/// <summary>Reads a class with <c>[Block]</c>.</summary>
internal static class BlockReader
{
    public static BlockReading Read(INamedTypeSymbol symbol, Compilation compilation, CancellationToken cancellation)
    {
        var context = TrainingProperty.Provide(symbol, compilation, cancellation, out var type);
        var declared = ClassReader.Read(type, isBlock: true, context);
        var evaluator = new ForwardEvaluator(context, new(new(), training: false), new());
        BlockUse? usual = null;
        try
        {
            if (!declared.IsBroken)
            {
                usual = DeclarationNotes.Block(Scope.Root(declared), evaluator, context);
            }
        }
        catch (Problem problem)
        {
            context.Report(problem);
        }
        catch (ReportedElsewhere)
        {
            // The compiler says what is wrong.
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            context.Report("NG0199", ClassReader.NameOf(declared), declared.Name, unexpected.GetType().Name + ": " + unexpected.Message);
        }

        var places = declared.Layers.Select(l => (l.Name, SourceRefs.Of(l.Syntax, context.ModelOf(l.Syntax), cancellation)));
        return new(
            ClassRules.CanExtend(type, context) ? Describe(declared, usual, context) : null,
            places.ToEquatableArray(),
            context.Diagnostics.ToEquatableArray());
    }

    private static BlockLayers Describe(DeclaredClass declared, BlockUse? usual, ReadContext context)
    {
        var declarations = declared.Symbol.DeclaringSyntaxReferences
            .Select(r => r.GetSyntax(context.Cancellation)).OfType<TypeDeclarationSyntax>()
            .Where(d => d.SyntaxTree.FilePath.Length > 0 || context.Compilation.ContainsSyntaxTree(d.SyntaxTree)).ToArray();
        var usings = declarations.SelectMany(d => d.Ancestors()).SelectMany(Usings)
            .Where(u => u.GlobalKeyword.RawKind == 0).Select(u => u.ToString()).Distinct().OrderBy(u => u, StringComparer.Ordinal);
        var first = declared.Layers.FirstOrDefault()?.Method;
        var result = declared.Forward?.ReturnType ?? declared.Layers.LastOrDefault()?.Method.ReturnType;
        return new(
            LayerModels.Class(declared.Symbol),
            usual ?? new(SourceRefs.Key(declared.Symbol), [], LayerModels.Bare(declared, context)),
            ConstantDefaults.Of(declared, context).ToEquatableArray(),
            (declared.Forward?.Parameters ?? first?.Parameters ?? []).Select(p => LayerModels.Escaped(p.Name)).ToEquatableArray(),
            LayerModels.ReturnType(result),
            result is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Length : 1,
            declared.Forward is not null,
            usings.ToEquatableArray(),
            declarations.SelectMany(d => d.Members).Where(IsCopied).Select(m => Text(m)).ToEquatableArray(),
            usual is null);
    }

    private static IEnumerable<UsingDirectiveSyntax> Usings(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax unit => unit.Usings,
        BaseNamespaceDeclarationSyntax ns => ns.Usings,
        _ => [],
    };

    /// <summary>Members that may mention a constant: methods with bodies and properties; layers and constants are written anew.</summary>
    private static bool IsCopied(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null,
        PropertyDeclarationSyntax property => property.Identifier.ValueText != "Training" || property.Modifiers.Count != 1,
        FieldDeclarationSyntax field => !field.Modifiers.Any(m => m.ValueText == "const"),
        _ => false,
    };

    /// <summary>The member as written, without the indentation that its place in the file gave it.</summary>
    private static string Text(SyntaxNode member)
    {
        var lines = member.ToString().Replace("\r", "").Split('\n');
        var column = member.SyntaxTree.GetLineSpan(member.Span).StartLinePosition.Character;
        return string.Join("\n", lines.Select((line, i) => i > 0 && line.Length >= column && line.Substring(0, column).Trim().Length == 0
            ? line.Substring(column).TrimEnd()
            : line.TrimEnd()));
    }
}
