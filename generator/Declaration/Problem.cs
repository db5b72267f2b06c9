using Microsoft.CodeAnalysis;

namespace NetGen.Declaration;

/// <summary>A mistake in a declaration, found while it is being read: ends the reading of that network.</summary>
/// <param name="id">The diagnostic's id.</param>
/// <param name="node">What to underline; a declaration stands for its name.</param>
/// <param name="arguments">What the message mentions.</param>
internal sealed class Problem(string id, SyntaxNode node, params string[] arguments) : Exception(id)
{
    public string Id { get; } = id;

    public SyntaxNode Node { get; } = node;

    public string[] Arguments { get; } = arguments;
}

/// <summary>The declaration cannot be read on, and the C# compiler (or another diagnostic) already says why.</summary>
internal sealed class ReportedElsewhere : Exception;
