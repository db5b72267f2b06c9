using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Conformance.Engines;

/// <summary>Computes a graph node by node, by each operator's own definition in double. Slow and obviously right.</summary>
internal sealed class Interpreter(Graph.Graph graph, int batch)
{
    private readonly double[]?[] _values = new double[graph.Nodes.Count][];

    /// <summary>What comes from outside, by source.</summary>
    public required Func<SourceOperator, double[]> Source { get; init; }

    /// <summary>Training steps done before, for operators that draw random numbers (seed 0).</summary>
    public long Step { get; init; }

    public double[] this[int node] => _values[node]!;

    public Interpreter Run()
    {
        foreach (var node in graph.Nodes)
        {
            _values[node.Id] = node.Operator is SourceOperator source ? Given(source) : Compute(node);
        }

        return this;
    }

    private double[] Given(SourceOperator source) => source is ConstantSource constant ? [constant.Value] : Source(source);

    private double[] Compute(Node node)
    {
        var types = node.Inputs.Select(i => graph.Nodes[i].Type).ToArray();
        var evaluation = new Evaluation(types, [.. node.Inputs.Select(i => this[i])], node.Type, batch, seed: 0, Step);
        node.Operator.Evaluate(evaluation);
        return evaluation.Output;
    }
}
