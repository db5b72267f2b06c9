using NetGen.Declaration;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Autodiff;

/// <summary>
/// Forward values that the backward pass computes again instead of finding them in memory: those within blocks that the user
/// names, and cheap ones that nobody else keeps (<see cref="CheapValues"/>). They are computed by the same operators from the
/// same numbers, so every bit is the same. What exists once, batch statistics above all, is small and is kept.
/// </summary>
internal sealed class Recomputation
{
    private readonly TrainingGraph _training;
    private readonly GraphBuilder _builder = new();
    private readonly bool[] _isAgain;
    private readonly NodeValue[] _new;
    private readonly NodeValue?[] _again;

    private Recomputation(TrainingGraph training, IReadOnlyList<string> blocks)
    {
        _training = training;
        _isAgain = InBlocks(training, blocks);
        new CheapValues(training).AddTo(_isAgain);
        _new = new NodeValue[_isAgain.Length];
        _again = new NodeValue?[_isAgain.Length];
    }

    /// <summary>Rewrites a training graph; <paramref name="blocks"/> are the members whose values are not kept.</summary>
    public static TrainingGraph Rewrite(TrainingGraph training, IReadOnlyList<string> blocks) => new Recomputation(training, blocks).Run();

    /// <summary>The values of each block that nothing after it reads in the forward pass.</summary>
    private static bool[] InBlocks(TrainingGraph training, IReadOnlyList<string> blocks)
    {
        var graph = training.Graph;
        var isWithin = new bool[graph.Nodes.Count];
        foreach (var block in blocks)
        {
            var members = graph.Nodes.Where(n => n.Id < training.ForwardCount && n.Type.Batched
                && n.Operator is not SourceOperator && LayerNames.Covers(block, n.Origin)).ToArray();
            var read = graph.Nodes.Where(n => n.Id < training.ForwardCount && !LayerNames.Covers(block, n.Origin)).SelectMany(n => n.Inputs)
                .Concat(graph.Outputs).Concat(training.Outputs).Select(graph.Root);
            var results = new HashSet<int>(read);
            foreach (var member in members.Where(n => !results.Contains(graph.Root(n.Id))))
            {
                isWithin[member.Id] = true;
            }
        }

        return isWithin;
    }

    private TrainingGraph Run()
    {
        var nodes = _training.Graph.Nodes;
        foreach (var node in nodes)
        {
            if (node.Id >= _training.ForwardCount)
            {
                Ahead(node);
            }

            Value[] inputs = [.. node.Inputs.Select(i => Now(node.Id, i))];
            _builder.Origin = node.Origin;
            _new[node.Id] = _builder.Add(node.Operator, inputs);
        }

        foreach (var update in _training.Graph.Updates)
        {
            _builder.Update(_new[update.Buffer], _new[update.NewValue]);
        }

        var kept = _training.Graph.Outputs.Concat(_training.ParameterGradients.Concat(_training.InputGradients).Select(g => g.Node));
        var graph = _builder.Build(kept.Select(id => (Value)_new[id]), out var renumbered);
        graph = graph with { Outputs = graph.Outputs.Take(_training.Graph.Outputs.Count).ToEquatableArray() };
        var rewritten = _training.Renumbered(graph, [.. _new.Select(n => renumbered[n.Id])]);
        return rewritten with
        {
            Again = _again.OfType<NodeValue>().Select(n => renumbered[n.Id]).Where(id => id >= 0).OrderBy(id => id).ToEquatableArray(),
        };
    }

    /// <summary>
    /// Two gradients of one node follow one another. What the second wants is there before the first, so that a third that joins
    /// the first one's loops can have it too.
    /// </summary>
    private void Ahead(Node node)
    {
        var next = node.Id + 1 < _training.Graph.Nodes.Count ? _training.Graph.Nodes[node.Id + 1] : node;
        if (next.Origin == node.Origin && !next.Inputs.Contains(node.Id))
        {
            foreach (var input in next.Inputs.Where(i => _isAgain[i]))
            {
                Again(input);
            }
        }
    }

    /// <summary>What a node reads for an old input: the backward pass what it computes again.</summary>
    private NodeValue Now(int reader, int input) => reader >= _training.ForwardCount && _isAgain[input] ? Again(input) : _new[input];

    private NodeValue Again(int id)
    {
        if (_again[id] is { } known)
        {
            return known;
        }

        var node = _training.Graph.Nodes[id];
        Value[] inputs = [.. node.Inputs.Select(i => _isAgain[i] ? Again(i) : _new[i])];
        _builder.Origin = node.Origin;
        var added = _builder.Add(node.Operator, inputs);
        _again[id] = added;
        return added;
    }
}
