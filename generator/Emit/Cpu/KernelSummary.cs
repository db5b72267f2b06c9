using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>A kernel in one line of mathematics, with shapes.</summary>
internal sealed class KernelSummary(Schedule schedule, ValueNames names)
{
    private readonly Graph.Graph _graph = schedule.Graph;

    public string Of(ScheduledKernel kernel) => string.Join("; ", kernel.Kernel.Steps.Select(Of)) + ".";

    private string Of(Step step)
    {
        var last = _graph.Nodes[step.Nodes[step.Nodes.Count - 1]];
        return $"{names[last.Id]}[{last.Type.Shape}] = {Formula(step, last.Id)}";
    }

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
            : node.Operator is ConstantSource constant ? ScalarText.Number(constant.Value) : names[id];
    }
}
