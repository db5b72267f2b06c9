using System.Runtime.CompilerServices;
using NetGen.Diagnostics;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>Every diagnostic has a page, and the release list names it.</summary>
public sealed class DescriptorTests
{
    public static IEnumerable<TheoryDataRow<string>> Ids => Descriptors.All.Select(d => new TheoryDataRow<string>(d.Id));

    [Theory]
    [MemberData(nameof(Ids))]
    public void HasAPage(string id)
    {
        var page = File.ReadAllText(Path.Combine(Generator(), "Diagnostics", "Pages", id + ".md"));

        Assert.StartsWith($"# {id}: {Descriptors.Of(id).Title}\n", page);
        Assert.EndsWith($"/Diagnostics/Pages/{id}.md", Descriptors.Of(id).HelpLinkUri);
        Assert.Contains("\n## Wrong\n", page);
        Assert.Contains("\n## Right\n", page);
    }

    [Fact]
    public void EveryPageHasADiagnostic() => Assert.Equal(
        Descriptors.All.Select(d => d.Id).Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Generator(), "Diagnostics", "Pages"), "*.md")
            .Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal));

    [Fact]
    public void TheReleaseListIsInStep() => Assert.Equal(
        Descriptors.All.Select(d => $"{d.Id} | {d.Category} | {d.DefaultSeverity} | {d.Title}, [page](Diagnostics/Pages/{d.Id}.md)"),
        File.ReadAllLines(Path.Combine(Generator(), "AnalyzerReleases.Unshipped.md"))
            .Where(l => l.StartsWith("NG", StringComparison.Ordinal)));

    private static string Generator([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "generator"));
}
