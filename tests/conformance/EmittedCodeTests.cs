using System.Globalization;
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
        var result = Declarations.Generate(Hostile, out var compilation);

        Assert.Empty(result.Diagnostics);
        var generated = result.GeneratedTrees.ToHashSet();

        // CS1591: the cases themselves have no documentation; what is emitted must.
        using var image = new MemoryStream();
        var problems = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(d => d.Id != "CS1591" || generated.Contains(d.Location.SourceTree!));
        Assert.Empty(problems);
    }

    [Fact]
    public void IsTheSameUnderAnyCulture()
    {
        Assert.Equal(Texts(Declarations.Generate(CultureInfo.InvariantCulture, out _)), Texts(Declarations.Generate(Hostile, out _)));
    }

    [Fact]
    public void IsWellSet()
    {
        foreach (var (name, text) in Texts(Declarations.Generate(CultureInfo.InvariantCulture, out _)))
        {
            Assert.False(text.Contains('\r') || text.Contains('\t'), $"{name} has carriage returns or tabs.");
            Assert.True(text.EndsWith('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal), $"{name} does not end with one line end.");
            var lines = text.Split('\n');
            for (var i = 0; i < lines.Length; i++)
            {
                Assert.True(lines[i].Length <= Columns, $"{name}({i + 1}) is {lines[i].Length} columns wide: {lines[i]}");
                Assert.True(lines[i].Length == 0 || lines[i][^1] != ' ', $"{name}({i + 1}) ends with a blank: {lines[i]}");
                Assert.True(i + 2 >= lines.Length || lines[i].Length + lines[i + 1].Length > 0, $"{name}({i + 1}): two empty lines.");
            }
        }
    }

    /// <summary>U+2212 for minus, commas and points the other way round.</summary>
    private static CultureInfo Hostile
    {
        get
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NegativeSign = "\u2212";
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            return culture;
        }
    }

    private static (string Name, string Text)[] Texts(GeneratorDriverRunResult result) =>
        [.. result.Results.SelectMany(r => r.GeneratedSources).Select(s => (s.HintName, s.SourceText.ToString()))];
}
