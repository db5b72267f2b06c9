using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit.Cpu;

/// <summary>
/// Emits one kernel: a struct whose Run computes some samples (or units), with a Launch that splits the batch; or, for a
/// few numbers that exist once, a plain method.
/// </summary>
internal sealed class KernelEmitter(Schedule schedule, ValueNames names, ProgramConstants constants, FunctorEmitter functors)
{
    private readonly Graph.Graph _graph = schedule.Graph;

    public void Emit(SourceWriter writer, ScheduledKernel kernel)
    {
        writer.Line("/// <summary>");
        foreach (var formula in new KernelSummary(schedule, names).Of(kernel))
        {
            writer.Doc(formula);
        }

        writer.Line("/// </summary>");
        if (kernel.Kernel.Note.Length > 0)
        {
            writer.Doc($"<remarks>{kernel.Kernel.Note}</remarks>", "");
        }

        if (kernel.Kernel.Domain == Domain.Once)
        {
            EmitOnce(writer, kernel);
            return;
        }

        var fields = kernel.Chunks > 0 ? "Frame frame, int grain" : "Frame frame";
        using (writer.Block($"private readonly struct {kernel.Kernel.Name}({fields}) : IKernel"))
        {
            EmitLaunch(writer, kernel);
            writer.Line();
            using (writer.Block("public void Run(int first, int count, Floats scratch)"))
            {
                EmitRun(writer, kernel);
            }
        }
    }

    /// <summary>The statement that runs a kernel.</summary>
    public static string Launch(ScheduledKernel kernel) =>
        kernel.Kernel.Domain == Domain.Once ? $"{kernel.Kernel.Name}(frame);" : $"{kernel.Kernel.Name}.Launch(frame);";

    private void EmitOnce(SourceWriter writer, ScheduledKernel kernel)
    {
        using (writer.Block($"private static void {kernel.Kernel.Name}(in Frame frame)"))
        {
            var scope = new KernelScope(schedule, names, constants, kernel, "0", "1");
            scope.Declare(writer, scope.Shared);
            writer.Line();
            foreach (var step in kernel.Kernel.Steps)
            {
                EmitStep(writer, kernel, step, scope);
            }
        }
    }

    private void EmitLaunch(SourceWriter writer, ScheduledKernel kernel)
    {
        var name = kernel.Kernel.Name;
        if (kernel.Chunks == 0)
        {
            var units = kernel.Kernel.Domain == Domain.Units ? Units(kernel) : "frame.Batch";
            using (writer.Block("public static void Launch(in Frame frame)"))
            {
                writer.Line($"frame.Executor.Run(new {name}(frame), {units}, grain: {kernel.Grain});");
            }

            return;
        }

        using (writer.Block("public static void Launch(in Frame frame)"))
        {
            writer.Line($"var grain = frame.Grain({kernel.Chunks});");
            writer.Line($"frame.Executor.Run(new {name}(frame, grain), frame.Batch, grain);");
            writer.Line("var chunks = frame.Chunks(grain);");
            foreach (var partial in kernel.Partials)
            {
                var node = _graph.Nodes[partial.Node];
                var op = (ReductionOperator)node.Operator;
                var site = new KernelScope(schedule, names, constants, kernel, "0", "frame.Batch").Site(node, constants.Address(partial.Node), "frame.Batch");
                string[] arguments =
                [
                    constants.Partials(partial), "chunks", Text(partial.Size), constants.Address(partial.Node), .. op.CombineArguments(site),
                ];
                EmitOnRequest(writer, IsOnRequest(kernel, partial.Node), () => writer.Call($"{op.Combine}(", arguments, ");"));
            }
        }
    }

    private static bool IsOnRequest(ScheduledKernel kernel, int node) => kernel.Kernel.Steps.First(s => s.Nodes.Contains(node)).OnRequest;

    private string Units(ScheduledKernel kernel)
    {
        var node = _graph.Nodes[kernel.Kernel.Steps[0].Nodes[0]];
        return Text(((UnitOperator)node.Operator).Units(_graph.InputTypes(node)));
    }

    private void EmitRun(SourceWriter writer, ScheduledKernel kernel)
    {
        var scope = kernel.PerSample
            ? new KernelScope(schedule, names, constants, kernel, "sample", "1")
            : new KernelScope(schedule, names, constants, kernel, "first", "count");
        scope.Declare(writer, scope.Shared);
        foreach (var partial in kernel.Partials)
        {
            var local = scope.PartialName(partial.Node);
            var offset = partial.Size == 1 ? "first / grain" : $"first / grain * {Text(partial.Size)}L";
            writer.Statement($"var {local} = ", $"{constants.Partials(partial)}.From({offset});");
            writer.Line($"{local}.Span({Text(partial.Size)}).Clear();");
        }

        if (!kernel.PerSample)
        {
            scope.Declare(writer, scope.Moving);
            writer.Line();
            EmitSteps(writer, kernel, scope);
            return;
        }

        writer.Line();
        using (writer.Block("for (var sample = first; sample < first + count; sample++)"))
        {
            scope.Declare(writer, scope.Moving);
            writer.Line();
            EmitSteps(writer, kernel, scope);
        }
    }

    private void EmitSteps(SourceWriter writer, ScheduledKernel kernel, KernelScope scope)
    {
        var allOnRequest = kernel.Kernel.Steps.All(s => s.OnRequest);
        foreach (var step in kernel.Kernel.Steps)
        {
            EmitOnRequest(writer, step.OnRequest && !allOnRequest, () => EmitStep(writer, kernel, step, scope), step != kernel.Kernel.Steps.Last());
        }
    }

    private void EmitStep(SourceWriter writer, ScheduledKernel kernel, Step step, KernelScope scope)
    {
        var node = _graph.Nodes[step.Nodes[0]];
        var start = scope.First == "0" ? "0" : $"{scope.First} * {Text(node.Type.Shape.Count)}";
        if (node.Operator is ElementwiseOperator)
        {
            EmitElementwise(writer, step, node, functors.Create(step, scope.Name, start), scope.Count);
            return;
        }

        var target = node.Operator is ReductionOperator ? scope.PartialName(node.Id)
            : schedule.Places[node.Id].Region == Region.None ? "scratch" : scope.Name(node.Id);
        var site = scope.Site(node, target, scope.Count);
        var call = node.Operator switch
        {
            SampleOperator op => op.Kernel(site),
            ReductionOperator op => op.Kernel(site),
            UnitOperator op => op.Kernel(site),
            _ => throw new InvalidOperationException($"{node.Operator.Name} is not a kind of kernel."),
        };
        string[] arguments = node.Operator is SampleOperator { TakesEpilogue: true }
            ? [.. call.Arguments, step.Nodes.Count == 1 ? $"new Store({target})" : functors.Create(step, scope.Name, start)]
            : call.Arguments;
        writer.Call($"{call.Method}(", arguments, ");");
    }

    private void EmitElementwise(SourceWriter writer, Step step, Node node, string functor, string count)
    {
        var shape = node.Type.Shape;
        var (method, sizes) = ElementwiseAxis.Of(_graph, step) switch
        {
            0 => ("Channels", new[] { count, Text(shape.Channels), Text(shape.Inner) }),
            -1 => ("Features", [Times(count, shape.Count / shape.Last), Text(shape.Last)]),
            _ => ("Flat", [Times(node.Type.Batched ? count : "1", shape.Count)]),
        };
        writer.Call($"Elementwise.{method}(", [functor, .. sizes], ");");
    }

    /// <summary>Statements that nothing but input gradients needs stand under a condition.</summary>
    private static void EmitOnRequest(SourceWriter writer, bool onRequest, Action emit, bool isFollowed = false)
    {
        if (!onRequest)
        {
            emit();
            return;
        }

        using (writer.Block("if (frame.InputGradients)"))
        {
            emit();
        }

        if (isFollowed)
        {
            writer.Line();
        }
    }

    private static string Times(string count, long size) => count == "1" ? Text(size) : size == 1 ? count : $"{count} * {Text(size)}";
}
