using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>The compilation of the moment with what is asked of it again and again while one declaration is read.</summary>
internal sealed class ReadContext(Compilation compilation, CancellationToken cancellation)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];
    private readonly Dictionary<ISymbol, DeclaredClass> _blocks = new(SymbolEqualityComparer.Default);
    private readonly List<DiagnosticModel> _diagnostics = [];

    public Compilation Compilation { get; } = compilation;

    public CancellationToken Cancellation { get; } = cancellation;

    public INamedTypeSymbol? Tensor { get; } = compilation.GetTypeByMetadataName("NetGen.Tensor");

    /// <summary>What has been found wrong so far, each thing once.</summary>
    public IEnumerable<DiagnosticModel> Diagnostics => _diagnostics.Distinct();

    public SemanticModel ModelOf(SyntaxNode node)
    {
        if (!_models.TryGetValue(node.SyntaxTree, out var model))
        {
            model = Compilation.GetSemanticModel(node.SyntaxTree);
            _models.Add(node.SyntaxTree, model);
        }

        return model;
    }

    public void Report(string id, SyntaxNode node, params string[] arguments) =>
        _diagnostics.Add(new(id, arguments.ToEquatableArray(), SourceRefs.Of(node, ModelOf(node), Cancellation)));

    public void Report(Problem problem) => Report(problem.Id, problem.Node, problem.Arguments);

    /// <summary>
    /// The block that a class declares. What is wrong with the block itself is reported where the block is read for its
    /// own sake, not once more by each network that uses it.
    /// </summary>
    public DeclaredClass Block(INamedTypeSymbol symbol)
    {
        if (!_blocks.TryGetValue(symbol, out var block))
        {
            block = ClassReader.Read(symbol, isBlock: true, new ReadContext(Compilation, Cancellation));
            _blocks.Add(symbol, block);
        }

        return block;
    }

    /// <summary>Whether the compiler reports an error in the method body or attribute around a place, so that we need not.</summary>
    public bool HasErrors(SyntaxNode node)
    {
        // CS0616 and so on: a block is no attribute class, and has no settings, before its attribute has been generated.
        var scope = node.AncestorsAndSelf().Select(n => n is AttributeSyntax ? n : BodyOf(n)).FirstOrDefault(n => n is not null);
        if (scope is null)
        {
            return false;
        }

        var isBlock = scope is AttributeSyntax attribute && AttributeReader.Bind(attribute, this).Entry?.Block is not null;
        string[] passing = isBlock ? ["CS0616", "CS0246", "CS0617", "CS0122", "CS1729"] : [];
        return ModelOf(node).GetDiagnostics(scope.Span, Cancellation)
            .Any(d => d.Severity == DiagnosticSeverity.Error && !passing.Contains(d.Id));
    }

    public bool IsTensor(ITypeSymbol? type) => type is not null && SymbolEqualityComparer.Default.Equals(type, Tensor);

    public static bool DerivesFrom(ITypeSymbol? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.Name == name && IsNetGen(type.ContainingNamespace))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsNetGen(INamespaceSymbol? ns) => ns is { Name: "NetGen", ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>Whether a class carries <c>[Network]</c> or <c>[Block]</c>.</summary>
    public static bool Has(ISymbol symbol, string attribute) =>
        symbol.GetAttributes().Any(a => a.AttributeClass?.Name == attribute && IsNetGen(a.AttributeClass.ContainingNamespace));

    private static SyntaxNode? BodyOf(SyntaxNode node) =>
        node is MethodDeclarationSyntax method ? (SyntaxNode?)method.Body ?? method.ExpressionBody : null;
}
