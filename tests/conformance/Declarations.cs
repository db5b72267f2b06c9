using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Declaration;
using NetGen.Graph;

namespace NetGen.Conformance;

/// <summary>
/// The declarations in Cases as text, compiled in memory as a user's project would be, and what the generator makes of them.
/// </summary>
internal static class Declarations
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    public static IEnumerable<string> Files =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.cs").Order(StringComparer.Ordinal);

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

    /// <summary>What the generator makes of the project under the invariant culture.</summary>
    public static (GeneratorDriverRunResult Result, Compilation Compilation) Generated { get; } = Generate(CultureInfo.InvariantCulture);

    /// <summary>The same under a culture with U+2212 for minus, and commas and points the other way round.</summary>
    public static (GeneratorDriverRunResult Result, Compilation Compilation) GeneratedUnderHostileCulture { get; } = Generate(Hostile);

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

    private static (GeneratorDriverRunResult Result, Compilation Compilation) Generate(CultureInfo culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            var driver = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options)
                .RunGeneratorsAndUpdateCompilation(Project, out var compilation, out _);
            return (driver.GetRunResult(), compilation);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
