using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Emit;

/// <summary>Turns the user's words into identifiers.</summary>
internal static class Identifiers
{
    /// <summary><c>layer2.0.conv1.weight</c> → <c>Layer2_0_Conv1Weight</c>.</summary>
    public static string Pascal(string words)
    {
        var parts = words.Split(['.', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.IsDigit(part[0]) ? "_" + part + "_" : char.ToUpperInvariant(part[0]) + part.Substring(1));
        var pascal = string.Concat(parts).Trim('_');
        return pascal.Length > 0 ? pascal : "Value";
    }

    /// <summary>The same with a small first letter, kept apart from C#'s keywords.</summary>
    public static string Camel(string words)
    {
        var pascal = Pascal(words);
        var capitals = pascal.TakeWhile(char.IsUpper).Count();
        var lowered = capitals > 1 && pascal.Take(capitals + 1).All(char.IsUpper) ? capitals : 1;
        var camel = pascal.Substring(0, lowered).ToLowerInvariant() + pascal.Substring(lowered);
        return SyntaxFacts.GetKeywordKind(camel) == SyntaxKind.None ? camel : "@" + camel;
    }

    /// <summary><paramref name="name"/>, or with a number behind it where it is taken already.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = name + number;
        }

        return unique;
    }
}
