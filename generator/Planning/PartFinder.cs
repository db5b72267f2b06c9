using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>
/// Finds values that can lie inside others, so that nothing is copied: what is put side by side, if along the first axis, is made
/// where it belongs; a run of a value's elements is read where it lies. The samples of such a part lie as far apart as the whole's,
/// so whatever touches it goes sample by sample; where a kernel is at its best with several samples at once, the value is copied.
/// </summary>
internal sealed class PartFinder
{
    /// <summary>With fewer floats a sample, copying costs less than going sample by sample.</summary>
    private const int FewestFloats = 64;

    private readonly FusedGraph _fused;
    private readonly Graph.Graph _graph;
    private readonly HashSet<int> _kept;
    private readonly bool[] _isWholeRun;
    private readonly Dictionary<int, Part> _parts = [];

    private PartFinder(FusedGraph fused, HashSet<int> kept)
    {
        (_fused, _graph, _kept) = (fused, fused.Graph, kept);
        _isWholeRun = new bool[_graph.Nodes.Count];
        foreach (var kernel in fused.Kernels)
        {
            var takesSeveral = kernel.Domain != Domain.Samples || kernel.Steps.Any(s => TakesSeveral(_graph, s));
            var bound = takesSeveral ? kernel.Steps.Where(s => kernel.Domain != Domain.Samples || _graph.Nodes[s.Nodes[0]].Operator.IsHeavy) : [];
            foreach (var step in bound)
            {
                foreach (var id in step.Nodes.SelectMany(n => _graph.Nodes[n].Inputs.Append(n)))
                {
                    _isWholeRun[_graph.Root(id)] = true;
                }
            }
        }
    }

    /// <summary>
    /// The parts, and the kernels without the steps that have nothing left to do. Values that are <paramref name="kept"/> for the
    /// caller lie by themselves.
    /// </summary>
    public static (FusedGraph Fused, IReadOnlyDictionary<int, Part> Parts) Find(FusedGraph fused, HashSet<int> kept) =>
        new PartFinder(fused, kept).Run();

    /// <summary>Whether a step's call wants more samples at a time than one, or than some.</summary>
    public static bool TakesSeveral(Graph.Graph graph, Step step, int than = 1) =>
        graph.Nodes[step.Nodes[0]] is { Operator: SampleOperator { IsHeavy: true } op } node
        && op.PreferredSamples(graph.InputTypes(node)) > than;

    /// <summary>Whether an operand of a concatenation is made in its place there.</summary>
    public static bool LiesIn(Graph.Graph graph, Node concat, int input, Func<int, Part?> partOf)
    {
        var outer = partOf(concat.Id) ?? new(concat.Id, 0);
        var before = concat.Inputs.Take(input).Sum(i => graph.Nodes[i].Type.Shape.Count);
        return partOf(concat.Inputs[input]) == outer with { Start = outer.Start + before };
    }

    private (FusedGraph Fused, IReadOnlyDictionary<int, Part> Parts) Run()
    {
        foreach (var node in _graph.Nodes.Where(n => n.Type.Batched))
        {
            if (node.Operator is Concat concat && Slice.Outer(node.Type.Shape, concat.Axis) == 1)
            {
                TakeIn(node);
            }
            else if (node.Operator is Slice { Step: 1 } slice && Slice.Outer(node.Type.Shape, slice.Axis) == 1 && CanBePart(node.Id))
            {
                var shape = _graph.Nodes[node.Inputs[0]].Type.Shape;
                _parts.Add(node.Id, new(_graph.Root(node.Inputs[0]), slice.Start * (shape.Count / shape[slice.Axis])));
            }
        }

        var flat = _parts.Keys.ToDictionary(id => id, Flat);
        var kernels = _fused.Kernels
            .Select(k => k with { Steps = k.Steps.Where(s => !IsDone(_graph.Nodes[s.Nodes[0]], flat)).ToEquatableArray() })
            .Where(k => k.Steps.Count > 0);
        return (_fused with { Kernels = kernels.ToEquatableArray() }, flat);
    }

    /// <summary>Has each operand of a concatenation made where it belongs, unless something keeps it apart.</summary>
    private void TakeIn(Node concat)
    {
        var start = 0L;
        foreach (var input in concat.Inputs)
        {
            var root = _graph.Root(input);
            if (_graph.Nodes[root].Operator is not SourceOperator && !_parts.ContainsKey(root) && CanBePart(root))
            {
                _parts.Add(root, new(concat.Id, start));
            }

            start += _graph.Nodes[input].Type.Shape.Count;
        }
    }

    private bool CanBePart(int id) =>
        _graph.Nodes[id].Type is { Batched: true, Shape.Count: >= FewestFloats } && !_kept.Contains(id) && !_isWholeRun[id];

    /// <summary>Whether a step has nothing to do: all that it would copy lies there already.</summary>
    private bool IsDone(Node node, IReadOnlyDictionary<int, Part> parts)
    {
        Part? PartOf(int id) => parts.TryGetValue(_graph.Root(id), out var part) ? part : null;
        return node.Operator switch
        {
            Slice => parts.ContainsKey(node.Id),
            Concat => Enumerable.Range(0, node.Inputs.Count).All(i => LiesIn(_graph, node, i, PartOf)),
            _ => false,
        };
    }

    /// <summary>A part of a part is a part of the whole.</summary>
    private Part Flat(int id)
    {
        var part = _parts[id];
        while (_parts.TryGetValue(part.Of, out var outer))
        {
            part = new(outer.Of, outer.Start + part.Start);
        }

        return part;
    }
}
