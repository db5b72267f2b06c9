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
