using Microsoft.CodeAnalysis;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>An array or list in Forward: of tensors, constants, or further lists.</summary>
internal sealed class ListValue(IEnumerable<object?> items)
{
    public List<object?> Items { get; } = [.. items];
}

/// <summary>A tuple in Forward.</summary>
internal sealed class TupleValue(IReadOnlyList<object?> items)
{
    public IReadOnlyList<object?> Items { get; } = items;
}

/// <summary>The shape of a tensor, as <c>x.Shape</c> gives it.</summary>
internal sealed record ShapeValue(Shape Shape);

/// <summary>An index counted from the end: <c>^1</c>.</summary>
internal sealed record FromEnd(int Value);

/// <summary>A range of a list: <c>1..^1</c>.</summary>
internal sealed record RangeValue(object? Start, object? End);

/// <summary>
/// A target of the loss. Its type is that which the first loss that it is given to asks for, unless <c>[Shape]</c> states it.
/// </summary>
internal sealed class TargetValue(int index, string name)
{
    public int Index { get; } = index;

    public string Name { get; } = name;

    public Value? Node { get; set; }

    public ClassLabels? Labels { get; set; }
}

/// <summary>A class while it is evaluated: at which place of the network, and with which values of its constants.</summary>
/// <param name="setting">The class with the constants that the use gives.</param>
/// <param name="prefix">What its parameters' names begin with: <c>layer2.0</c>.</param>
/// <param name="path">The same in the user's words: <c>Layer2.0</c>.</param>
internal sealed class Scope(Setting setting, string prefix, string path)
{
    private static readonly Dictionary<string, object> Nothing = [];

    public Setting Setting { get; } = setting;

    public DeclaredClass Class => Setting.Class;

    public string Prefix { get; } = prefix;

    public string Path { get; } = path;

    public static Scope Root(DeclaredClass declared) => new(declared.With(Nothing), "", "");
}

/// <summary>The variables of one call of a method.</summary>
internal sealed class Frame(Scope scope, Frame? outer)
{
    private readonly Dictionary<ISymbol, object?> _variables = new(SymbolEqualityComparer.Default);

    public Scope Scope { get; } = scope;

    /// <summary>What the method returns, once it has.</summary>
    public object? Result { get; set; }

    public void Declare(ISymbol variable, object? value) => _variables[variable] = value;

    /// <summary>Reads a variable, of this method or of one around it.</summary>
    public bool TryGet(ISymbol variable, out object? value)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame._variables.TryGetValue(variable, out value))
            {
                return true;
            }
        }

        value = null;
        return false;
    }

    public void Set(ISymbol variable, object? value)
    {
        var frame = this;
        while (frame.Outer is not null && !frame._variables.ContainsKey(variable))
        {
            frame = frame.Outer;
        }

        (frame._variables.ContainsKey(variable) ? frame : this)._variables[variable] = value;
    }

    private Frame? Outer { get; } = outer;
}
