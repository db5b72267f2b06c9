using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Declaration;

namespace NetGen.Generator.Tests.Declaration;

/// <summary>A user's project in memory: nullable, all warnings, without unsafe code.</summary>
internal static class UserProject
{
    public static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13, DocumentationMode.Diagnose);

    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("NetGen.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "User",
        sources.Prepend(Usings).Select((source, i) => CSharpSyntaxTree.ParseText(source, Options, $"File{i}.cs")),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, warningLevel: 9999, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A declaration with what it needs before it.</summary>
    public static string File(string declaration) => "using NetGen;\n\nnamespace User;\n\n" + declaration;

    public static NetworkReading Read(string declaration, string name = "Net")
    {
        var compilation = Compile(File(declaration));
        return NetworkReader.Read(compilation.GetTypeByMetadataName("User." + name)!, compilation, TestContext.Current.CancellationToken);
    }

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new NetworkGenerator().AsSourceGenerator()],
        parseOptions: Options,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Generates, and gives the generator's diagnostics and the compiler's (no hidden ones) over all code.</summary>
    public static (Diagnostic[] Ours, Diagnostic[] Compilers, GeneratorDriverRunResult Result) Generate(params string[] sources)
    {
        var driver = Driver().RunGeneratorsAndUpdateCompilation(Compile(sources), out var compilation, out var ours);
        var theirs = compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS1591").ToArray();
        return ([.. ours.Where(d => !d.IsSuppressed)], theirs, driver.GetRunResult());
    }

    /// <summary>
    /// All that the compiler says of a project of the user's own making (no hidden diagnostics, and no missing documentation), ours
    /// before the compiler's.
    /// </summary>
    public static string[] Say(CSharpParseOptions options, CSharpCompilationOptions settings, params string[] sources)
    {
        var project = CSharpCompilation.Create(
            "User", sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"File{i}.cs")), References, settings);
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(project, out var compilation, out var ours);
        var theirs = compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS1591");
        return [.. ours.Concat(theirs).Select(d => d.ToString())];
    }

    /// <summary>The text of one generated file.</summary>
    public static string Text(GeneratorDriverRunResult result, string hint) =>
        result.Results[0].GeneratedSources.Single(s => s.HintName == hint).SourceText.ToString();

    /// <summary>Runs with U+2212 for minus, and commas and points the other way round.</summary>
    public static T UnderHostileCulture<T>(Func<T> run)
    {
        var before = CultureInfo.CurrentCulture;
        var hostile = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        hostile.NumberFormat.NegativeSign = "\u2212";
        hostile.NumberFormat.NumberDecimalSeparator = ",";
        hostile.NumberFormat.NumberGroupSeparator = ".";
        CultureInfo.CurrentCulture = hostile;
        try
        {
            return run();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
