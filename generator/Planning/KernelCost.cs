using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Planning;

/// <summary>What a kernel costs for one sample, by which the choice of what is fused can be judged.</summary>
/// <param name="Operations">Floating-point operations; a multiplication with an addition counts as two.</param>
/// <param name="Read">Bytes that it reads of each sample's values in the arena.</param>
/// <param name="Written">Bytes that it writes there.</param>
/// <param name="Shared">Bytes of weights and other numbers that exist once, which it reads for all samples together.</param>
/// <param name="InRegisters">Bytes that never leave the registers, because they are used where they are computed.</param>
/// <param name="InCache">Bytes that lie in the worker's scratch memory between two passes.</param>
internal sealed record KernelCost(long Operations, long Read, long Written, long Shared, long InRegisters, long InCache)
{
    /// <summary>Operations for each byte of the arena that is read or written.</summary>
    public double Intensity => Operations / Math.Max(1.0, Read + Written);

    public static KernelCost Of(Schedule schedule, ScheduledKernel kernel)
    {
        var graph = schedule.Graph;
        Node[] nodes = [.. kernel.Kernel.Steps.SelectMany(s => s.Nodes).Select(id => graph.Nodes[id])];
        var own = new HashSet<int>(nodes.Select(n => n.Id));
        Node[] inputs = [.. nodes.SelectMany(n => n.Inputs).Select(graph.Root).Distinct().Select(id => graph.Nodes[id])];
        long Bytes(IEnumerable<Node> values, Func<Node, Region, bool> holds) =>
            values.Where(n => holds(n, schedule.Places[n.Id].Region)).Sum(n => 4 * n.Type.Shape.Count);
        return new(
            nodes.Sum(n => Work(graph, n)),
            Bytes(inputs, (n, region) => region == Region.Samples && !own.Contains(n.Id)),
            Bytes(nodes, (_, region) => region == Region.Samples),
            Bytes(inputs, (n, region) => !n.Type.Batched && region != Region.None && !own.Contains(n.Id)),
            Bytes(nodes, (n, region) => n.Type.Batched && region == Region.None),
            Bytes(nodes, (_, region) => region is Region.Scratch or Region.Chain));
    }

    private static long Work(Graph.Graph graph, Node node) => node.Operator switch
    {
        ElementwiseOperator op => node.Type.Shape.Count * Calls(op.Form([.. Enumerable.Range(0, node.Inputs.Count).Select(Scalar.Input)])),
        _ => 2 * node.Operator.MultiplyAdds(graph.InputTypes(node)),
    };

    private static long Calls(Scalar form) =>
        form is ScalarCall call ? 1 + new[] { call.A, call.B, call.C }.OfType<Scalar>().Sum(Calls) : 0;
}
