using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace NetGen.Declaration;

/// <summary>The names that the generated half of a class needs for itself.</summary>
internal static class GeneratedNames
{
    /// <summary>Members of a generated network that the user's half must not have, of whatever kind.</summary>
    private static readonly string[] OfNetwork =
        ["CreateTrainer", "Definition", "Eager", "InferencePlan", "Load", "Predict", "Summary", "Trainer"];

    /// <summary>Members that a network inherits, and that its methods are called by.</summary>
    private static readonly string[] Inherited = ["Buffers", "Info", "Parameters", "Training"];

    /// <summary>Reports members of generated names; true if there are none.</summary>
    public static bool CheckMembers(DeclaredClass declared, ReadContext context)
    {
        var taken = declared.Symbol.GetMembers().Where(m => IsTaken(m, declared) && !TrainingProperty.IsProvided(m, context)).ToArray();
        foreach (var member in taken)
        {
            if (member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) is { } syntax)
            {
                context.Report("NG0119", syntax, member.Name, declared.Name);
            }
        }

        return taken.Length == 0;
    }

    /// <summary>Whether a class has the name of one of its own generated members, which C# does not allow.</summary>
    public static bool IsTakenByMember(INamedTypeSymbol symbol) => symbol.Name == "Forward"
        || (ReadContext.Has(symbol, "NetworkAttribute") ? OfNetwork.Append("Prepare") : ["Apply", "Run"]).Contains(symbol.Name);

    /// <summary>The generated members that a network's own half has already: they cannot be generated once more.</summary>
    public static IEnumerable<string> Declared(INamedTypeSymbol symbol) =>
        symbol.GetMembers().Where(m => OfNetwork.Contains(m.Name)).Select(m => m.Name).Distinct();

    private static bool IsTaken(ISymbol member, DeclaredClass declared)
    {
        if (member is IMethodSymbol { MethodKind: not MethodKind.Ordinary })
        {
            return false;
        }

        return member.Name == "Training"
            || (!declared.IsBlock && (OfNetwork.Contains(member.Name) || Inherited.Contains(member.Name)))
            || (member.Name == "Forward" && declared.Layers.Any(l => SymbolEqualityComparer.Default.Equals(l.Method, member)));
    }
}
