using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>
/// One use of an attribute with its settings worked out.
/// </summary>
/// <param name="Entry">The attribute as written.</param>
/// <param name="Settings">The settings by name.</param>
/// <param name="Syntax">The syntax that gave each setting.</param>
/// <param name="Repeat">How many times it is applied.</param>
/// <param name="Model">The attribute as it is worded in generated code.</param>
internal sealed record AppliedEntry(
    DeclaredEntry Entry,
    IReadOnlyDictionary<string, object> Settings,
    IReadOnlyDictionary<string, AttributeArgumentSyntax> Syntax,
    int Repeat,
    EntryModel Model)
{
    /// <summary>What to underline for a mistake in one setting: the argument if it was written, else the attribute.</summary>
    public SyntaxNode Place(string? setting)
    {
        foreach (var name in setting is null ? [] : new[] { setting, setting + "Height", setting + "Width" })
        {
            if (Syntax.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } argument)
            {
                return argument;
            }
        }

        return Entry.Syntax;
    }
}

/// <summary>Finds out what an attribute on a method stands for, and works out its settings.</summary>
internal static class AttributeReader
{
    private const int MostRepeats = 1000;

    /// <summary>The layer, loss or block; unknown if the name means nothing (then C# says so).</summary>
    public static (DeclaredEntry? Entry, bool IsUnknown) Bind(AttributeSyntax syntax, ReadContext context)
    {
        var model = context.ModelOf(syntax);
        var type = (model.GetSymbolInfo(syntax, context.Cancellation).Symbol as IMethodSymbol)?.ContainingType
            ?? model.GetTypeInfo(syntax, context.Cancellation).Type as INamedTypeSymbol;
        if (ReadContext.DerivesFrom(type, "BlockLayerAttribute"))
        {
            var block = BlockNamed(type!);
            return (block is null ? null : new(syntax, block.Name, null, block), block is null);
        }

        if (ReadContext.DerivesFrom(type, "LayerAttribute") || ReadContext.DerivesFrom(type, "LossAttribute"))
        {
            var bound = model.GetSymbolInfo(syntax, context.Cancellation).Symbol is not null;
            return bound ? (new(syntax, WithoutSuffix(type!.Name), type, null), false) : (null, true);
        }

        if (Speculate(syntax, syntax.Name, model) is { } found)
        {
            return (new(syntax, found.Name, null, found), false);
        }

        return (null, !IsAttribute(type));
    }

    /// <summary>The settings of an attribute, with the constants of the block it stands in.</summary>
    public static AppliedEntry Apply(DeclaredEntry entry, Scope scope, ForwardEvaluator evaluator, ReadContext context)
    {
        if (!scope.Setting.Applied.TryGetValue(entry, out var applied))
        {
            applied = WorkOut(entry, scope, evaluator, context);
            scope.Setting.Applied.Add(entry, applied);
        }

        return applied;
    }

    private static AppliedEntry WorkOut(DeclaredEntry entry, Scope scope, ForwardEvaluator evaluator, ReadContext context)
    {
        // A layer's Kernel is its constructor's kernel; a block's constants are told apart as C# does.
        var comparer = entry.Block is null ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var settings = new Dictionary<string, object>(comparer);
        var syntax = new Dictionary<string, AttributeArgumentSyntax>(comparer);
        var (positional, named) = (new List<string>(), new List<(string, string)>());
        var constructor = entry.Block is null
            ? context.ModelOf(entry.Syntax).GetSymbolInfo(entry.Syntax, context.Cancellation).Symbol as IMethodSymbol
            : null;
        var position = 0;
        foreach (var argument in entry.Syntax.ArgumentList?.Arguments ?? [])
        {
            var (name, type) = Target(argument, position, entry, constructor, context);
            position += argument.NameEquals is null ? 1 : 0;
            if (evaluator.Constant(argument.Expression, scope) is not { } raw
                || Constants.Convert(raw, type) is not { } value
                || (argument.NameEquals is not null && settings.ContainsKey(name))
                || !IsAllowed(argument.Expression, value, type, context))
            {
                throw new ReportedElsewhere();
            }

            Put(settings, name, value, constructor);

            // Of a list of sizes no single one is to blame.
            if (argument.NameEquals is not null || !settings.TryGetValue(name, out var whole) || whole is not List<object> { Count: > 1 })
            {
                syntax[name] = argument;
            }
            else
            {
                syntax.Remove(name);
            }

            if (argument.NameEquals is null)
            {
                positional.Add((argument.NameColon is { } colon ? colon.Name + ": " : "") + Constants.Text(value, type));
            }
            else
            {
                named.Add((LayerModels.Escaped(name), Constants.Text(value, type)));
            }
        }

        var attribute = entry.Block is { } block
            ? block.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + "Attribute"
            : entry.Attribute!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var repeat = Repeat(settings, syntax, entry);
        return new(entry, settings, syntax, repeat, new(attribute, positional.ToEquatableArray(), named.ToEquatableArray(), repeat));
    }

    /// <summary>The layer that an attribute stands for.</summary>
    /// <param name="applied">The attribute with its settings.</param>
    /// <param name="member">The member it stands on, for messages.</param>
    public static Layer Create(AppliedEntry applied, string member)
    {
        try
        {
            return OperatorTable.Create(applied.Entry.Word, new Arguments(applied.Entry.Word, applied.Settings));
        }
        catch (ShapeException wrong)
        {
            throw new Problem(wrong.Id, applied.Place(wrong.Argument), ShapeMessages.Of(wrong, applied.Entry.Word, member));
        }
        catch (Exception wrong) when (wrong is OverflowException or InvalidCastException or FormatException)
        {
            throw new Problem("NG0202", applied.Entry.Syntax, $"{member}: a setting of {applied.Entry.Word} is out of range");
        }
    }

    /// <summary>Whether C# takes the argument: it must be constant, and of a type that converts.</summary>
    private static bool IsAllowed(ExpressionSyntax expression, object value, ITypeSymbol type, ReadContext context)
    {
        var model = context.ModelOf(expression);
        return value is ListValue
            || (model.GetConstantValue(expression, context.Cancellation).HasValue && model.ClassifyConversion(expression, type).IsImplicit);
    }

    private static void Put(Dictionary<string, object> settings, string name, object value, IMethodSymbol? constructor)
    {
        if (constructor?.Parameters.LastOrDefault(p => p.IsParams)?.Name == name && value is not ListValue)
        {
            var list = settings.TryGetValue(name, out var before) ? (List<object>)before : [];
            settings[name] = list;
            list.Add(value);
        }
        else
        {
            settings[name] = value is ListValue items ? items.Items.Select(i => i!).ToList() : value;
        }
    }

    private static int Repeat(Dictionary<string, object> settings, Dictionary<string, AttributeArgumentSyntax> syntax, DeclaredEntry entry)
    {
        var repeat = settings.TryGetValue("Repeat", out var value) ? (int)value : 1;
        settings.Remove("Repeat");
        return repeat is >= 1 and <= MostRepeats
            ? repeat
            : throw new Problem("NG0118", syntax["Repeat"], entry.Word, Constants.Plain(repeat), Constants.Plain(MostRepeats));
    }

    private static (string Name, ITypeSymbol Type) Target(
        AttributeArgumentSyntax argument, int position, DeclaredEntry entry, IMethodSymbol? constructor, ReadContext context)
    {
        if (argument.NameEquals is { } equals)
        {
            var name = equals.Name.Identifier.ValueText;
            if (entry.Block is { } block)
            {
                var field = block.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault(f => f.IsConst);
                var type = name == "Repeat" ? context.Compilation.GetSpecialType(SpecialType.System_Int32) : field?.Type;
                return type is not null ? (name, type) : throw new ReportedElsewhere();
            }

            return context.ModelOf(argument).GetSymbolInfo(equals.Name, context.Cancellation).Symbol is IPropertySymbol property
                ? (name, property.Type)
                : throw new ReportedElsewhere();
        }

        var parameter = argument.NameColon is { } colon
            ? constructor?.Parameters.FirstOrDefault(p => p.Name == colon.Name.Identifier.ValueText)
            : constructor?.Parameters.ElementAtOrDefault(Math.Min(position, constructor.Parameters.Length - 1));
        return parameter switch
        {
            null => throw new ReportedElsewhere(),
            { IsParams: true, Type: IArrayTypeSymbol array } => (parameter.Name, array.ElementType),
            _ => (parameter.Name, parameter.Type),
        };
    }

    private static INamedTypeSymbol? Speculate(AttributeSyntax syntax, NameSyntax name, SemanticModel model)
    {
        var type = model.GetSpeculativeTypeInfo(syntax.SpanStart, name, SpeculativeBindingOption.BindAsTypeOrNamespace).Type;
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } found && ReadContext.Has(found, "BlockAttribute"))
        {
            return found;
        }

        var text = name.ToString();
        return text.EndsWith("Attribute", StringComparison.Ordinal) && text.Length > "Attribute".Length
            ? Speculate(syntax, SyntaxFactory.ParseName(WithoutSuffix(text)), model)
            : null;
    }

    private static INamedTypeSymbol? BlockNamed(INamedTypeSymbol attribute)
    {
        var name = WithoutSuffix(attribute.Name);
        var types = attribute.ContainingType is { } outer
            ? outer.GetTypeMembers(name)
            : attribute.ContainingNamespace.GetTypeMembers(name);
        return types.FirstOrDefault(t => ReadContext.Has(t, "BlockAttribute"));
    }

    private static bool IsAttribute(ITypeSymbol? type)
    {
        while (type is not null && type.ToDisplayString() != "System.Attribute")
        {
            type = type.BaseType;
        }

        return type is not null;
    }

    private static string WithoutSuffix(string name) =>
        name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
}
