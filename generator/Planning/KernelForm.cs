using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>
/// What a kernel does, whatever it does it to: kernels of equal form differ in nothing but where their values lie, and one
/// struct serves them all.
/// </summary>
/// <param name="Parts">Operators, types, kinds of memory and how the work is cut, in the order of the steps.</param>
internal sealed record KernelForm(EquatableArray<object> Parts)
{
    /// <summary>A kernel's form, and the kernel's values in the order in which the form counts them.</summary>
    public static KernelForm Of(Schedule schedule, ScheduledKernel kernel, out IReadOnlyList<int> values)
    {
        var (graph, known) = (schedule.Graph, new List<int>());
        var parts = new List<object> { kernel.Kernel.Domain, kernel.MicroBatch, kernel.Grain, kernel.Chunks, kernel.OperatorScratch };
        foreach (var step in kernel.Kernel.Steps)
        {
            parts.Add(step.OnRequest);
            foreach (var node in step.Nodes.Select(id => graph.Nodes[id]))
            {
                parts.Add(node.Operator);
                foreach (var id in node.Inputs.Append(node.Id))
                {
                    parts.Add(graph.Nodes[id].Type);
                    AddValue(graph.Root(id));
                }
            }
        }

        foreach (var partial in kernel.Partials)
        {
            parts.Add(partial.Size);
            AddValue(partial.Node);
        }

        values = known;
        return new(parts.ToEquatableArray());

        void AddValue(int id)
        {
            var number = known.IndexOf(id);
            parts.Add(number);
            if (number < 0)
            {
                known.Add(id);
                AddMemory(graph.Nodes[id], schedule.Places[id]);
            }
        }

        void AddMemory(Node node, Place place)
        {
            parts.Add(node.Type);
            parts.Add(place.Region);
            parts.Add(place switch
            {
                { Region: Region.Scratch } => place.Offset + (place.Part?.Start ?? 0),
                { Part: { } part } => graph.Nodes[part.Of].Type.Shape.Count,
                _ => 0L,
            });
            if (node.Operator is ConstantSource)
            {
                parts.Add(node.Operator);
            }
        }
    }
}
