using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Calls: of operators on tensors, of layers, of the class's own methods, and of what works on constants.</summary>
internal sealed partial class ForwardEvaluator
{
    private object? Invoke(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.GetAttributes().Any(a => a.AttributeClass?.Name == "ConditionalAttribute"))
        {
            return null;
        }

        if (context.IsTensor(method.ContainingType) || IsTensorOperators(method.ContainingType))
        {
            return TensorMethod(call);
        }

        if (_frame.Scope.Class.Find(method) is { } layer)
        {
            RequireThis(call);
            return CallLayer(layer, Operands(call), _frame.Scope);
        }

        if (method.ContainingType.ToDisplayString() is "System.Math" or "System.MathF")
        {
            return MathFunctions.Call(method.Name, Arguments(call)) is { } number
                ? Constants.Convert(number, method.ReturnType)
                : throw Unsupported(call.Syntax, $"{Short(call.Syntax)} is not known at compile time");
        }

        if (call.Instance is { } instance && !IsThis(instance) && Evaluate(instance) is ListValue list)
        {
            return ListMethod(list, method.Name, Arguments(call), call.Syntax);
        }

        if (method.IsExtensionMethod
            && method.ContainingType.ToDisplayString() == "System.Linq.Enumerable"
            && Arguments(call) is { Length: > 0 } linq && linq[0] is ListValue items)
        {
            return ListMethod(items, method.Name, [.. linq.Skip(1)], call.Syntax);
        }

        return CallMethod(call, method);
    }

    /// <summary>A helper method of the class, a static method with source, or a local function.</summary>
    private object? CallMethod(IInvocationOperation call, IMethodSymbol method)
    {
        var syntax = method.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation);
        if (syntax is null || method.IsAbstract || method.IsAsync)
        {
            throw Unsupported(call.Syntax, $"{Short(call.Syntax)}: {method.Name} cannot be compiled");
        }

        if (!method.IsStatic && method.MethodKind != MethodKind.LocalFunction)
        {
            RequireThis(call);
        }

        var arguments = Arguments(call);
        var frame = new Frame(_frame.Scope, method.MethodKind == MethodKind.LocalFunction ? _frame : null);
        for (var i = 0; i < arguments.Length; i++)
        {
            frame.Declare(method.OriginalDefinition.Parameters[i], arguments[i]);
        }

        return Run(syntax, frame);
    }

    /// <summary>The arguments in the order of the parameters.</summary>
    private object?[] Arguments(IInvocationOperation call)
    {
        var values = new object?[call.TargetMethod.Parameters.Length];
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is not { RefKind: RefKind.None or RefKind.In } parameter)
            {
                throw Unsupported(argument.Syntax, $"{Short(argument.Syntax)}: ref and out arguments cannot be compiled");
            }

            values[parameter.Ordinal] = Evaluate(argument.Value);
        }

        return values;
    }

    private List<Operand> Operands(IInvocationOperation call) =>
        [.. call.Arguments.OrderBy(a => a.Parameter!.Ordinal).Select(a => new Operand(Evaluate(a.Value), a.Syntax))];

    /// <summary>A method of Tensor (or an extension): the operator of that name, tensors as inputs, the rest as settings.</summary>
    private object? TensorMethod(IInvocationOperation call)
    {
        var (operands, settings) = (new List<Operand>(), new Dictionary<string, (object Value, SyntaxNode Syntax)>());
        if (call.Instance is { } instance)
        {
            operands.Add(new(Evaluate(instance), instance.Syntax));
        }

        foreach (var argument in call.Arguments)
        {
            var (parameter, value) = (argument.Parameter!, Evaluate(argument.Value));
            if (context.IsTensor(parameter.Type))
            {
                operands.Add(new(value, argument.Syntax));
            }
            else if (value is ListValue list && list.Items.Any(i => i is Value or TargetValue or null))
            {
                operands.AddRange(list.Items.Select(i => new Operand(i, argument.Syntax)));
            }
            else if (argument.ArgumentKind != ArgumentKind.DefaultValue && value is not null)
            {
                settings[parameter.Name] = (value is ListValue sizes ? sizes.Items.Select(i => i!).ToList() : value, argument.Syntax);
            }
        }

        return OperatorTable.Contains(call.TargetMethod.Name) && operands.Count > 0
            ? Operator(call.TargetMethod.Name, operands, settings, call.Syntax)
            : throw Unsupported(call.Syntax, $"{call.TargetMethod.Name} is no operator that a network can be made of");
    }

    private object? Property(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (property.Name == "Training" && !property.IsIndexer
            && (ReadContext.IsNetGen(property.ContainingNamespace)
                || SymbolEqualityComparer.Default.Equals(property.ContainingType, _frame.Scope.Class.Symbol)))
        {
            return builder.IsTrainingGraph;
        }

        if (reference.Instance is null || IsThis(reference.Instance))
        {
            return OwnProperty(reference, property);
        }

        var value = Evaluate(reference.Instance);
        if (property.IsIndexer && context.IsTensor(property.ContainingType))
        {
            return Part(value, reference);
        }

        return property.IsIndexer && reference.Arguments.Length == 1 && value is ListValue or ShapeValue
            ? Element(value, Evaluate(reference.Arguments[0].Value), reference.Syntax)
            : Property(reference, value);
    }

    private object? Property(IPropertyReferenceOperation reference, object? value) => (value, reference.Property.Name) switch
    {
        (NodeValue or TargetValue { Node: not null } or null, var name) when context.IsTensor(reference.Property.ContainingType) =>
            TensorProperty(Tensor(value, (reference.Instance ?? reference).Syntax).Shape, name, reference),
        (ListValue list, "Length" or "Count") => list.Items.Count,
        (ShapeValue shape, "Length" or "Count" or "Rank") => shape.Shape.Rank,
        (string text, "Length") => text.Length,
        _ => throw Unsupported(reference.Syntax, $"{Short(reference.Syntax)} is not known at compile time"),
    };

    private static object TensorProperty(Shape shape, string name, IPropertyReferenceOperation reference) => name switch
    {
        "Rank" => shape.Rank,
        "Shape" => new ShapeValue(shape),
        "Count" => (int)shape.Count,
        "Channels" or "Features" when shape.Rank > 0 => shape.Channels,
        "Height" when shape.Rank == 3 => shape[1],
        "Width" when shape.Rank == 3 => shape[2],
        "Channels" or "Features" or "Height" or "Width" =>
            throw new Problem("NG0125", reference.Syntax, $"{Short(reference.Syntax)}: a tensor of shape {shape} has none"),
        _ => throw Unsupported(
            reference.Syntax, $"{Short(reference.Syntax)}: of a tensor, only the shape of one sample is known at compile time"),
    };

    /// <summary>A property of the class itself (or a static one with source): its expression is evaluated in its place.</summary>
    private object? OwnProperty(IPropertyReferenceOperation reference, IPropertySymbol property)
    {
        var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) as PropertyDeclarationSyntax;
        if (syntax?.ExpressionBody is { } body && context.ModelOf(body).GetOperation(body.Expression) is { } expression)
        {
            return EvaluateApart(expression);
        }

        return syntax?.Initializer is { } initializer && property.SetMethod is null
            && context.ModelOf(initializer).GetOperation(initializer.Value) is { } value
            ? EvaluateApart(value)
            : throw Unsupported(reference.Syntax, $"{Short(reference.Syntax)} is not known at compile time");
    }

    private void RequireThis(IInvocationOperation call)
    {
        if (call.Instance is { } instance && !IsThis(instance))
        {
            throw Unsupported(call.Syntax, $"{Short(call.Syntax)} calls another object");
        }
    }

    private static bool IsThis(IOperation instance) =>
        instance is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    private static bool IsTensorOperators(INamedTypeSymbol type) =>
        type.Name == "TensorOperators" && ReadContext.IsNetGen(type.ContainingNamespace);
}
