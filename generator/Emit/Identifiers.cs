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
        return Escaped(pascal.Substring(0, lowered).ToLowerInvariant() + pascal.Substring(lowered));
    }

    /// <summary>An identifier with a small first letter.</summary>
    public static string Lower(string name) => Escaped(char.ToLowerInvariant(name[0]) + name.Substring(1));

    private static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>
    /// A name as a file can have it: Roslyn takes letters and digits and little else, and an identifier may have an @, or an
    /// accent as a character of its own.
    /// </summary>
    public static string FileName(string name) =>
        string.Concat(name.Replace("@", "").Select(c => char.IsLetterOrDigit(c) || c == '.' ? c : '_'));

    /// <summary>
    /// What several names have in common, word by word: <c>layer3_1_Bn1Mean</c> and <c>layer3_2_Bn1Mean</c> → <c>layer3_Bn1Mean</c>.
    /// </summary>
    public static string Common(IReadOnlyList<string> names)
    {
        var all = names.Select(Words).ToArray();
        var (first, shortest) = (all[0], all.Min(words => words.Count));
        if (all.All(words => words.Count == first.Count))
        {
            return Joined(first.Select((_, place) => CommonWord([.. all.Select(words => words[place])])));
        }

        bool Agree(int place, bool fromEnd) =>
            all.All(words => words[fromEnd ? words.Count - 1 - place : place] == first[fromEnd ? first.Count - 1 - place : place]);
        var before = Enumerable.Range(0, shortest).TakeWhile(place => Agree(place, fromEnd: false)).Count();
        var after = Enumerable.Range(0, shortest - before).TakeWhile(place => Agree(place, fromEnd: true)).Count();
        return Joined(first.Take(before).Concat(first.Skip(first.Count - after)));
    }

    /// <summary>The word if it is one; without its number if they differ in numbers only: <c>Bn1</c> and <c>Bn2</c> → <c>Bn</c>.</summary>
    private static string CommonWord(IReadOnlyList<string> words)
    {
        static string Stem(string word) => word.TrimEnd([.. "0123456789"]);
        return words.All(word => word == words[0]) ? words[0]
            : words.All(word => Stem(word) == Stem(words[0])) ? Stem(words[0]).TrimEnd('_')
            : "";
    }

    /// <summary>The words of a name: they begin at a capital or an underscore, which is part of them.</summary>
    private static IReadOnlyList<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || name[i] == '_' || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]) && name[i - 1] != '_'))
            {
                words.Add(name.Substring(start, i - start));
                start = i;
            }
        }

        return words;
    }

    /// <summary>Words as one name; a number does not begin it.</summary>
    private static string Joined(IEnumerable<string> words) =>
        string.Concat(words.SkipWhile(word => word.TrimStart('_').All(char.IsDigit))).TrimStart('_');

    /// <summary><paramref name="name"/>, or with a number behind it where it is taken already.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var (unique, stem) = (name, char.IsDigit(name[name.Length - 1]) ? name + "_" : name);
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = stem + Numbers.Text(number);
        }

        return unique;
    }
}
