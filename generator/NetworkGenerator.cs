using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Declaration;
using NetGen.Diagnostics;
using NetGen.Emit.Layers;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen;

/// <summary>
/// The pipeline. Declarations are read into plain data; everything after that works on the data alone and is cached by its
/// value, so an edit that leaves a network what it is compiles nothing anew.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // 1. Read each declaration: symbols are seen here and nowhere else.
        var networks = context.SyntaxProvider.ForAttributeWithMetadataName(
            "NetGen.NetworkAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (c, cancellation) => SourceRefs.IsFirst(c)
                ? NetworkReader.Read((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation)
                : null)
            .Where(static reading => reading is not null).Select(static (reading, _) => reading!).WithTrackingName("ReadNetworks");
        var blocks = context.SyntaxProvider.ForAttributeWithMetadataName(
            "NetGen.BlockAttribute",
            static (node, _) => node is TypeDeclarationSyntax,
            static (c, cancellation) => SourceRefs.IsFirst(c)
                ? BlockReader.Read((INamedTypeSymbol)c.TargetSymbol, c.SemanticModel.Compilation, cancellation)
                : null)
            .Where(static reading => reading is not null).Select(static (reading, _) => reading!).WithTrackingName("ReadBlocks");

        // 1b. The rest of the world that counts: whether there is a runtime for devices to write code for.
        var devices = context.CompilationProvider
            .Select(static (compilation, _) => DeviceSupport.Of(compilation)).WithTrackingName("Devices");
        context.RegisterSourceOutput(devices, static (output, support) => Add(output, support.Files));

        // 2. Compile each network's graphs to C#. Cached by the model: what a diagnostic or a comment changes is not in it.
        var compiled = networks
            .Select(static (reading, _) => (reading.Model, reading.Place)).WithTrackingName("Models")
            .Combine(devices)
            .Select(static (pair, _) => CompileStep.Run(pair.Left.Model, pair.Left.Place, pair.Right.IsThere)).WithTrackingName("Compile");
        context.RegisterSourceOutput(compiled, static (output, result) => Add(output, result.Files));

        // 3. Write the bodies of layer methods, which run a network eagerly.
        var layers = networks
            .Select(static (reading, _) => NetworkLayersEmitter.Emit(reading.Layers, reading.Uses)).WithTrackingName("NetworkLayers");
        context.RegisterSourceOutput(layers, static (output, files) => Add(output, files));

        // 4. The same for blocks, which also need to know the constants that all networks use them with.
        var uses = networks
            .Select(static (reading, _) => (reading.Blocks, reading.Uses)).WithTrackingName("Uses")
            .Collect();
        var blockLayers = blocks
            .Select(static (reading, _) => reading.Layers).Combine(uses)
            .Select(static (pair, _) => BlockUses.Of(pair.Left, pair.Right)).WithTrackingName("BlockUses")
            .Select(static (block, _) => BlockEmitter.Emit(block)).WithTrackingName("BlockLayers");
        context.RegisterSourceOutput(blockLayers, static (output, files) => Add(output, files));

        // 5. Report. Only here do ordinals meet the syntax of the moment, so that pragmas around a place are honoured.
        var diagnostics = networks.Select(static (reading, _) => reading.Diagnostics).Collect()
            .Combine(blocks.Select(static (reading, _) => reading.Diagnostics).Collect())
            .Combine(compiled.Select(static (result, _) => result.Diagnostics).Collect())
            .Combine(blocks.Collect().Combine(networks.Collect()).Select(static (pair, _) => UnreachedLayers.Of(pair.Left, pair.Right)))
            .Select(static (all, _) => all.Left.Left.Left.Concat(all.Left.Left.Right).Concat(all.Left.Right).Append(all.Right)
                .SelectMany(d => d).Distinct().ToEquatableArray()).WithTrackingName("Diagnostics");
        context.RegisterSourceOutput(diagnostics.Combine(context.CompilationProvider), static (output, pair) =>
        {
            foreach (var diagnostic in pair.Left)
            {
                var location = SourceRefs.Locate(diagnostic.Place, pair.Right, output.CancellationToken);
                output.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(diagnostic.Id), location, [.. diagnostic.Arguments]));
            }
        });
    }

    private static void Add(SourceProductionContext output, EquatableArray<EmittedFile> files)
    {
        foreach (var file in files)
        {
            output.AddSource(file.HintName, file.Text);
        }
    }
}
