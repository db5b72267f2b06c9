using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Declaration;
using NetGen.Graph;

namespace NetGen.Conformance;

/// <summary>The declarations in Cases as text, compiled in memory as a user's project would be, and what the generator makes of them.</summary>
internal static class Declarations
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    public static IEnumerable<string> Files => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.cs").Order(StringComparer.Ordinal);

    /// <summary>The user's project: without unsafe code, with nullable and all warnings on.</summary>
    public static CSharpCompilation Project { get; } = CSharpCompilation.Create(
        "Cases",
        Files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Options, Path.GetFileName(file))),
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("NetGen.Conformance", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("NetGen.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>What the front end reads from the project, by the network's name.</summary>
    public static IReadOnlyDictionary<string, NetworkModel> Models { get; } = Project.GetSymbolsWithName(_ => true, SymbolFilter.Type)
        .OfType<INamedTypeSymbol>()
        .Where(type => type.GetAttributes().Any(a => a.AttributeClass?.Name == "NetworkAttribute"))
        .ToDictionary(type => type.Name, type => NetworkReader.Read(type, Project, default).Model!);

    /// <summary>Runs the generator over the project under a culture.</summary>
    public static GeneratorDriverRunResult Generate(CultureInfo culture, out Compilation compilation)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            return CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options)
                .RunGeneratorsAndUpdateCompilation(Project, out compilation, out _)
                .GetRunResult();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
