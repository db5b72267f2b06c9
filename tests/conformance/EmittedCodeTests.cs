using Microsoft.CodeAnalysis;
using Xunit;

namespace NetGen.Conformance;

/// <summary>What is emitted for all cases: compiles cleanly, and is the same and well set wherever it is made.</summary>
public sealed class EmittedCodeTests
{
    private const int Columns = 140;

    [Fact]
    public void CompilesWithWarningsAsErrorsUnderAHostileCulture()
    {
        var (result, compilation) = Declarations.GeneratedUnderHostileCulture;

        Assert.Empty(result.Diagnostics);
        var generated = result.GeneratedTrees.ToHashSet();

        // CS1591: the cases themselves have no documentation; what is emitted must.
        using var image = new MemoryStream();
        var problems = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(d => d.Severity >= DiagnosticSeverity.Warning && (d.Id != "CS1591" || generated.Contains(d.Location.SourceTree!)));
        Assert.Empty(problems);
    }

    [Fact]
    public void IsTheSameUnderAnyCulture() =>
        Assert.Equal(Texts(Declarations.Generated.Result), Texts(Declarations.GeneratedUnderHostileCulture.Result));

    [Fact]
    public void IsWellSet() =>
        Assert.Equal("", string.Join(
            "\n", Texts(Declarations.Generated.Result).SelectMany(file => Blemishes(file.Name, file.Text)).Take(20)));

    private static IEnumerable<string> Blemishes(string name, string text)
    {
        if (text.Contains('\r') || text.Contains('\t') || !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            yield return $"{name} has carriage returns or tabs, or does not end with one line end.";
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > Columns || lines[i].EndsWith(' ')
                || (i > 0 && i + 1 < lines.Length && lines[i - 1].Length + lines[i].Length == 0))
            {
                yield return $"{name}({i + 1}) is {lines[i].Length} columns wide, ends with a blank or follows an empty line: {lines[i]}";
            }
        }
    }

    private static (string Name, string Text)[] Texts(GeneratorDriverRunResult result) =>
        [.. result.Results.SelectMany(r => r.GeneratedSources).Select(s => (s.HintName, s.SourceText.ToString()))];
}
