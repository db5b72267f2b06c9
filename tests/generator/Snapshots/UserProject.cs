using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using VerifyTests;

namespace NetGen.Generator.Tests.Snapshots;

/// <summary>A user's project with one file, and what the generator adds to it.</summary>
internal static class UserProject
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var name && (name == "NetGen.dll" || name.StartsWith("System.", StringComparison.Ordinal)))
            .Select(p => MetadataReference.CreateFromFile(p)),
    ];

    /// <summary>The emitted files, each a text of the snapshot, and what was reported, if anything.</summary>
    public static IEnumerable<Target> Snapshot(string declaration)
    {
        var compilation = CSharpCompilation.Create(
            "User",
            [CSharpSyntaxTree.ParseText("using NetGen;\n\nnamespace User;\n\n" + declaration, Options, "Networks.cs")],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var result = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var reported)
            .GetRunResult();
        Assert.DoesNotContain(updated.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        foreach (var source in result.Results.Single().GeneratedSources)
        {
            yield return new("cs", source.SourceText.ToString(), Path.GetFileNameWithoutExtension(source.HintName));
        }

        if (!reported.IsEmpty)
        {
            yield return new("txt", string.Join("\n", reported.Select(d => d.ToString())));
        }
    }
}
