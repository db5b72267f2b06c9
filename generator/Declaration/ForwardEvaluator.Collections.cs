using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>Arrays, lists, ranges and patterns.</summary>
internal sealed partial class ForwardEvaluator
{
    private object? Collection(IOperation operation)
    {
        switch (operation)
        {
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return NewArray(array);
            case IArrayInitializerOperation initializer:
                return new ListValue(initializer.ElementValues.Select(Evaluate));
            case ICollectionExpressionOperation collection:
                return new ListValue(collection.Elements.SelectMany(Spread).ToArray());
            case IObjectCreationOperation { Type.Name: "List" } creation:
                return NewList(creation);
            case IArrayElementReferenceOperation { Indices.Length: 1 } element:
                return Element(Evaluate(element.ArrayReference), Evaluate(element.Indices[0]), element.Syntax);
            case IImplicitIndexerReferenceOperation element:
                return Element(Evaluate(element.Instance), Evaluate(element.Argument), element.Syntax);
            case IRangeOperation range:
                return new RangeValue(range.LeftOperand is { } l ? Evaluate(l) : null, range.RightOperand is { } r ? Evaluate(r) : null);
            default:
                throw Unsupported(operation.Syntax, $"{Short(operation.Syntax)}: this {Kind(operation)} cannot be compiled");
        }
    }

    private IEnumerable<object?> Spread(IOperation element) =>
        element is ISpreadOperation spread ? Items(Evaluate(spread.Operand), spread.Syntax).ToArray() : [Evaluate(element)];

    private ListValue NewArray(IArrayCreationOperation array)
    {
        if (array.Initializer is { } initializer)
        {
            return new(initializer.ElementValues.Select(Evaluate).ToArray());
        }

        var length = Whole(Evaluate(array.DimensionSizes[0]), array.Syntax);
        var element = (array.Type as IArrayTypeSymbol)?.ElementType;
        object? empty = element?.SpecialType == SpecialType.System_Boolean
            ? false
            : Constants.Convert(element?.IsValueType == true ? 0 : null, element);
        return length is >= 0 and <= MostNodes
            ? new(Enumerable.Repeat(empty, length))
            : throw new Problem("NG0125", array.Syntax, $"{Short(array.Syntax)} has no possible length");
    }

    private ListValue NewList(IObjectCreationOperation creation)
    {
        var first = creation.Arguments.Length == 1 ? Evaluate(creation.Arguments[0].Value) as ListValue : null;
        var list = new ListValue(first?.Items ?? []);
        foreach (var added in creation.Initializer?.Initializers ?? [])
        {
            if (added is not IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 1 } add)
            {
                throw Unsupported(added.Syntax, $"{Short(added.Syntax)} cannot be compiled");
            }

            list.Items.Add(Evaluate(add.Arguments[0].Value));
        }

        return list;
    }

    private object? Element(object? list, object? index, SyntaxNode at)
    {
        var items = Items(list, at).ToArray();
        if (index is RangeValue range)
        {
            var (start, end) = (Place(range.Start ?? 0, items.Length, at, 1), Place(range.End ?? new FromEnd(0), items.Length, at, 1));
            return start <= end
                ? new ListValue(items.Skip(start).Take(end - start))
                : throw new Problem("NG0125", at, $"{Short(at)} is out of range");
        }

        return items[Place(index, items.Length, at)];
    }

    /// <summary>A part of a tensor: <c>x[^1]</c>, <c>x[.., 1..3]</c>.</summary>
    private object? Part(object? tensor, IPropertyReferenceOperation reference)
    {
        var indices = reference.Arguments.Length == 1 ? reference.Arguments[0].Value : null;
        if (indices is not IArrayCreationOperation { Initializer: { } list })
        {
            throw Unsupported(reference.Syntax, $"{Short(reference.Syntax)}: indices are written one by one");
        }

        var settings = list.ElementValues
            .Select((e, axis) => (Axis: IndexLayer.Setting(axis), Setting: ((object)Range(Evaluate(e), e.Syntax), e.Syntax)))
            .ToDictionary(s => s.Axis, s => s.Setting);
        return Operator("Index", [new(tensor, reference.Instance!.Syntax)], settings, reference.Syntax);
    }

    private AxisRange Range(object? index, SyntaxNode at) => index is RangeValue range
        ? new(Bound(range.Start ?? 0, at), Bound(range.End ?? new FromEnd(0), at))
        : new(Bound(index, at), null);

    private AxisPlace Bound(object? index, SyntaxNode at) =>
        index is FromEnd end ? new(end.Value, IsFromEnd: true) : new(Whole(index, at), IsFromEnd: false);

    private int Place(object? index, int count, SyntaxNode at, int beyond = 0)
    {
        var place = index is FromEnd end ? count - end.Value : Whole(index, at);
        return place >= 0 && place < count + beyond
            ? place
            : throw new Problem("NG0125", at, $"{Short(at)} is out of range: there are {Constants.Plain(count)} elements");
    }

    private object? AssignElement(IOperation target, object? value)
    {
        var (instance, index) = target switch
        {
            IArrayElementReferenceOperation { Indices.Length: 1 } element => (element.ArrayReference, element.Indices[0]),
            IImplicitIndexerReferenceOperation element => (element.Instance, element.Argument),
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list } indexer => (list, indexer.Arguments[0].Value),
            _ => throw Unsupported(target.Syntax, $"{Short(target.Syntax)} cannot be assigned to"),
        };
        if (Evaluate(instance) is not ListValue items)
        {
            throw Unsupported(target.Syntax, $"{Short(target.Syntax)} cannot be assigned to");
        }

        items.Items[Place(Evaluate(index), items.Items.Count, target.Syntax)] = value;
        return value;
    }

    /// <summary>The methods of lists and arrays that Forward may call.</summary>
    private object? ListMethod(ListValue list, string name, IReadOnlyList<object?> arguments, SyntaxNode at)
    {
        switch (name, arguments.Count)
        {
            case ("Add", 1):
                list.Items.Add(arguments[0]);
                return null;
            case ("AddRange", 1):
                list.Items.AddRange(Items(arguments[0], at).ToArray());
                return null;
            case ("Insert", 2):
                list.Items.Insert(Place(arguments[0], list.Items.Count, at, 1), arguments[1]);
                return null;
            case ("RemoveAt", 1):
                list.Items.RemoveAt(Place(arguments[0], list.Items.Count, at));
                return null;
            case ("Clear", 0):
                list.Items.Clear();
                return null;
            case ("Reverse", 0):
                list.Items.Reverse();
                return null;
            case ("ToArray" or "ToList", 0):
                return new ListValue(list.Items);
            case ("Last", 0):
                return Element(list, new FromEnd(1), at);
            case ("First", 0):
                return Element(list, 0, at);
            case ("Count", 0):
                return list.Items.Count;
            default:
                throw Unsupported(at, $"{name} of a list cannot be compiled");
        }
    }

    private bool Matches(IPatternOperation pattern, object? value) => pattern switch
    {
        IConstantPatternOperation constant => Same(value, Evaluate(constant.Value), pattern.Syntax),
        IDiscardPatternOperation => true,
        INegatedPatternOperation negated => !Matches(negated.Pattern, value),
        IBinaryPatternOperation both => both.OperatorKind == BinaryOperatorKind.Or
            ? Matches(both.LeftPattern, value) || Matches(both.RightPattern, value)
            : Matches(both.LeftPattern, value) && Matches(both.RightPattern, value),
        IRelationalPatternOperation relation => Binary(relation.OperatorKind, value, Evaluate(relation.Value), relation) is true,
        IDeclarationPatternOperation declaration => Declares(declaration, value),
        IRecursivePatternOperation recursive => MatchesParts(recursive, value),
        _ => throw Unsupported(pattern.Syntax, $"{Short(pattern.Syntax)}: this pattern cannot be compiled"),
    };

    private bool Declares(IDeclarationPatternOperation declaration, object? value)
    {
        if (declaration.DeclaredSymbol is { } variable)
        {
            _frame.Declare(variable, value);
        }

        return value is not null || declaration.MatchesNull;
    }

    private bool MatchesParts(IRecursivePatternOperation pattern, object? value)
    {
        if (value is null)
        {
            return false;
        }

        if (pattern.DeclaredSymbol is { } variable)
        {
            _frame.Declare(variable, value);
        }

        for (var i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
        {
            if (!Matches(pattern.DeconstructionSubpatterns[i], ((TupleValue)value).Items[i]))
            {
                return false;
            }
        }

        return pattern.PropertySubpatterns.All(p => p.Member is IPropertyReferenceOperation property
            ? Matches(p.Pattern, Property(property, value))
            : throw Unsupported(p.Syntax, $"{Short(p.Syntax)}: this pattern cannot be compiled"));
    }
}
