using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>A kernel in mathematics, with shapes: one line a result.</summary>
internal sealed class KernelSummary(Schedule schedule, Func<int, string> nameOf)
{
    private readonly Graph.Graph _graph = schedule.Graph;

    public IEnumerable<string> Of(ScheduledKernel kernel) => kernel.Kernel.Steps.SelectMany(Of);

    /// <summary>The summary, and the remarks if there is anything to remark.</summary>
    public void Write(SourceWriter writer, KernelWords words)
    {
        writer.Line("/// <summary>");
        foreach (var formula in Of(words.Kernel))
        {
            writer.Doc(formula);
        }

        writer.Line("/// </summary>");
        if (words.IsShared)
        {
            writer.Doc(
                $"<remarks>Does its work in {words.Kernels.Count} places of equal shapes; "
                + "each launch says where the values of one lie.</remarks>",
                "");
        }
        else if (words.Kernel.Kernel.Note.Length > 0)
        {
            writer.Doc($"<remarks>{words.Kernel.Kernel.Note}</remarks>", "");
        }
    }

    /// <summary>One formula for each value that outlives its step.</summary>
    private IEnumerable<string> Of(Step step) =>
        from id in step.Nodes
        let node = _graph.Nodes[id]
        where schedule.Places[id].Region != Region.None || node.Operator is ReductionOperator
        select $"{nameOf(id)}[{node.Type.Shape}] = {Formula(step, id)}.";

    /// <summary>A node in terms of what comes into its step.</summary>
    private string Formula(Step step, int id)
    {
        var node = _graph.Nodes[id];
        if (node.Operator is ViewOperator && step.Nodes.Contains(_graph.Root(id)))
        {
            return Formula(step, _graph.Root(id));
        }

        return step.Nodes.Contains(id)
            ? $"{Identifiers.Camel(node.Operator.Name)}({string.Join(", ", node.Inputs.Select(i => Formula(step, i)))})"
            : node.Operator is ConstantSource constant ? ScalarText.Number(constant.Value) : nameOf(_graph.Root(id));
    }
}
