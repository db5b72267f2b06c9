using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>
/// Where something stands in the source, as ordinals: the type's metadata name, which of its partial declarations, and the
/// how-manieth node within it. Ordinals survive moving the class about; a span would not, and it would undo
/// <c>#pragma warning disable</c>. Where <paramref name="Member"/> is given, the place is the member of that name.
/// </summary>
internal sealed record SourceRef(string TypeKey, int Declaration, int Node, string? Member = null);

/// <summary>A diagnostic to be reported, as plain data.</summary>
internal sealed record DiagnosticModel(string Id, EquatableArray<string> Arguments, SourceRef Place);
