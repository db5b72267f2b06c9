using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>Expressions that are no calls.</summary>
internal sealed partial class ForwardEvaluator
{
    private readonly Stack<object?> _conditionalAccess = new();

    private object? Evaluate(IOperation operation)
    {
        Step(operation.Syntax);
        return operation switch
        {
            ILiteralOperation literal => literal.ConstantValue.Value,
            ILocalReferenceOperation local => Variable(local.Local, local),
            IParameterReferenceOperation parameter => Variable(parameter.Parameter, parameter),
            IFieldReferenceOperation field => Field(field),
            IPropertyReferenceOperation property => Property(property),
            IInvocationOperation call => Invoke(call),
            IBinaryOperation binary => Binary(binary),
            IUnaryOperation unary => Unary(unary),
            IConditionalOperation choice => Evaluate(Bool(choice.Condition) ? choice.WhenTrue : choice.WhenFalse!),
            IConversionOperation conversion => Convert(conversion),
            ISimpleAssignmentOperation assignment => Assign(assignment.Target, Evaluate(assignment.Value)),
            ICompoundAssignmentOperation compound => Compound(compound),
            IIncrementOrDecrementOperation step => Increment(step),
            IDeconstructionAssignmentOperation deconstruction => Assign(deconstruction.Target, Evaluate(deconstruction.Value)),
            ICoalesceOperation coalesce => Evaluate(coalesce.Value) ?? Evaluate(coalesce.WhenNull),
            ICoalesceAssignmentOperation coalesce => Evaluate(coalesce.Target) ?? Assign(coalesce.Target, Evaluate(coalesce.Value)),
            IConditionalAccessOperation access => Access(access),
            IConditionalAccessInstanceOperation => _conditionalAccess.Peek(),
            ITupleOperation tuple => new TupleValue([.. tuple.Elements.Select(Evaluate)]),
            IIsPatternOperation test => Matches(test.Pattern, Evaluate(test.Value)),
            ISwitchExpressionOperation choice => Switch(choice),
            IDefaultValueOperation value => Constants.Convert(value.ConstantValue.HasValue ? value.ConstantValue.Value : null, value.Type),
            INameOfOperation name => name.ConstantValue.Value,
            IThrowOperation thrown => throw new Problem("NG0125", thrown.Syntax, $"{Short(thrown.Syntax)} is reached"),
            IDeclarationExpressionOperation declaration => Evaluate(declaration.Expression),
            IParenthesizedOperation inner => Evaluate(inner.Operand),
            IInvalidOperation => throw new ReportedElsewhere(),
            _ => Collection(operation),
        };
    }

    private object? Variable(ISymbol variable, IOperation operation) => _frame.TryGet(variable, out var value)
        ? value
        : throw Unsupported(operation.Syntax, $"{variable.Name} has no value known at compile time");

    private object? Field(IFieldReferenceOperation reference)
    {
        var (field, scope) = (reference.Field, _frame.Scope);
        if (field.ContainingType?.IsTupleType == true && reference.Instance is not null)
        {
            var tuple = (TupleValue)Evaluate(reference.Instance)!;
            var name = (field.CorrespondingTupleField ?? field).Name;
            return tuple.Items[int.Parse(name.Substring("Item".Length), System.Globalization.CultureInfo.InvariantCulture) - 1];
        }

        if (scope.Class.HasConstant(field))
        {
            return BlockConstant(field, scope);
        }

        if (field.HasConstantValue)
        {
            return field.ConstantValue;
        }

        var declarator = field.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) as VariableDeclaratorSyntax;
        var initializer = declarator?.Initializer;
        return field.IsReadOnly && initializer is not null && context.ModelOf(initializer).GetOperation(initializer.Value) is { } value
            ? EvaluateApart(value)
            : throw Unsupported(reference.Syntax, $"{field.Name} is neither constant nor readonly with a value");
    }

    /// <summary>Evaluates an initializer: it sees the class's constants, but no variable.</summary>
    private object? EvaluateApart(IOperation value)
    {
        var before = _frame;
        _frame = new(before.Scope, null);
        try
        {
            return Evaluate(value);
        }
        finally
        {
            _frame = before;
        }
    }

    private object? Binary(IBinaryOperation binary)
    {
        var left = Evaluate(binary.LeftOperand);
        if (left is bool known
            && (binary.OperatorKind, known) is (BinaryOperatorKind.ConditionalAnd, false) or (BinaryOperatorKind.ConditionalOr, true))
        {
            return known;
        }

        return Binary(binary.OperatorKind, left, Evaluate(binary.RightOperand), binary);
    }

    private object? Binary(BinaryOperatorKind kind, object? left, object? right, IOperation operation)
    {
        if (left is Value or TargetValue or null || right is Value or TargetValue or null)
        {
            return kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
                ? Same(left, right, operation.Syntax) == (kind == BinaryOperatorKind.Equals)
                : Arithmetic(kind, left, right, operation);
        }

        try
        {
            return Constants.Binary(kind, left, right)
                ?? throw Unsupported(operation.Syntax, $"{Short(operation.Syntax)} is not known at compile time");
        }
        catch (DivideByZeroException)
        {
            throw new Problem("NG0125", operation.Syntax, $"{Short(operation.Syntax)} divides by zero");
        }
    }

    /// <summary>Whether two values are equal; tensors can only be asked whether they are there.</summary>
    private static bool Same(object? left, object? right, SyntaxNode at) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (Value or TargetValue, _) or (_, Value or TargetValue) => throw new Problem("NG0121", at, Short(at)),
        _ when Constants.IsNumber(left) && IsNumberOrNull(right) => Constants.Binary(BinaryOperatorKind.Equals, left, right) is true,
        _ => Equals(left, right),
    };

    private static bool IsNumberOrNull(object? value) => value is null || Constants.IsNumber(value);

    private object? Unary(IUnaryOperation unary)
    {
        var value = Evaluate(unary.Operand);
        if (value is Value or TargetValue)
        {
            return unary.OperatorKind == UnaryOperatorKind.Minus
                ? Operator("Negate", [new(value, unary.Operand.Syntax)], NoSettings, unary.Syntax)
                : throw Unsupported(unary.Syntax, $"{Short(unary.Syntax)} is no operator on tensors");
        }

        return unary.OperatorKind == UnaryOperatorKind.Hat
            ? new FromEnd(Whole(value, unary.Operand.Syntax))
            : Constants.Unary(unary.OperatorKind, value)
                ?? throw Unsupported(unary.Syntax, $"{Short(unary.Syntax)} is not known at compile time");
    }

    private object? Convert(IConversionOperation conversion)
    {
        var value = Evaluate(conversion.Operand);
        var type = conversion.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : conversion.Type;
        return Constants.IsNumber(value) ? Constants.Convert(value, type)
            : value is int from && type?.Name == "Index" ? from
            : value;
    }

    private object? Compound(ICompoundAssignmentOperation compound)
    {
        var value = Binary(compound.OperatorKind, Evaluate(compound.Target), Evaluate(compound.Value), compound);
        return Assign(compound.Target, value is Value ? value : Constants.Convert(value, compound.Target.Type));
    }

    private object? Increment(IIncrementOrDecrementOperation step)
    {
        var before = Evaluate(step.Target);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var after = Assign(step.Target, Constants.Convert(Binary(kind, before, 1, step), step.Target.Type));
        return step.IsPostfix ? before : after;
    }

    /// <summary>Assigns to a variable, a tuple of variables, or an element of a list.</summary>
    private object? Assign(IOperation target, object? value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                _frame.Set(local.Local, value);
                return value;
            case IParameterReferenceOperation parameter:
                _frame.Set(parameter.Parameter, value);
                return value;
            case IDiscardOperation:
                return value;
            case IDeclarationExpressionOperation declaration:
                return Assign(declaration.Expression, value);
            case ITupleOperation tuple when value is TupleValue items && items.Items.Count == tuple.Elements.Length:
                for (var i = 0; i < tuple.Elements.Length; i++)
                {
                    Assign(tuple.Elements[i], items.Items[i]);
                }

                return value;
            case IInvalidOperation:
                throw new ReportedElsewhere();
            default:
                return AssignElement(target, value);
        }
    }

    private object? Access(IConditionalAccessOperation access)
    {
        var value = Evaluate(access.Operation);
        if (value is null)
        {
            return null;
        }

        _conditionalAccess.Push(value);
        try
        {
            return Evaluate(access.WhenNotNull);
        }
        finally
        {
            _conditionalAccess.Pop();
        }
    }

    private object? Switch(ISwitchExpressionOperation choice)
    {
        var value = Evaluate(choice.Value);
        foreach (var arm in choice.Arms)
        {
            if (Matches(arm.Pattern, value) && (arm.Guard is null || Bool(arm.Guard)))
            {
                return Evaluate(arm.Value);
            }
        }

        throw new Problem("NG0125", choice.Syntax, $"no arm fits {Constants.Plain(value)}");
    }
}
