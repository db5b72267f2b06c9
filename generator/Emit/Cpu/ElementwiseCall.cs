using NetGen.Fusion;
using NetGen.Graph;
using static NetGen.Emit.Numbers;

namespace NetGen.Emit.Cpu;

/// <summary>Which way an elementwise pass goes over its tensor, by the axis that its per-channel operands run along.</summary>
internal static class ElementwiseCall
{
    /// <summary>The method of <c>Elementwise</c>, and its arguments behind the functor.</summary>
    public static (string Method, string[] Sizes) Of(Graph.Graph graph, Step step, Node node, string count)
    {
        var shape = node.Type.Shape;
        return ElementwiseAxis.Of(graph, step) switch
        {
            0 => ("Channels", [count, Text(shape.Channels), Text(shape.Inner)]),
            -1 => ("Features", [Times(count, shape.Count / shape.Last), Text(shape.Last)]),
            ElementwiseAxis.Whole => ("Features", [count, Text(shape.Count)]),
            _ => ("Flat", [Times(node.Type.Batched ? count : "1", shape.Count)]),
        };
    }

    private static string Times(string count, long size) => count == "1" ? Text(size) : size == 1 ? count : $"{count} * {Text(size)}";
}
