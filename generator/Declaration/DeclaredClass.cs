using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>A class with <c>[Network]</c> or <c>[Block]</c> as it stands in the source. Lives only while it is being read.</summary>
internal sealed class DeclaredClass(INamedTypeSymbol symbol, bool isBlock)
{
    private readonly Dictionary<string, Setting> _settings = [];

    public INamedTypeSymbol Symbol { get; } = symbol;

    public bool IsBlock { get; } = isBlock;

    public string Name => Symbol.Name;

    /// <summary>The layers in the order they are declared.</summary>
    public List<DeclaredLayer> Layers { get; } = [];

    /// <summary>A block's parameters: its numeric and bool constants, in order.</summary>
    public List<IFieldSymbol> Constants { get; } = [];

    public IMethodSymbol? Forward { get; set; }

    public IMethodSymbol? Loss { get; set; }

    /// <summary>The loss given as an attribute.</summary>
    public DeclaredEntry? LossAttribute { get; set; }

    /// <summary>Something is wrong with it that has been reported; it cannot be evaluated.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The class with the values that a use gives to its constants; uses that give the same ones share it.</summary>
    public Setting With(IReadOnlyDictionary<string, object> given)
    {
        var key = string.Join(
            ", ", given.OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} = {NetGen.Declaration.Constants.Text(g.Value)}"));
        if (!_settings.TryGetValue(key, out var setting))
        {
            setting = new(this, given);
            _settings.Add(key, setting);
        }

        return setting;
    }

    /// <summary>Whether a field is one of the block's parameters.</summary>
    public bool HasConstant(ISymbol? field) => Constants.Contains(field, SymbolEqualityComparer.Default);

    public DeclaredLayer? Find(IMethodSymbol method) =>
        Layers.FirstOrDefault(l => SymbolEqualityComparer.Default.Equals(l.Method, method.PartialDefinitionPart ?? method));
}

/// <summary>A class with values of its constants, and what has been worked out with them: a block used 36 times is read once.</summary>
/// <param name="declared">The class.</param>
/// <param name="given">The constants that the use gives; the others keep their defaults.</param>
internal sealed class Setting(DeclaredClass declared, IReadOnlyDictionary<string, object> given)
{
    public DeclaredClass Class { get; } = declared;

    public IReadOnlyDictionary<string, object> Given { get; } = given;

    /// <summary>Values already worked out, by constant.</summary>
    public Dictionary<string, object> Known { get; } = [];

    /// <summary>Attributes whose settings have been worked out.</summary>
    public Dictionary<DeclaredEntry, AppliedEntry> Applied { get; } = [];

    /// <summary>The block as generated code needs it; null until it is asked for.</summary>
    public BlockUse? Use { get; set; }
}

/// <summary>A partial method with layer attributes.</summary>
internal sealed class DeclaredLayer(
    IMethodSymbol method, MethodDeclarationSyntax syntax, IReadOnlyList<DeclaredEntry> entries, string weightName)
{
    public IMethodSymbol Method { get; } = method;

    public string Name => Method.Name;

    public MethodDeclarationSyntax Syntax { get; } = syntax;

    /// <summary>Its attributes from left to right, repetitions not yet expanded.</summary>
    public IReadOnlyList<DeclaredEntry> Entries { get; } = entries;

    /// <summary>Its name in checkpoints.</summary>
    public string WeightName { get; } = weightName;
}

/// <summary>One attribute: a layer of the language (or a loss) by its word, or a block.</summary>
internal sealed class DeclaredEntry(AttributeSyntax syntax, string word, INamedTypeSymbol? attribute, INamedTypeSymbol? block)
{
    public AttributeSyntax Syntax { get; } = syntax;

    /// <summary>The attribute's name without its suffix.</summary>
    public string Word { get; } = word;

    /// <summary>The attribute's class; null for a block, whose attribute is still to be generated.</summary>
    public INamedTypeSymbol? Attribute { get; } = attribute;

    public INamedTypeSymbol? Block { get; } = block;
}
