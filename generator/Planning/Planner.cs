using NetGen.Autodiff;
using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Planning;

/// <summary>
/// Layout and memory: decides for every value which memory it lies in, shares the arena among values by their lifetimes
/// (forward and backward together) and lays down the order of kernels.
/// </summary>
internal sealed class Planner
{
    private readonly FusedGraph _fused;
    private readonly Graph.Graph _graph;
    private readonly ProgramKind _kind;
    private readonly Target _target;
    private readonly ParameterLayout _parameters;
    private readonly int _forwardCount;
    private readonly Dictionary<int, int> _gradients;
    private readonly HashSet<int> _kept;
    private readonly ILookup<int, int> _users;
    private readonly IReadOnlyDictionary<int, Part> _parts;
    private readonly ILookup<int, int> _partsOf;
    private readonly ScheduledKernel[] _kernels;
    private readonly int[] _kernelOf;
    private readonly int[] _stepOf;
    private readonly Place?[] _places;

    /// <summary>The first and the last kernel of each chain, among all kernels.</summary>
    private readonly List<(int First, int Last)> _chains = [];

    private Planner(FusedGraph fused, ProgramKind kind, ParameterLayout parameters, TrainingGraph? training, Target target)
    {
        _target = target;
        _graph = fused.Graph;
        _kind = kind;
        _parameters = parameters;
        _forwardCount = training?.ForwardCount ?? _graph.Nodes.Count;
        _gradients = training?.ParameterGradients.ToDictionary(g => g.Node, g => g.Of) ?? [];
        IEnumerable<int> roots = [.. _graph.Outputs, .. _graph.Updates.Select(u => u.NewValue), .. training?.InputGradients.Select(g => g.Node) ?? []];
        _kept = [.. roots.Select(_graph.Root)];
        _users = _graph.Nodes.Where(n => n.Operator is not ViewOperator)
            .SelectMany(n => n.Inputs.Select(i => (Root: _graph.Root(i), User: n.Id)))
            .ToLookup(p => p.Root, p => p.User);
        (_fused, _parts) = target == Target.Processor ? PartFinder.Find(fused, _kept) : (fused, new Dictionary<int, Part>());
        _partsOf = _parts.ToLookup(p => p.Value.Of, p => p.Key);
        var partition = new Partition(_graph, _parts);
        _kernels = [.. _fused.Kernels.Select(k => target == Target.Processor ? partition.Of(k) : partition.Whole(k))];
        _kernelOf = [.. Enumerable.Repeat(-1, _graph.Nodes.Count)];
        _stepOf = [.. Enumerable.Repeat(-1, _graph.Nodes.Count)];
        _places = new Place?[_graph.Nodes.Count];
        Index();
    }

    public static Schedule Plan(
        FusedGraph fused, ProgramKind kind, ParameterLayout parameters, TrainingGraph? training = null, Target target = Target.Processor) =>
        new Planner(fused, kind, parameters, training, target).Run();

    private Schedule Run()
    {
        var prepared = PlacePrepared();
        PlaceInBlocks();
        var scratch = PlaceInKernels();
        var chains = PlaceInChains(scratch);
        var stored = Stored();
        Lifetime[] sampleLives = [.. stored.Where(n => n.Type.Batched).Select(Life).Select(OverChains)];
        var samples = PlaceInArena(Region.Samples, sampleLives);
        var once = PlaceInArena(Region.Once, [.. stored.Where(n => !n.Type.Batched).Select(Life), .. PartialLives()]);
        foreach (var node in _graph.Nodes)
        {
            var root = _graph.Root(node.Id);
            _places[node.Id] ??= _parts.TryGetValue(root, out var part)
                ? _places[part.Of]! with { Part = part }
                : _places[root] ?? new(Region.None);
        }

        return new(
            _kind, _fused, _forwardCount,
            KernelsWhere(IsPrepared), KernelsWhere(k => !IsPrepared(k) && IsForward(k)), KernelsWhere(k => !IsForward(k)),
            _places.Select(p => p!).ToEquatableArray(), once, samples, scratch.DefaultIfEmpty(0).Max(), prepared,
            sampleLives.ToEquatableArray(), sampleLives.Sum(l => l.Size))
        {
            Target = _target,
            Chains = chains,
        };
    }

    private void Index()
    {
        for (var kernel = 0; kernel < _kernels.Length; kernel++)
        {
            var steps = _kernels[kernel].Kernel.Steps;
            for (var step = 0; step < steps.Count; step++)
            {
                foreach (var node in steps[step].Nodes)
                {
                    (_kernelOf[node], _stepOf[node]) = (kernel, step);
                }
            }
        }
    }

    private EquatableArray<ScheduledKernel> KernelsWhere(Func<ScheduledKernel, bool> holds) => _kernels.Where(holds).ToEquatableArray();

    private bool IsForward(ScheduledKernel kernel) => kernel.Kernel.Steps[0].Nodes[0] < _forwardCount;

    private bool IsPrepared(ScheduledKernel kernel) => _places[kernel.Kernel.Steps[0].Nodes[0]]?.Region == Region.Prepared;

    private long Size(int id) => Place.Align(_graph.Nodes[id].Type.Shape.Count);

    /// <summary>
    /// Inference computes once, ahead of time, whatever depends on parameters alone. What only leads to others of these, such as
    /// scaled weights that are then transformed, gives its memory back.
    /// </summary>
    private long PlacePrepared()
    {
        var known = _graph.KnownFrom(source => _kind == ProgramKind.Inference && source is ParameterSource or ConstantSource);
        var values = _graph.Nodes.Where(n => known[n.Id] && n.Operator is not (SourceOperator or ViewOperator)).Select(Life)
            .Select(life => _users[life.Node].All(u => known[u]) ? life : life with { End = _kernels.Length }).ToArray();
        return PlaceInArena(Region.Prepared, values);
    }

    private void PlaceInBlocks()
    {
        foreach (var update in _graph.Updates.Where(IsInPlace))
        {
            var buffer = (ParameterSource)_graph.Nodes[update.Buffer].Operator;
            _places[update.NewValue] = new(Region.Buffers, _parameters.Offsets[buffer.Index]);
        }

        foreach (var node in _graph.Nodes)
        {
            if (node.Operator is ParameterSource parameter)
            {
                _places[node.Id] = new(parameter.IsBuffer ? Region.Buffers : Region.Parameters, _parameters.Offsets[parameter.Index]);
            }
            else if (_gradients.TryGetValue(node.Id, out var index))
            {
                _places[node.Id] = new(Region.Gradients, _parameters.Offsets[index]);
            }
        }
    }

    /// <summary>Whether a running statistic can be moved where it lies: nobody else reads or moves it.</summary>
    private bool IsInPlace(BufferUpdate update) =>
        _graph.Nodes[update.NewValue] is { Operator: UnitOperator { Overwrites: true } } node && node.Inputs[0] == update.Buffer
        && _users[update.Buffer].Count() == 1 && !_users[update.NewValue].Any() && !_graph.Outputs.Contains(update.NewValue)
        && _graph.Updates.Count(u => u.Buffer == update.Buffer) == 1;

    /// <summary>Values that never leave their step stay in registers; those that never leave their kernel, in scratch.</summary>
    /// <returns>How much scratch memory each kernel needs.</returns>
    private long[] PlaceInKernels()
    {
        var ends = _kernels.Select(k => k.OperatorScratch).ToArray();
        foreach (var node in Values().Where(n => n.Operator is not SourceOperator && !_kept.Contains(n.Id)))
        {
            var (writers, touching) = (Writers(node.Id), Touching(node.Id));
            var kernel = _kernelOf[writers[0]];
            if (node.Operator is not ReductionOperator && touching.All(u => _kernelOf[u] == kernel && _stepOf[u] == _stepOf[writers[0]]))
            {
                _places[node.Id] = new(Region.None);
            }
            else if (_kernels[kernel].MicroBatch > 0 && node.Type.Batched && touching.All(u => _kernelOf[u] == kernel))
            {
                _places[node.Id] = new(Region.Scratch, ends[kernel]);
                ends[kernel] += Place.Align(node.Type.Shape.Count * _kernels[kernel].MicroBatch);
            }
        }

        return ends;
    }

    /// <summary>Values that never leave their chain lie behind the scratch memory of its kernels.</summary>
    private EquatableArray<Chain> PlaceInChains(long[] ends)
    {
        if (_kind != ProgramKind.Inference || _target != Target.Processor)
        {
            return EquatableArray<Chain>.Empty;
        }

        int[] forward = [.. Enumerable.Range(0, _kernels.Length).Where(k => !IsPrepared(_kernels[k]) && IsForward(_kernels[k]))];
        var chains = new List<Chain>();
        foreach (var (first, count) in ChainFinder.Find(_graph, [.. forward.Select(k => _kernels[k])]))
        {
            var members = new HashSet<int>(forward.Skip(first).Take(count));
            var own = members.Max(k => ends[k]);
            Lifetime[] lives =
            [
                .. Values().Where(n => n.Type.Batched && n.Operator is not SourceOperator && !_kept.Contains(n.Id))
                    .Where(n => Touching(n.Id).All(t => members.Contains(_kernelOf[t]))).Select(Life),
            ];
            var (offsets, size) = ArenaPlanner.Plan(lives);
            foreach (var life in lives)
            {
                _places[life.Node] = new(Region.Chain, own + offsets[life.Node]);
            }

            ends[forward[first]] = own + size;
            _chains.Add((forward[first], forward[first + count - 1]));
            chains.Add(new(first, count, size));
        }

        return chains.ToEquatableArray();
    }

    /// <summary>What has memory of its own and no place yet.</summary>
    private IEnumerable<Node> Values() =>
        _graph.Nodes.Where(n => _places[n.Id] is null && n.Operator is not ViewOperator && !_parts.ContainsKey(n.Id));

    /// <summary>The nodes that are computed into a value's memory: its own, and those of its parts.</summary>
    private int[] Writers(int id) => [.. _partsOf[id].Prepend(id).Where(n => _kernelOf[n] >= 0)];

    /// <summary>All nodes that are computed into or from a value's memory.</summary>
    private int[] Touching(int id) =>
        [.. _partsOf[id].Prepend(id).SelectMany(n => _users[n].Append(n)).Where(n => _kernelOf[n] >= 0)];

    /// <summary>What still needs a place in the arena. Constants need one only where a call reads them.</summary>
    private Node[] Stored() =>
    [
        .. Values().Where(n =>
            n.Operator is not ConstantSource || _users[n.Id].Any(u => _graph.Nodes[u].Operator is not ElementwiseOperator)),
    ];

    /// <summary>
    /// One sample is at the end of a chain while the next has not begun it, so that what enters a chain lives until all of them have left
    /// it, and what leaves it lives from the first one on.
    /// </summary>
    private Lifetime OverChains(Lifetime life) => _chains.Aggregate(life, (l, chain) => l with
    {
        Start = l.Start > chain.First && l.Start <= chain.Last ? chain.First : l.Start,
        End = l.End >= chain.First && l.End < chain.Last ? chain.Last : l.End,
    });

    private Lifetime Life(Node node)
    {
        int[] times = [.. Touching(node.Id).Select(n => _kernelOf[n])];
        var start = node.Operator is SourceOperator ? -1 : times.Min();
        var end = _kept.Contains(node.Id) ? _kernels.Length : times.DefaultIfEmpty(start).Max();
        return new(node.Id, Size(node.Id), start, end);
    }

    private long PlaceInArena(Region region, Lifetime[] lives)
    {
        var (offsets, size) = ArenaPlanner.Plan(lives);
        foreach (var life in lives.Where(l => l.Node >= 0))
        {
            _places[life.Node] = new(region, offsets[life.Node]);
        }

        foreach (var node in lives.Where(l => l.Node < 0).Select(l => _graph.Nodes[-l.Node - 1]))
        {
            var kernel = _kernelOf[node.Id];
            var partial = new Partial(node.Id, offsets[-node.Id - 1], _graph.PartialSize(node));
            _kernels[kernel] = _kernels[kernel] with { Partials = _kernels[kernel].Partials.Append(partial).ToEquatableArray() };
        }

        return size;
    }

    /// <summary>Partial results live as long as their kernel; they are told from values by negative numbers.</summary>
    private IEnumerable<Lifetime> PartialLives() =>
        from node in _graph.Nodes
        where node.Operator is ReductionOperator
        let kernel = _kernelOf[node.Id]
        select new Lifetime(-node.Id - 1, Place.Align(_graph.PartialSize(node) * _kernels[kernel].Chunks), kernel, kernel);
}
