using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Declaration;

namespace NetGen.Explain;

/// <summary>The files compiled in memory as a user's project would be, and what the generator makes of them.</summary>
internal sealed class UserProject
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriverRunResult _generated;

    public UserProject(IEnumerable<string> files)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp13);
        SyntaxTree[] trees = [.. files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), options, f))];
        var isProgram = trees.Any(t => t.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any());
        _compilation = CSharpCompilation.Create(
            "Explained",
            [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings, options)],
            References(),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));
        _generated = CSharpGeneratorDriver.Create([new NetworkGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(_compilation, out var updated, out _)
            .GetRunResult();
        var inFiles = trees.ToHashSet();
        Diagnostics =
        [
            .. updated.GetDiagnostics()
                .Where(d => d.Severity >= DiagnosticSeverity.Warning && (d.Location.SourceTree is not { } tree || inFiles.Contains(tree)))
                .Concat(_generated.Diagnostics)
                .OrderBy(d => d.Location.SourceSpan.Start),
        ];
    }

    /// <summary>What the compiler and NetGen say of the files.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>The emitted files, by name.</summary>
    public IReadOnlyList<(string Name, string Text)> Files =>
        [.. _generated.Results.SelectMany(r => r.GeneratedSources).Select(s => (s.HintName, s.SourceText.ToString()))];

    /// <summary>The classes with <c>[Network]</c>, in the order of the text.</summary>
    public IEnumerable<NetworkReading> Networks() =>
        from tree in _compilation.SyntaxTrees
        let model = _compilation.GetSemanticModel(tree)
        from type in tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
        let symbol = model.GetDeclaredSymbol(type)
        where symbol is not null && symbol.DeclaringSyntaxReferences[0].GetSyntax() == type && ReadContext.Has(symbol, "NetworkAttribute")
        select NetworkReader.Read(symbol, _compilation, CancellationToken.None);

    /// <summary>What this process itself runs on, without the generator, whose names are the runtime's.</summary>
    private static IEnumerable<MetadataReference> References() =>
        from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        let name = Path.GetFileNameWithoutExtension(path)
        where name is "NetGen" or "mscorlib" or "netstandard" or "Microsoft.CSharp" || name.StartsWith("System", StringComparison.Ordinal)
        select MetadataReference.CreateFromFile(path);
}
