using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Takes from symbols what the generated half of a class needs to be worded.</summary>
internal static class LayerModels
{
    private static readonly SymbolDisplayFormat Qualified = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The layers of a class with the settings they have under some values of its constants.</summary>
    public static EquatableArray<LayerModel> Of(Scope scope, ForwardEvaluator evaluator, ReadContext context) =>
        scope.Class.Layers.Where(l => l.Method.IsPartialDefinition)
            .Select(l => Method(l.Method, l.Syntax, l.WeightName, Entries(l, scope, evaluator, context)))
            .ToEquatableArray();

    /// <summary>
    /// The partial methods of a broken class: with bodies that throw, they still exist, and nothing else goes wrong.
    /// </summary>
    public static EquatableArray<LayerModel> Bare(DeclaredClass declared, ReadContext context) =>
        declared.Symbol.GetMembers().OfType<IMethodSymbol>()
            .Where(m => m is { IsPartialDefinition: true, PartialImplementationPart: null })
            .Select(m => (Method: m, Syntax: m.DeclaringSyntaxReferences[0].GetSyntax(context.Cancellation) as MethodDeclarationSyntax))
            .Where(m => m.Syntax is not null && !m.Method.IsGenericMethod && m.Method.Parameters.All(p => p.RefKind == RefKind.None))
            .Where(m => m.Method.ReturnType.TypeKind != TypeKind.Error && m.Method.Parameters.All(p => p.Type.TypeKind != TypeKind.Error))
            .Select(m => Method(m.Method, m.Syntax!, "", []))
            .ToEquatableArray();

    public static ClassModel Class(INamedTypeSymbol symbol) => new(
        SourceRefs.Key(symbol),
        symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(),
        Escaped(symbol.Name),
        SyntaxFacts.GetText(symbol.DeclaredAccessibility),
        ClassRules.OuterTypes(symbol).Reverse().Select(Header).ToEquatableArray());

    /// <summary>A type's full name; Tensor where it is not known.</summary>
    public static string ReturnType(ITypeSymbol? type) =>
        type is null or { TypeKind: TypeKind.Error } ? "global::NetGen.Tensor" : type.ToDisplayString(Qualified);

    private static LayerModel Method(
        IMethodSymbol method, MethodDeclarationSyntax syntax, string weightName, IEnumerable<EntryModel> entries) => new(
        Escaped(method.Name),
        string.Join(" ", syntax.Modifiers.Select(m => m.Text)),
        ReturnType(method.ReturnType),
        method.Parameters.Select(p => Escaped(p.Name)).ToEquatableArray(),
        method.Parameters.Select(p => ReturnType(p.Type)).ToEquatableArray(),
        method.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.Length : 1,
        weightName,
        entries.ToEquatableArray());

    private static IEnumerable<EntryModel> Entries(DeclaredLayer layer, Scope scope, ForwardEvaluator evaluator, ReadContext context) =>
        layer.Entries.Select(e => AttributeReader.Apply(e, scope, evaluator, context).Model);

    private static string Header(INamedTypeSymbol type) => "partial " + (type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct ",
        { IsRecord: true } => "record ",
        { TypeKind: TypeKind.Struct } => "struct ",
        { TypeKind: TypeKind.Interface } => "interface ",
        _ => "class ",
    }) + Escaped(type.Name);

    /// <summary>A name as code words it: C#'s keywords behind an @.</summary>
    public static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
