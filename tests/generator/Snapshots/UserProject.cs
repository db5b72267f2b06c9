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
        var compilation = Compilation(declaration, References);
        var result = Driver().RunGeneratorsAndUpdateCompilation(compilation, out var updated, out var reported).GetRunResult();
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

    /// <summary>
    /// The files that are emitted where a project references NetGen.Ilgpu. Nothing but the reference is there: the package that the runtime
    /// for devices is built on may be missing, so what the files call is compiled where it is not (tests/conformance).
    /// </summary>
    public static Dictionary<string, string> FilesForDevices(string declaration)
    {
        var empty = CSharpCompilation.Create("NetGen.Ilgpu", options: new(OutputKind.DynamicallyLinkedLibrary)).ToMetadataReference();
        return Driver().RunGenerators(Compilation(declaration, [.. References, empty])).GetRunResult().Results.Single().GeneratedSources
            .ToDictionary(source => source.HintName, source => source.SourceText.ToString());
    }

    private static CSharpCompilation Compilation(string declaration, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "User",
        [CSharpSyntaxTree.ParseText("using NetGen;\n\nnamespace User;\n\n" + declaration, Options, "Networks.cs")],
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static GeneratorDriver Driver() =>
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options);
}
