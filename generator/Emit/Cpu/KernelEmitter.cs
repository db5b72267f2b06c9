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
internal sealed class KernelEmitter(Schedule schedule, ProgramConstants constants, FunctorEmitter functors) : IKernelEmitter
{
    private readonly Graph.Graph _graph = schedule.Graph;

    public void Emit(SourceWriter writer, KernelWords words)
    {
        var kernel = words.Kernel;
        new KernelSummary(schedule, node => words[node]).Write(writer, words);
        if (kernel.Kernel.Domain == Domain.Once)
        {
            EmitOnce(writer, words);
            return;
        }

        // Chains run their kernels themselves.
        var body = new SourceWriter(outer: 3);
        if (words.Kernels.Any(k => schedule.ChainOf(k) is null))
        {
            EmitLaunch(body, words);
            body.Line();
        }

        using (body.Block("public void Run(int first, int count, Floats scratch)"))
        {
            EmitRun(body, words);
        }

        words.ReadsFrame = body.ToString().Contains("frame.");
        string[] parameters = [.. words.ReadsFrame ? ["Frame frame"] : Array.Empty<string>(), .. words.Parameters()];
        writer.Packed($"private readonly struct {words.Name}(", parameters, ") : IKernel");
        using (writer.Block(""))
        {
            writer.Inner(body.ToString());
        }
    }

    public void Launch(SourceWriter writer, KernelWords words, ScheduledKernel use)
    {
        var arguments = words.Arguments(use);
        if (use.Kernel.Domain == Domain.Once)
        {
            writer.Packed($"{words.Name}(", arguments, ");");
        }
        else
        {
            writer.Packed($"new {words.Name}(", arguments, ").Launch();");
        }
    }

    public void Set(SourceWriter writer, string address, string number) => writer.Line($"{address}[0] = {number};");

    public void Copy(SourceWriter writer, string from, string to, string count) =>
        writer.Statement($"{from}.Span({count})", $".CopyTo({to}.Span({count}));");

    private void EmitOnce(SourceWriter writer, KernelWords words)
    {
        writer.Packed($"private static void {words.Name}(", ["in Frame frame", .. words.Parameters()], ")");
        using (writer.Block(""))
        {
            var scope = new KernelScope(schedule, constants, words, "0", "1");
            scope.Declare(writer, scope.Shared);
            writer.Line();
            foreach (var step in words.Kernel.Kernel.Steps)
            {
                EmitStep(writer, step, scope);
            }
        }
    }

    private void EmitLaunch(SourceWriter writer, KernelWords words)
    {
        var kernel = words.Kernel;
        using (writer.Block("public void Launch()"))
        {
            if (kernel.Chunks == 0)
            {
                var (units, grain) = kernel.Kernel.Domain == Domain.Units
                    ? (Units(kernel), Text(kernel.Grain))
                    : ("frame.Batch", kernel.Grain == 1 ? "1" : $"frame.Grain(prefer: {kernel.Grain})");
                writer.Line($"frame.Executor.Run(this, {units}, grain: {grain});");
                return;
            }

            writer.Line($"var grain = {RunOfChunk(kernel)};");
            writer.Line("frame.Executor.Run(this, frame.Batch, grain);");
            writer.Line("var chunks = frame.Chunks(grain);");
            foreach (var partial in kernel.Partials)
            {
                var node = _graph.Nodes[partial.Node];
                var op = (ReductionOperator)node.Operator;
                var site = new KernelScope(schedule, constants, words, "0", "frame.Batch").Site(node, words.Address(partial.Node), "frame.Batch");
                string[] arguments =
                    [words.Partials(partial), "chunks", Text(partial.Size), words.Address(partial.Node), .. op.CombineArguments(site)];
                EmitOnRequest(writer, IsOnRequest(kernel, partial.Node), () => writer.Call($"{op.Combine}(", arguments, ");"));
            }
        }
    }

    private static string RunOfChunk(ScheduledKernel kernel) =>
        kernel.Grain == 1 ? $"frame.Grain(chunks: {kernel.Chunks})" : $"frame.Grain(prefer: {kernel.Grain}, chunks: {kernel.Chunks})";

    private static bool IsOnRequest(ScheduledKernel kernel, int node) => kernel.Kernel.Steps.First(s => s.Nodes.Contains(node)).OnRequest;

    private string Units(ScheduledKernel kernel)
    {
        var node = _graph.Nodes[kernel.Kernel.Steps[0].Nodes[0]];
        return Text(((UnitOperator)node.Operator).Units(_graph.InputTypes(node)));
    }

    private void EmitRun(SourceWriter writer, KernelWords words)
    {
        var kernel = words.Kernel;
        var scope = kernel.MicroBatch switch
        {
            0 => new KernelScope(schedule, constants, words, "first", "count"),
            1 => new KernelScope(schedule, constants, words, "sample", "1"),
            _ => new KernelScope(schedule, constants, words, "sample", "samples"),
        };
        scope.Declare(writer, scope.Shared);
        if (kernel.Chunks > 0)
        {
            writer.Line($"var chunk = first / {RunOfChunk(kernel)};");
        }

        foreach (var partial in kernel.Partials)
        {
            var local = scope.PartialName(partial.Node);
            var offset = partial.Size == 1 ? "chunk" : $"chunk * {Text(partial.Size)}L";
            writer.Statement($"var {local} = ", $"{words.Partials(partial)}.From({offset});");
            writer.Line($"{local}.Span({Text(partial.Size)}).Clear();");
        }

        if (kernel.MicroBatch == 0)
        {
            scope.Declare(writer, scope.Moving);
            writer.Line();
            EmitSteps(writer, kernel, scope);
            return;
        }

        writer.Line();
        var next = kernel.MicroBatch == 1 ? "sample++" : $"sample += {kernel.MicroBatch}";
        using (writer.Block($"for (var sample = first; sample < first + count; {next})"))
        {
            if (kernel.MicroBatch > 1)
            {
                writer.Line($"var samples = global::System.Math.Min({kernel.MicroBatch}, first + count - sample);");
            }

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
            var emit = schedule.GoesApart(kernel, step)
                ? (Action)(() => EmitApart(writer, step, scope.Apart(step)))
                : () => EmitStep(writer, step, scope);
            EmitOnRequest(writer, step.OnRequest && !allOnRequest, emit, step != kernel.Kernel.Steps.Last());
        }
    }

    /// <summary>A step that goes sample by sample though its kernel takes several at once.</summary>
    private void EmitApart(SourceWriter writer, Step step, KernelScope scope)
    {
        using (writer.Block("for (var sample = first; sample < first + count; sample++)"))
        {
            scope.Declare(writer, scope.Moving);
            writer.Line();
            EmitStep(writer, step, scope);
        }
    }

    private void EmitStep(SourceWriter writer, Step step, KernelScope scope)
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
        var (method, sizes) = ElementwiseCall.Of(_graph, step, node, count);
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
}
