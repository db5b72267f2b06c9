using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Autodiff;

/// <summary>
/// Reverse-mode differentiation: walks the forward graph backwards, asks each operator for its gradient and sums where a
/// value was used more than once. What it makes is ordinary graph, so every later pass treats it as such.
/// </summary>
internal sealed class Differentiation
{
    private readonly GraphBuilder _builder = new();
    private readonly Graph.Graph _forward;
    private readonly bool _hasLoss;
    private readonly NodeValue[] _new;
    private readonly NodeValue?[] _saved;
    private readonly bool[] _needed;
    private readonly bool _isPartlyFrozen;
    private readonly NodeValue?[] _gradients;

    private Differentiation(Graph.Graph forward, bool hasLoss)
    {
        _forward = forward;
        _hasLoss = hasLoss;
        _new = new NodeValue[forward.Nodes.Count];
        _saved = new NodeValue?[forward.Nodes.Count];
        _needed = new bool[forward.Nodes.Count];

        // Gradients of inputs would lead through all that is frozen.
        _isPartlyFrozen = forward.Nodes.Any(n => n.Operator is ParameterSource { IsFrozen: true });
        _gradients = new NodeValue?[forward.Nodes.Count];
    }

    /// <summary>Appends the backward graph. With a loss, it is the last output of <paramref name="forward"/>.</summary>
    /// <exception cref="NoGradientException">An operator on the way to a parameter has no gradient.</exception>
    public static TrainingGraph Differentiate(Graph.Graph forward, bool hasLoss) => new Differentiation(forward, hasLoss).Run();

    private TrainingGraph Run()
    {
        CopyForward();
        var forwardNodes = _builder.Nodes.Count;
        Seed();
        for (var id = _forward.Nodes.Count - 1; id >= 0; id--)
        {
            var node = _forward.Nodes[id];
            if (_needed[id] && _gradients[id] is { } gradient && node.Operator is not SourceOperator)
            {
                _builder.Origin = node.Origin;
                Differentiate(node, gradient);
            }
        }

        return Finish(forwardNodes);
    }

    private void Differentiate(Node node, NodeValue gradient)
    {
        try
        {
            node.Operator.Differentiate(new NodeGradient(this, node, gradient));
        }
        catch (ShapeException none)
        {
            throw new NoGradientException(node.Origin, none);
        }
    }

    private void CopyForward()
    {
        foreach (var node in _forward.Nodes)
        {
            _builder.Origin = node.Origin;
            Value[] inputs = [.. node.Inputs.Select(i => _new[i])];
            _new[node.Id] = _builder.Add(node.Operator, inputs);
            _saved[node.Id] = node.Operator.SavedForBackward is { } saved ? _builder.Add(saved, inputs) : null;
            _needed[node.Id] = node.Operator switch
            {
                ParameterSource parameter => !parameter.IsBuffer && !parameter.IsFrozen,
                InputSource input => input.Type.Kind == ElementKind.Float32 && !_isPartlyFrozen,
                _ => node.Type.Kind == ElementKind.Float32 && node.Inputs.Any(i => _needed[i]),
            };
        }

        foreach (var update in _forward.Updates)
        {
            _builder.Update(_new[update.Buffer], _new[update.NewValue]);
        }
    }

    private void Seed()
    {
        for (var index = 0; index < _forward.Outputs.Count; index++)
        {
            var output = _forward.Outputs[index];
            _builder.Origin = _forward.Nodes[output].Origin;
            if (!_hasLoss)
            {
                Accumulate(output, _builder.Add(new OutputGradientSource(index, _forward.Nodes[output].Type)));
            }
            else if (index == _forward.Outputs.Count - 1)
            {
                Accumulate(output, _builder.Add(new ConstantSource(1)));
            }
        }
    }

    private void Accumulate(int node, NodeValue gradient) =>
        _gradients[node] = _gradients[node] is { } sum ? _builder.Add(new Add(), sum, gradient) : gradient;

    private TrainingGraph Finish(int forwardNodes)
    {
        var parameters = SourcesWithGradient(op => op is ParameterSource { IsBuffer: false });
        var inputs = SourcesWithGradient(op => op is InputSource);
        GiveEachItsOwnPlace([.. parameters, .. inputs], forwardNodes);
        var trained = _forward.Outputs.Select(o => (Value)_new[o]).Concat(parameters.Select(p => (Value)_gradients[p]!)).ToArray();
        var graph = _builder.Build([.. trained, .. inputs.Select(i => (Value)_gradients[i]!)], out var number);
        var essential = Reachable(graph, trained.Select(t => number[((NodeValue)t).Id]));
        var outputs = _forward.Outputs.Take(_hasLoss ? _forward.Outputs.Count - 1 : _forward.Outputs.Count);
        return new(
            graph with { Outputs = graph.Outputs.Take(_forward.Outputs.Count).ToEquatableArray() },
            Enumerable.Range(0, forwardNodes).Count(id => number[id] >= 0),
            outputs.Select(o => number[_new[o].Id]).ToEquatableArray(),
            _hasLoss ? number[_new[_forward.Outputs[_forward.Outputs.Count - 1]].Id] : null,
            parameters.Select(p => new GradientNode(((ParameterSource)_forward.Nodes[p].Operator).Index, number[_gradients[p]!.Id]))
                .ToEquatableArray(),
            inputs.Select(i => new GradientNode(((InputSource)_forward.Nodes[i].Operator).Index, number[_gradients[i]!.Id]))
                .ToEquatableArray(),
            Enumerable.Range(0, _gradients.Length)
                .Where(id => number[_new[id].Id] >= 0 && _gradients[id] is { } g && number[g.Id] >= 0)
                .Select(id => new GradientNode(number[_new[id].Id], number[_gradients[id]!.Id])).ToEquatableArray(),
            graph.Nodes.Where(n => !essential[n.Id] && n.Operator is not SourceOperator).Select(n => n.Id).ToEquatableArray());
    }

    private int[] SourcesWithGradient(Func<Operator, bool> kind) =>
        [.. _forward.Nodes.Where(n => kind(n.Operator) && _gradients[n.Id] is not null).Select(n => n.Id)];

    private void GiveEachItsOwnPlace(IEnumerable<int> sources, int forwardNodes)
    {
        var taken = new HashSet<int>();
        foreach (var source in sources)
        {
            var gradient = _gradients[source]!;
            if (!taken.Add(gradient.Id) || gradient.Id < forwardNodes
                || _builder.Nodes[gradient.Id].Operator is SourceOperator or ViewOperator)
            {
                _builder.Origin = _forward.Nodes[source].Origin;
                _gradients[source] = _builder.Add(new Copy(), gradient);
            }
        }
    }

    private static bool[] Reachable(Graph.Graph graph, IEnumerable<int> roots)
    {
        var reached = new bool[graph.Nodes.Count];
        foreach (var root in roots.Concat(graph.Updates.Select(u => u.NewValue)))
        {
            reached[root] = true;
        }

        for (var id = graph.Nodes.Count - 1; id >= 0; id--)
        {
            foreach (var input in reached[id] ? graph.Nodes[id].Inputs : [])
            {
                reached[input] = true;
            }
        }

        return reached;
    }

    private sealed class NodeGradient(Differentiation pass, Node node, NodeValue gradient) : Gradient
    {
        public override IReadOnlyList<Value> Inputs { get; } = [.. node.Inputs.Select(i => pass._new[i])];

        public override Value Output { get; } = pass._new[node.Id];

        public override Value OutputGradient { get; } = gradient;

        public override bool Needs(int input) => pass._needed[node.Inputs[input]];

        public override Value Apply(Operator op, params Value[] inputs) => pass._builder.Add(op, inputs);

        public override Value Save(Operator op) => pass._saved[node.Id] ?? base.Save(op);

        public override void Add(int input, Value value)
        {
            if (Needs(input))
            {
                pass.Accumulate(node.Inputs[input], (NodeValue)value);
            }
        }
    }
}
