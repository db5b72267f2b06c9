using System.IO.Compression;

namespace NetGen.PackageTests;

/// <summary>What <c>dotnet pack</c> makes, and that it is all that a project elsewhere needs.</summary>
public sealed class PackageTests(PackedPackage package) : IClassFixture<PackedPackage>
{
    [Fact]
    public void Packs_without_warnings() => Assert.DoesNotContain("warning", package.PackOutput, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Holds_the_runtime_with_its_documentation_and_the_generator()
    {
        using var archive = ZipFile.OpenRead(package.File);
        var entries = archive.Entries.Select(e => e.FullName).Where(n => !n.StartsWith("_rels/", StringComparison.Ordinal)
            && !n.StartsWith("package/", StringComparison.Ordinal) && n != "[Content_Types].xml");

        Assert.Equal(
            [
                "LICENSE",
                "NetGen.nuspec",
                "README.md",
                "analyzers/dotnet/cs/NetGen.Generator.dll",
                "lib/net10.0/NetGen.dll",
                "lib/net10.0/NetGen.xml",
                "lib/net9.0/NetGen.dll",
                "lib/net9.0/NetGen.xml",
            ],
            entries.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_project_outside_the_solution_declares_trains_and_predicts()
    {
        var lines = package.RunConsumer().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            ["loss fell: True", "outputs: 0 1 1 0", "parameters: hidden.0.weight hidden.0.bias output.weight output.bias"], lines);
    }
}
