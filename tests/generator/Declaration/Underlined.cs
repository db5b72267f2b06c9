using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>Checks what is reported for a declaration in which the place is marked <c>[|so|]</c>.</summary>
internal static class Underlined
{
    /// <summary>
    /// Exactly this is reported, at exactly the marked place, and the C# compiler has nothing to add: neither about the
    /// declaration nor about the members that the generator owes to it.
    /// </summary>
    public static void Reports(string declaration, string id, string message)
    {
        var compilers = Raises(declaration, id, message);
        Assert.Equal("", string.Join("\n", compilers.Select(d => d.ToString())));
    }

    /// <summary>The same, where the compiler cannot but report something too; what it reports is returned.</summary>
    public static Diagnostic[] Raises(string declaration, string id, string message)
    {
        var (source, marked) = Parse(UserProject.File(declaration));
        var (ours, compilers, _) = UserProject.Generate(source);

        var text = string.Join("\n", ours.Select(d => Describe(d, source)));
        var expected = $"{id} [{source.Substring(marked.Start, marked.Length)}]: {message}";
        Assert.True(expected == text, $"Expected\n  {expected}\nbut it is\n  {text}");
        Assert.Equal(marked, ours[0].Location.SourceSpan);
        return compilers;
    }

    /// <summary>Nothing is reported by us; the compiler reports exactly these ids (none by default).</summary>
    public static void Silent(string declaration, params string[] compilerIds)
    {
        var source = UserProject.File(declaration);
        var (ours, compilers, _) = UserProject.Generate(source);

        Assert.Equal("", string.Join("\n", ours.Select(d => Describe(d, source))));
        Assert.Equal(
            string.Join("\n", compilerIds.Order()),
            string.Join("\n", compilers.Select(d => compilerIds.Length > 0 ? d.Id : d.ToString()).Order()));
    }

    private static string Describe(Diagnostic diagnostic, string source)
    {
        var span = diagnostic.Location.SourceSpan;
        var text = diagnostic.Location.IsInSource ? source.Substring(span.Start, span.Length) : "nowhere";
        return $"{diagnostic.Id} [{text}]: {diagnostic.GetMessage()}";
    }

    private static (string Source, TextSpan Marked) Parse(string text)
    {
        var start = text.IndexOf("[|", StringComparison.Ordinal);
        var end = text.IndexOf("|]", StringComparison.Ordinal) - 2;
        return (text.Replace("[|", "").Replace("|]", ""), TextSpan.FromBounds(start, end));
    }
}
