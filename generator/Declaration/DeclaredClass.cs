using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>A class with <c>[Network]</c> or <c>[Block]</c> as it stands in the source. Lives only while it is being read.</summary>
internal sealed class DeclaredClass(INamedTypeSymbol symbol, bool isBlock)
{
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

    public DeclaredLayer? Find(IMethodSymbol method) =>
        Layers.FirstOrDefault(l => SymbolEqualityComparer.Default.Equals(l.Method, method.PartialDefinitionPart ?? method));
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
