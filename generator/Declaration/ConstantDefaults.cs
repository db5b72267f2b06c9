using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>
/// The defaults of a block's constants that follow from others of them, as the block's attribute computes them:
/// <c>Expanded = 4 * Channels</c>. All else in them is replaced by its value, since names mean other things in the attribute's class.
/// </summary>
internal sealed class ConstantDefaults : CSharpSyntaxRewriter
{
    private readonly DeclaredClass _declared;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellation;

    private ConstantDefaults(DeclaredClass declared, SemanticModel model, CancellationToken cancellation)
    {
        _declared = declared;
        _model = model;
        _cancellation = cancellation;
    }

    /// <summary>Which constants these are, and their expressions.</summary>
    public static IEnumerable<(string Name, string Expression)> Of(DeclaredClass declared, ReadContext context) =>
        from constant in declared.Constants
        let expression = Expression(constant, declared, context)
        where expression is not null
        select (LayerModels.Escaped(constant.Name), expression);

    /// <summary>The expression; null where the default is the same whatever the other constants are.</summary>
    private static string? Expression(IFieldSymbol constant, DeclaredClass declared, ReadContext context)
    {
        var declarator = constant.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation) as VariableDeclaratorSyntax;
        if (declarator?.Initializer?.Value is not { } value)
        {
            return null;
        }

        var reader = new ConstantDefaults(declared, context.ModelOf(value), context.Cancellation);
        return reader.Follows(value) ? reader.Visit(value)!.NormalizeWhitespace().ToString() : null;
    }

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression)
        {
            return base.Visit(node);
        }

        if (_model.GetSymbolInfo(expression, _cancellation).Symbol is { } symbol && _declared.HasConstant(symbol))
        {
            return SyntaxFactory.ParseExpression(LayerModels.Escaped(symbol.Name));
        }

        return !Follows(expression) && _model.GetConstantValue(expression, _cancellation) is { HasValue: true, Value: { } value }
            ? Literal(value, _model.GetTypeInfo(expression, _cancellation).Type)
            : base.Visit(node);
    }

    public override SyntaxTrivia VisitTrivia(SyntaxTrivia trivia) => default;

    private static ExpressionSyntax Literal(object value, ITypeSymbol? type)
    {
        var literal = SyntaxFactory.ParseExpression(Constants.Text(value, type));
        return literal is LiteralExpressionSyntax ? literal : SyntaxFactory.ParenthesizedExpression(literal);
    }

    private bool Follows(SyntaxNode expression) => expression.DescendantNodesAndSelf().OfType<ExpressionSyntax>()
        .Any(e => _declared.HasConstant(_model.GetSymbolInfo(e, _cancellation).Symbol));
}
