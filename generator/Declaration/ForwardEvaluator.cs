using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>
/// Compiles Forward by walking it once: what is known at compile time is computed, and what is done to tensors is appended
/// to a graph. Its other parts follow statements, expressions, calls and layers.
/// </summary>
internal sealed partial class ForwardEvaluator(ReadContext context, ModuleBuilder builder, DeclarationNotes notes)
{
    private const int MostSteps = 1_000_000;
    private const int MostNodes = 100_000;
    private const int DeepestCall = 64;

    private Frame _frame = new(Scope.Root(new(null!, isBlock: true)), null);
    private int _steps;
    private int _depth;
    private SyntaxNode? _loop;

    /// <summary>Runs a method of the declared class.</summary>
    public object? Run(IMethodSymbol method, Scope scope, IReadOnlyList<object?> arguments)
    {
        var frame = new Frame(scope, null);
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            frame.Declare(method.Parameters[i], arguments[i]);
        }

        return Run(method.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation), frame);
    }

    /// <summary>The value of an expression in an attribute, with the constants of the block it stands in; null if it has none.</summary>
    public object? Constant(ExpressionSyntax expression, Scope scope)
    {
        var model = context.ModelOf(expression);
        var operation = model.GetOperation(expression, context.Cancellation);
        var before = _frame;
        _frame = new(scope, null);
        try
        {
            return operation is null ? null : Evaluate(operation);
        }
        catch (Problem) when (scope.Setting.Given.Count == 0 || !operation!.DescendantsAndSelf().Any(o => IsConstantOf(scope.Class, o)))
        {
            // C# knows the value just as well, unless the use of a block gives its constants others.
            return model.GetConstantValue(expression, context.Cancellation) is { HasValue: true, Value: { } value } ? value : null;
        }
        finally
        {
            _frame = before;
        }
    }

    private static bool IsConstantOf(DeclaredClass declared, IOperation operation) =>
        operation is IFieldReferenceOperation reference && declared.HasConstant(reference.Field);

    /// <summary>The value of a constant of a block: given by the use, or its default (which may follow from others).</summary>
    public object BlockConstant(IFieldSymbol field, Scope scope)
    {
        if (!scope.Setting.Known.TryGetValue(field.Name, out var value))
        {
            var declarator = field.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation) as VariableDeclaratorSyntax;
            var raw = scope.Setting.Given.TryGetValue(field.Name, out var given)
                ? given
                : declarator?.Initializer is { } initial ? Constant(initial.Value, scope) : field.ConstantValue;
            value = Constants.Convert(raw, field.Type) ?? throw new ReportedElsewhere();
            scope.Setting.Known[field.Name] = value;
        }

        return value;
    }

    /// <summary>Counts work, so that an endless loop ends in a message and not in a compiler that hangs.</summary>
    private void Step(SyntaxNode at)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        if (++_steps > MostSteps || builder.Graph.Nodes.Count > MostNodes)
        {
            throw new Problem("NG0122", _loop ?? at);
        }
    }

    private object? Run(SyntaxNode body, Frame frame)
    {
        if (++_depth > DeepestCall)
        {
            _depth = 0;
            throw new Problem("NG0123", body, Constants.Plain(DeepestCall));
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        var before = _frame;
        _frame = frame;
        try
        {
            switch (context.ModelOf(body).GetOperation(body, context.Cancellation))
            {
                case IMethodBodyOperation method when (method.BlockBody ?? method.ExpressionBody) is { } block:
                    Execute(block);
                    return frame.Result;
                case ILocalFunctionOperation { Body: { } block }:
                    Execute(block);
                    return frame.Result;
                case IBlockOperation block:
                    Execute(block);
                    return frame.Result;
                default:
                    throw new ReportedElsewhere();
            }
        }
        finally
        {
            _frame = before;
            _depth--;
        }
    }

    private static Problem Unsupported(SyntaxNode at, string what) => new("NG0120", at, what);

    /// <summary>A tensor, or the reason why there is none.</summary>
    private NodeValue Tensor(object? value, SyntaxNode at) => value switch
    {
        NodeValue tensor => tensor,
        TargetValue { Node: NodeValue node } => node,
        TargetValue target => throw new Problem("NG0127", at, target.Name),
        null => throw new Problem("NG0124", at, Short(at)),
        _ => throw Unsupported(at, $"{Short(at)} is no tensor"),
    };

    private int Whole(object? value, SyntaxNode at) => value switch
    {
        int number => number,
        _ when Constants.IsNumber(value) && value is not (double or float) =>
            (int)Constants.Convert(value, context.Compilation.GetSpecialType(SpecialType.System_Int32))!,
        _ => throw Unsupported(at, $"{Short(at)} is no whole number known at compile time"),
    };

    private bool Bool(IOperation operation)
    {
        var value = Evaluate(operation);
        return value is bool known ? known : throw (value is Value or TargetValue
            ? new Problem("NG0121", operation.Syntax, Short(operation.Syntax))
            : Unsupported(operation.Syntax, $"{Short(operation.Syntax)} is not known at compile time"));
    }

    /// <summary>An expression as it is quoted in a message: on one line, and not too long.</summary>
    private static string Short(SyntaxNode node)
    {
        var text = string.Join(" ", node.ToString().Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 40 ? text : text.Substring(0, 37) + "...";
    }
}
