using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Declaration;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Conformance.Fuzz;

/// <summary>A random network, read by the front end, compiled and loaded.</summary>
internal sealed record LoadedNetwork(RandomNetwork Declared, NetworkModel Model, Type Type, Type Driver);

/// <summary>Compiles some random networks at once, in memory, as a user's project would be: warnings are errors.</summary>
internal sealed class FuzzProject : IDisposable
{
    private const string Usings = "using System.Collections.Generic;\nusing NetGen;\n\nnamespace Fuzzed;\n\n";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13, DocumentationMode.Parse);

    private static readonly Lazy<MetadataReference[]> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("NetGen.Conformance", StringComparison.Ordinal)
                && !Path.GetFileName(path).StartsWith("NetGen.Generator", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly AssemblyLoadContext _context = new("Fuzz", isCollectible: true);

    public FuzzProject(IReadOnlyList<RandomNetwork> networks)
    {
        var declared = Project(networks.Select(n => Parse(Usings + n.Source, n.Name)));
        var models = networks.Select(n => Read(n, declared)).ToArray();
        var whole = declared.AddSyntaxTrees(models.Select(m => Parse(DriverText.Of(m), m.Name + "Driver")));
        CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(whole, out var compilation, out var reported);
        using var image = new MemoryStream();
        var problems = reported.Concat(compilation.Emit(image).Diagnostics).Where(d => d.Severity >= DiagnosticSeverity.Warning).ToArray();
        if (problems.Length > 0)
        {
            var (first, text) = (problems[0], problems[0].Location.SourceTree?.ToString());
            throw new FuzzException($"{first}\n{first.Location.SourceTree?.FilePath}\n{text}");
        }

        image.Position = 0;
        var assembly = _context.LoadFromStream(image);
        Networks = [.. networks.Zip(models, (n, model) => new LoadedNetwork(
            n, model, assembly.GetType($"Fuzzed.{n.Name}", true)!, assembly.GetType($"Fuzzed.{n.Name}Driver", true)!))];
    }

    public IReadOnlyList<LoadedNetwork> Networks { get; }

    public void Dispose() => _context.Unload();

    private static SyntaxTree Parse(string text, string name) => CSharpSyntaxTree.ParseText(text, Options, name + ".cs");

    private static CSharpCompilation Project(IEnumerable<SyntaxTree> trees) => CSharpCompilation.Create(
        "Fuzzed",
        trees,
        References.Value,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            generalDiagnosticOption: ReportDiagnostic.Error,
            warningLevel: 9999,
            nullableContextOptions: NullableContextOptions.Enable,
            specificDiagnosticOptions: [new("CS8019", ReportDiagnostic.Suppress), new("CS1591", ReportDiagnostic.Suppress)]));

    private static string Words(DiagnosticModel diagnostic) => $"{diagnostic.Id} {string.Join(", ", diagnostic.Arguments)}";

    private static NetworkModel Read(RandomNetwork network, CSharpCompilation project)
    {
        var reading = NetworkReader.Read(project.GetTypeByMetadataName($"Fuzzed.{network.Name}")!, project, default);
        return reading.Diagnostics.Count == 0 && reading.Model is { Inference: not null, Training: not null } model
            ? model
            : throw new FuzzException($"{network.Name}: {string.Join("; ", reading.Diagnostics.Select(Words))}\n{network.Source}");
    }
}

/// <summary>Something that a random network showed.</summary>
internal sealed class FuzzException(string message) : Exception(message);

/// <summary>Callers of a network's generated members, one signature for all networks.</summary>
internal static class DriverText
{
    public static string Of(NetworkModel model)
    {
        var inputs = string.Join(", ", model.Inputs.Select((_, i) => $"x[{i}]"));
        var outputs = string.Join(", ", model.Outputs.Where(o => !o.TrainingOnly).Select((_, i) => $"y[{i}]"));
        var targets = string.Concat(model.Targets.Select((t, i) => t.Classes > 0 ? $", (int[])targets[{i}]" : $", (float[])targets[{i}]"));
        var gradients = string.Join(", ", model.Outputs.Select((_, i) => $"(float[])targets[{i}]"));
        var trainer = $"(({model.Name}.Trainer)trainer)";
        var backward = model.HasLoss
            ? $"return {trainer}.Backward({inputs}{targets});"
            : $"{trainer}.Forward({inputs}); {trainer}.Backward({gradients}); return 0;";
        return $$"""
            using NetGen;

            namespace Fuzzed;

            public static class {{model.Name}}Driver
            {
                public static void Predict(Network network, float[][] x, float[][] y) =>
                    (({{model.Name}})network).Predict({{inputs}}, {{outputs}});

                public static float Backward(Trainer trainer, float[][] x, object[] targets)
                {
                    {{backward}}
                }
            }
            """;
    }
}
