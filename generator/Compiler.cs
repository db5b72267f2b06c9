using NetGen.Autodiff;
using NetGen.Emit;
using NetGen.Emit.Cpu;
using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Lowering;
using NetGen.Planning;
using NetGen.Shapes;
using NetGen.Simplification;

namespace NetGen;

/// <summary>One emitted file.</summary>
internal sealed record EmittedFile(string HintName, string Text);

/// <summary>What the compiler makes of one program of a network, stage by stage; for whoever wants to look inside.</summary>
/// <param name="Kind">What the program is for.</param>
/// <param name="Declared">The graph as declared.</param>
/// <param name="Simplified">After the rewrites.</param>
/// <param name="Training">With its backward part, for a training program.</param>
/// <param name="Fused">Gathered into kernels.</param>
/// <param name="Schedule">With places in memory, ready to be worded.</param>
internal sealed record CompiledProgram(
    ProgramKind Kind, Graph.Graph Declared, Graph.Graph Simplified, TrainingGraph? Training, FusedGraph Fused, Schedule Schedule);

/// <summary>All of a network's programs.</summary>
internal sealed record CompiledNetwork(
    NetworkModel Model, ParameterLayout Layout, CompiledProgram Inference, CompiledProgram Training, CompiledProgram? Evaluation);

/// <summary>The compiler: its passes, in order.</summary>
internal static class Compiler
{
    /// <summary>From a declaration that has been read to C# text, with code for devices where it is asked for.</summary>
    public static EquatableArray<EmittedFile> Emit(NetworkModel model, bool forDevices = false) =>
        model is { Inference: not null, Training: not null }
        ? NetworkEmitter.Emit(Compile(model), forDevices ? Compile(model, Target.Device) : null).ToEquatableArray()
        : new[] { BrokenNetworkEmitter.Emit(model) }.ToEquatableArray();

    /// <summary>From a declaration that has been read to schedules.</summary>
    /// <exception cref="NoGradientException">Something on the way to a parameter has no gradient.</exception>
    public static CompiledNetwork Compile(NetworkModel model, Target target = Target.Processor)
    {
        var layout = ParameterLayout.Of(model.Parameters);
        return new(
            model,
            layout,
            CompileForward(model.Inference!, ProgramKind.Inference, layout, target),
            CompileTraining(model, layout, target),
            model.Evaluation is null ? null : CompileForward(model.Evaluation, ProgramKind.Evaluation, layout, target));
    }

    private static CompiledProgram CompileForward(Graph.Graph declared, ProgramKind kind, ParameterLayout layout, Target target)
    {
        var simplified = BatchNormFolding.Rewrite(Simplify(declared));
        simplified = target == Target.Processor ? Lower(simplified) : simplified;
        var fused = Fuser.Fuse(simplified, simplified.Nodes.Count, []);
        var schedule = Planner.Plan(fused, kind, layout, target: target);
        return new(kind, declared, simplified, null, fused, schedule);
    }

    /// <summary>Which way a processor computes the operators of a graph that only predicts.</summary>
    private static Graph.Graph Lower(Graph.Graph graph)
    {
        graph = WinogradChoice.Rewrite(graph);
        graph = PooledConvolutions.Rewrite(graph);
        graph = ExpandedFilters.Rewrite(graph);
        graph = TransposedWeights.Rewrite(graph);
        return ChannelsLastImages.Rewrite(graph);
    }

    /// <summary>The same of a graph that trains.</summary>
    private static TrainingGraph Lower(TrainingGraph graph)
    {
        graph = PooledGradients.Rewrite(graph);
        graph = WinogradChoice.Rewrite(graph);
        return TransposedWeights.Rewrite(graph);
    }

    /// <summary>What holds whether a graph predicts or trains.</summary>
    private static Graph.Graph Simplify(Graph.Graph declared) =>
        TransposedFactors.Rewrite(PoolBeforePointwise.Rewrite(PoolBeforeRelu.Rewrite(declared)));

    private static CompiledProgram CompileTraining(NetworkModel model, ParameterLayout layout, Target target)
    {
        var declared = model.Training!;
        var simplified = Simplify(declared);
        var differentiated = SumsOfPooledGradients.Rewrite(Differentiation.Differentiate(simplified, model.HasLoss));
        var training = Recomputation.Rewrite(differentiated, [.. model.Recomputed]);
        training = target == Target.Processor ? Lower(training) : training;
        var fused = Fuser.Fuse(training);
        var schedule = Planner.Plan(fused, ProgramKind.Training, layout, training, target);
        return new(ProgramKind.Training, declared, simplified, training, fused, schedule);
    }
}
