using NetGen.Emit.Cpu;
using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit.Ilgpu;

/// <summary>
/// Emits one kernel for a device: a method that gives the device's queue one step after the other, each over the whole batch. The
/// calls are those of the processor's kernel, to methods of the same names; scratch memory is the queue's own affair.
/// </summary>
internal sealed class KernelEmitter(Schedule schedule, ProgramConstants constants, FunctorEmitter functors) : IKernelEmitter
{
    private readonly Graph.Graph _graph = schedule.Graph;

    public void Emit(SourceWriter writer, KernelWords words)
    {
        new KernelSummary(schedule, node => words[node]).Write(writer, words);
        writer.Packed($"private static void {words.Name}(", ["in Frame frame", .. words.Parameters()], ")");
        using (writer.Block(""))
        {
            var kernel = words.Kernel;
            var count = kernel.Kernel.Domain switch
            {
                Domain.Samples => "frame.Batch",
                Domain.Units => Units(kernel),
                _ => "1",
            };
            var scope = new KernelScope(schedule, constants, words, "0", count);
            scope.Declare(writer, [.. scope.Shared, .. scope.Moving]);
            foreach (var partial in kernel.Partials)
            {
                writer.Statement($"var {SumName(scope, partial.Node)} = ", $"{Sums(words, partial)};");
            }

            writer.Line();
            EmitSteps(writer, words, scope);
        }
    }

    public void Launch(SourceWriter writer, KernelWords words, ScheduledKernel use) =>
        writer.Packed($"{words.Name}(", words.Arguments(use), ");");

    public void Set(SourceWriter writer, string address, string number) => writer.Line($"frame.Queue.Fill({address}, 1, {number});");

    public void Copy(SourceWriter writer, string from, string to, string count) =>
        writer.Call("frame.Queue.Copy(", [from, to, count], ");");

    private void EmitSteps(SourceWriter writer, KernelWords words, KernelScope scope)
    {
        var steps = words.Kernel.Kernel.Steps.Where(s => !IsUnread(s)).ToArray();
        var allOnRequest = steps.All(s => s.OnRequest);
        foreach (var step in steps)
        {
            if (!step.OnRequest || allOnRequest)
            {
                EmitStep(writer, words, step, scope);
                continue;
            }

            using (writer.Block("if (frame.InputGradients)"))
            {
                EmitStep(writer, words, step, scope);
            }

            if (step != steps.Last())
            {
                writer.Line();
            }
        }
    }

    private void EmitStep(SourceWriter writer, KernelWords words, Step step, KernelScope scope)
    {
        var node = _graph.Nodes[step.Nodes[0]];
        if (node.Operator is ElementwiseOperator)
        {
            EmitElementwise(writer, step, node, functors.Create(step, scope.Name, "0"), scope.Count);
            return;
        }

        var target = node.Operator is ReductionOperator ? SumName(scope, node.Id) : scope.Name(node.Id);
        var site = scope.Site(node, target, scope.Count);
        var call = node.Operator switch
        {
            SampleOperator op => op.Kernel(site),
            ReductionOperator op => op.Kernel(site),
            UnitOperator op => op.Kernel(site),
            _ => throw new InvalidOperationException($"{node.Operator.Name} is not a kind of kernel."),
        };
        var arguments = call.Arguments.Where(a => a != site.Scratch).ToList();
        if (node.Operator is SampleOperator { TakesEpilogue: true })
        {
            arguments.Add(step.Nodes.Count == 1 ? $"new Store({target})" : functors.Create(step, scope.Name, "0"));
        }

        writer.Call($"{call.Method}(", ["frame.Queue", .. arguments], ");");
        if (words.Kernel.Partials.FirstOrDefault(p => p.Node == node.Id) is { } partial && !IsPlainSum(partial.Node))
        {
            var op = (ReductionOperator)node.Operator;
            string[] rest = ["1", Text(partial.Size), words.Address(node.Id), .. op.CombineArguments(site)];
            writer.Call($"{op.Combine}(", ["frame.Queue", target, .. rest], ");");
        }
    }

    private void EmitElementwise(SourceWriter writer, Step step, Node node, string functor, string count)
    {
        var (method, sizes) = ElementwiseCall.Of(_graph, step, node, count);
        writer.Call($"Elementwise.{method}(", ["frame.Queue", functor, .. sizes], ");");
    }

    /// <summary>Where a sum over the batch goes: there is one partial result, and mostly that is the sum.</summary>
    private string Sums(KernelWords words, Partial partial) =>
        IsPlainSum(partial.Node) ? words.Address(partial.Node) : words.Partials(partial);

    private string SumName(KernelScope scope, int node) => IsPlainSum(node) ? scope.Name(node) : scope.PartialName(node);

    private bool IsPlainSum(int node) => _graph.Nodes[node].Operator is ReductionOperator { Combine: "Reduction.Sum" };

    /// <summary>Whether a call's result is used by nobody.</summary>
    private bool IsUnread(Step step) =>
        step.Nodes.Count == 1 && _graph.Nodes[step.Nodes[0]].Operator is SampleOperator
        && schedule.Places[step.Nodes[0]].Region == Region.None;

    private string Units(ScheduledKernel kernel)
    {
        var node = _graph.Nodes[kernel.Kernel.Steps[0].Nodes[0]];
        return Text(((UnitOperator)node.Operator).Units(_graph.InputTypes(node)));
    }
}
