using Microsoft.CodeAnalysis;
using NetGen.Graph;
using NetGen.Roslyn;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>All that is read from one network: plain data, compared by value.</summary>
/// <param name="Model">What the compiler compiles; null where no code can be added to the class.</param>
/// <param name="Layers">What the generated layer methods need; null likewise.</param>
/// <param name="Uses">Each layer at each place of the network.</param>
/// <param name="Blocks">The blocks used, with the constants given to them.</param>
/// <param name="Diagnostics">What is wrong.</param>
/// <param name="Place">The class's name, for what goes wrong later.</param>
internal sealed record NetworkReading(
    NetworkModel? Model,
    NetworkLayers? Layers,
    EquatableArray<LayerUse> Uses,
    EquatableArray<BlockUse> Blocks,
    EquatableArray<DiagnosticModel> Diagnostics,
    SourceRef Place);

/// <summary>Reads a class with <c>[Network]</c>: from symbols to a model.</summary>
internal static class NetworkReader
{
    public static NetworkReading Read(INamedTypeSymbol symbol, Compilation compilation, CancellationToken cancellation)
    {
        var context = TrainingProperty.Provide(symbol, compilation, cancellation, out var type);
        var declared = ClassReader.Read(type, isBlock: false, context);
        var place = ClassReader.NameOf(declared);
        var notes = new DeclarationNotes();
        NetworkModel? model = null;
        var layers = EquatableArray<LayerModel>.Empty;
        try
        {
            if (!declared.IsBroken)
            {
                model = NetworkEvaluation.Evaluate(declared, notes, context);
                layers = NetworkEvaluation.Layers(declared, context);
            }
        }
        catch (Problem problem) when (!context.HasErrors(problem.Node))
        {
            context.Report(problem);
        }
        catch (Exception silent) when (silent is Problem or ReportedElsewhere)
        {
            // The compiler says what is wrong, or the block's own reading does.
        }
        catch (Exception unexpected) when (unexpected is not OperationCanceledException)
        {
            context.Report("NG0199", place, declared.Name, unexpected.GetType().Name + ": " + unexpected.Message);
        }

        var ok = model is not null;
        var canExtend = ClassRules.CanExtend(type, context);
        model ??= NetworkEvaluation.Broken(declared, context);
        return new(
            canExtend ? model : null,
            canExtend ? NetworkEvaluation.Describe(declared, ok ? layers : LayerModels.Bare(declared, context), isBroken: !ok) : null,
            ok ? notes.Uses.ToEquatableArray() : [],
            ok ? notes.Blocks.ToEquatableArray() : [],
            context.Diagnostics.ToEquatableArray(),
            SourceRefs.Of(place, context.ModelOf(place), cancellation));
    }
}
