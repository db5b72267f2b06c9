using System.Globalization;
using NetGen.Emit;
using NetGen.Emit.Cpu;
using NetGen.Fusion;
using NetGen.Operators;
using NetGen.Planning;
using NetGen.Shapes;

namespace NetGen.Explain;

/// <summary>What was fused and what was not: kernels, their steps, and why each ends where it ends.</summary>
internal sealed class FusionText(CompiledProgram program, ValueNames names)
{
    private readonly Graph.Graph _graph = program.Schedule.Graph;
    private readonly string[] _order = [.. program.Schedule.Fused.Kernels.Select(k => k.Name)];
    private readonly KernelSummary _formulas = new(program.Schedule, id => names[id]);

    public IEnumerable<string> Lines()
    {
        var schedule = program.Schedule;
        var computed = _graph.Nodes.Count(n => n.Operator is not (SourceOperator or ViewOperator));
        yield return $"{computed} operators in {program.Schedule.Fused.Kernels.Count} kernels.";
        var phases = new[] { ("prepare", schedule.Prepare), ("forward", schedule.Forward), ("backward", schedule.Backward) };
        foreach (var (title, kernels) in phases)
        {
            foreach (var kernel in kernels)
            {
                yield return "";
                yield return $"[{Array.IndexOf(_order, kernel.Kernel.Name)}] {kernel.Kernel.Name}  ({title}; {Split(kernel)})";
                yield return $"    begins here: {kernel.Kernel.Reason}.";
                foreach (var line in kernel.Kernel.Steps.SelectMany(Step).Concat(_formulas.Of(kernel).Select(f => "      " + f)))
                {
                    yield return line;
                }

                yield return "    a sample costs " + Cost(KernelCost.Of(schedule, kernel));
                if (kernel.Kernel.Note.Length > 0)
                {
                    yield return "    not fused further: " + kernel.Kernel.Note;
                }
            }
        }
    }

    /// <summary>One pass over the data; what follows the arrow is computed while the results are in registers.</summary>
    private IEnumerable<string> Step(Step step)
    {
        var words = step.Nodes.Select(id => $"{_graph.Nodes[id].Operator.Name} %{id} ({_graph.Nodes[id].Origin})");
        yield return $"    pass: {string.Join(" → ", words)}{(step.OnRequest ? "  (only for input gradients)" : "")}";
    }

    private static string Cost(KernelCost cost)
    {
        static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
        static string Kibibytes(long bytes) => (bytes / 1024.0).ToString("N1", CultureInfo.InvariantCulture) + " KiB";
        var saved = (cost.InRegisters > 0 ? $"; {Kibibytes(cost.InRegisters)} stay in registers" : "")
            + (cost.InCache > 0 ? $"; {Kibibytes(cost.InCache)} stay in the cache" : "");
        return $"{Number(cost.Operations)} operations; {Kibibytes(cost.Read)} read and {Kibibytes(cost.Written)} written, "
            + $"{cost.Intensity.ToString("N1", CultureInfo.InvariantCulture)} operations a byte{saved}"
            + (cost.Shared > 0 ? $"; all together read {Kibibytes(cost.Shared)} that exist once." : ".");
    }

    private string Split(ScheduledKernel kernel) => kernel.Kernel.Domain switch
    {
        _ when program.Schedule.ChainOf(kernel) is { } chain =>
            $"sample by sample, in a chain from {program.Schedule.Forward[chain.First].Kernel.Name} "
            + $"to {program.Schedule.Forward[chain.First + chain.Count - 1].Kernel.Name}",
        Domain.Once => "numbers that exist once",
        Domain.Units => $"by units of the operator, {kernel.Grain} a run",
        _ when kernel.Chunks > 0 => $"by samples, in at most {kernel.Chunks} parts"
            + (kernel.Grain > 1 ? $" of at least {kernel.Grain}" : "") + " that are added up" + MicroBatch(kernel),
        _ => $"by samples, {kernel.Grain} a run" + MicroBatch(kernel),
    };

    private static string MicroBatch(ScheduledKernel kernel) => kernel.MicroBatch switch
    {
        0 => "",
        1 => ", all passes on one sample before the next",
        _ => $", all passes on {kernel.MicroBatch} samples before the next",
    };
}
