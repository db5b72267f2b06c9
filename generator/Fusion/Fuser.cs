using NetGen.Autodiff;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Shapes;

namespace NetGen.Fusion;

/// <summary>
/// Gathers nodes into kernels, first come first served. An elementwise node joins the step that computes its last operand
/// (registers); a light step joins the kernel that computes its last operand, and a heavy one a kernel that has no
/// other layer's heavy step (cache). What crosses samples (a sum over the batch) ends a kernel for those who need the sum.
/// </summary>
internal sealed class Fuser
{
    /// <summary>
    /// Floats that one kernel's heavy steps hold for the whole batch at most. AlexNet's once part is 4.3 million floats so, and 7.5 without
    /// a limit, VGG-11's 9.4 and 18.9, ResNet-18's 4.7 and 9.5; training steps take 1 to 2 % longer on one thread.
    /// </summary>
    private const long MostHeld = 2 << 20;

    private readonly Graph.Graph _graph;
    private readonly int _forwardCount;
    private readonly HashSet<int> _onRequest;
    private readonly HashSet<int> _again;
    private readonly ILookup<int, int> _readers;
    private readonly List<KernelDraft> _kernels = [];

    /// <summary>For each node, the kernel and step that compute it; -1 for what is given.</summary>
    private readonly (int Kernel, int Step)[] _home;

    /// <summary>Whether a node depends on trained parameters alone, so that it can be computed any time before it is used.</summary>
    private readonly bool[] _isAhead;

    private Fuser(Graph.Graph graph, int forwardCount, IEnumerable<int> onRequest, IEnumerable<int> again)
    {
        _graph = graph;
        _forwardCount = forwardCount;
        _onRequest = [.. onRequest];
        _again = [.. again];
        _readers = graph.Nodes.Where(n => n.Inputs.Any(_again.Contains)).SelectMany(n => n.Inputs.Select(i => (Input: i, n.Id)))
            .ToLookup(p => p.Input, p => p.Id);
        _home = new (int, int)[graph.Nodes.Count];
        _isAhead = graph.KnownFrom(source => source is ParameterSource { IsBuffer: false });
    }

    /// <summary>Fuses a graph whose first <paramref name="forwardCount"/> nodes are the forward pass.</summary>
    public static FusedGraph Fuse(Graph.Graph graph, int forwardCount, IEnumerable<int> onRequest) =>
        new Fuser(graph, forwardCount, onRequest, []).Run();

    /// <summary>Fuses a training graph.</summary>
    public static FusedGraph Fuse(TrainingGraph training) =>
        new Fuser(training.Graph, training.ForwardCount, training.OnlyForInputs, training.Again).Run();

    private FusedGraph Run()
    {
        foreach (var node in _graph.Nodes)
        {
            _home[node.Id] = node.Operator switch
            {
                SourceOperator => (-1, -1),
                ViewOperator => _home[node.Inputs[0]],
                _ => Place(node),
            };
        }

        var names = new KernelNames(_forwardCount);
        return new(_graph, InOrder().Select(k => k.Finish(names.Of(k))).ToEquatableArray());
    }

    /// <summary>
    /// What depends on parameters alone goes right before its first user: it keeps nothing else apart, and its memory is free again
    /// soon.
    /// </summary>
    private List<KernelDraft> InOrder()
    {
        var ordered = new List<KernelDraft>();
        var placed = new HashSet<int>();
        for (var kernel = 0; kernel < _kernels.Count; kernel++)
        {
            if (!IsAhead(_kernels[kernel]))
            {
                PlaceWithUsed(kernel);
            }
        }

        ordered.AddRange(_kernels.Where((_, kernel) => placed.Add(kernel)));
        return ordered;

        void PlaceWithUsed(int kernel)
        {
            var used = _kernels[kernel].Steps.SelectMany(s => s.Nodes).SelectMany(n => n.Inputs)
                .Where(i => _isAhead[i] && _home[i].Kernel >= 0).Select(i => _home[i].Kernel).Distinct().OrderBy(k => k);
            foreach (var other in used.Where(k => k != kernel && !placed.Contains(k)))
            {
                PlaceWithUsed(other);
            }

            placed.Add(kernel);
            ordered.Add(_kernels[kernel]);
        }
    }

    private bool IsAhead(KernelDraft kernel) => kernel.Steps.All(s => s.Nodes.All(n => _isAhead[n.Id]));

    private (int Kernel, int Step) Place(Node node)
    {
        var domain = DomainOf(node);
        var last = node.Inputs.Where(i => !_isAhead[i] || _isAhead[node.Id]).Select(i => _home[i]).DefaultIfEmpty((-1, -1)).Max();
        if (last.Item1 >= 0 && SamePhase(_kernels[last.Item1], node) && JoinsStep(node, domain, last))
        {
            var step = _kernels[last.Item1].Steps[last.Item2];
            step.Nodes.Add(node);
            step.ChannelAxis ??= ElementwiseAxis.Of(_graph, node);
            return last;
        }

        var kernel = domain switch
        {
            Domain.Samples => FindKernel(node, last.Item1),
            Domain.Once => FindOnce(node),
            _ => -1,
        };
        if (kernel < 0)
        {
            kernel = _kernels.Count;
            _kernels.Add(new(domain, WhyNew(node, domain)));
        }

        var created = new StepDraft(node, _onRequest.Contains(node.Id));
        created.ChannelAxis ??= ElementwiseAxis.Of(_graph, node);
        _kernels[kernel].Steps.Add(created);
        return (kernel, _kernels[kernel].Steps.Count - 1);
    }

    /// <summary>Whether an elementwise node can be computed where its last operand is, without leaving the registers.</summary>
    private bool JoinsStep(Node node, Domain domain, (int Kernel, int Step) last)
    {
        var (kernel, step) = (_kernels[last.Kernel], _kernels[last.Kernel].Steps[last.Step]);
        if (node.Operator is not ElementwiseOperator || kernel.Domain != domain || domain == Domain.Units)
        {
            return false;
        }

        var sameCount = step.First.Type.Shape.Count == node.Type.Shape.Count && step.Nodes[step.Nodes.Count - 1].Type.Batched == node.Type.Batched;
        var axis = ElementwiseAxis.Of(_graph, node);
        var sameAxes = axis is null
            || (step.First.Type.Shape.Equals(node.Type.Shape) && (step.ChannelAxis is null || step.ChannelAxis == axis));
        var joins = step.TakesElementwise && sameCount && sameAxes && step.OnRequest == _onRequest.Contains(node.Id)
            && !ReadsSumOf(kernel, last.Kernel, node) && ReadsThroughRegisters(node, last);
        if (!joins && step.TakesElementwise)
        {
            kernel.Note = $"{node.Operator.Name} of {node.Origin} is a pass of its own: "
                + (sameCount ? "its operands do not line up with the results in registers." : "its elements are others.");
        }

        return joins;
    }

    /// <summary>An operand that the same step computes must be met at the same element: any view between keeps the count, so it is.</summary>
    private bool ReadsThroughRegisters(Node node, (int Kernel, int Step) last) =>
        node.Inputs.Where(i => _home[i] == last).All(i => _graph.Nodes[i].Type.Shape.Count == node.Type.Shape.Count);

    private Domain DomainOf(Node node) => node.Operator switch
    {
        UnitOperator unit => unit.Units(_graph.InputTypes(node)) > 1 ? Domain.Units : Domain.Once,
        ReductionOperator => Domain.Samples,
        _ => node.Type.Batched ? Domain.Samples : Domain.Once,
    };

    /// <summary>A few numbers after a few numbers of the same member are one kernel.</summary>
    private int FindOnce(Node node)
    {
        var last = _kernels.Count - 1;
        return last >= 0 && _kernels[last] is { Domain: Domain.Once } kernel && SamePhase(kernel, node)
            && IsAhead(kernel) == _isAhead[node.Id]
            && kernel.Steps[0].First.Origin == node.Origin && kernel.Steps[0].OnRequest == _onRequest.Contains(node.Id) ? last : -1;
    }

    /// <summary>The kernel that a step can join as a further step, or -1.</summary>
    private int FindKernel(Node node, int producer)
    {
        if (_again.Contains(node.Id) && !node.Operator.IsHeavy && (producer < 0 || !SamePhase(_kernels[producer], node)))
        {
            var reader = FirstReader(node);
            return reader >= 0 && Joins(node, reader) ? reader : -1;
        }

        if (producer >= 0 && Joins(node, producer) && (node.Operator.IsHeavy || !Expands(node, producer)))
        {
            return producer;
        }

        for (var kernel = _kernels.Count - 1; kernel > producer; kernel--)
        {
            if (_kernels[kernel].Steps.Any(s => s.First.Origin == node.Origin) && Joins(node, kernel))
            {
                return kernel;
            }
        }

        return -1;
    }

    /// <summary>
    /// The kernel of what else the first reader of a value needs that is computed again: it should be there at hand, and not be
    /// stored before.
    /// </summary>
    private int FirstReader(Node node)
    {
        var reader = node;
        while (_again.Contains(reader.Id))
        {
            reader = _graph.Nodes[_readers[reader.Id].Min()];
        }

        var kernel = reader.Inputs.Where(i => i < node.Id && i >= _forwardCount && _graph.Nodes[i].Type.Batched)
            .Select(i => _home[i].Kernel).DefaultIfEmpty(-1).Max();
        return kernel >= 0 ? kernel
            : _kernels.FindLastIndex(k => SamePhase(k, node) && k.Steps.Any(s => s.First.Origin == reader.Origin));
    }

    private bool Joins(Node node, int index)
    {
        var kernel = _kernels[index];
        if (kernel.Domain != Domain.Samples || ReadsSumOf(kernel, index, node) || !SamePhase(kernel, node))
        {
            return false;
        }

        var isAnchor = node.Operator is SampleOperator { TakesEpilogue: true };
        return !node.Operator.IsHeavy
            || (kernel.Heavy.All(h => h.Origin == node.Origin) && !(isAnchor && kernel.HasAnchor) && FitsBeside(kernel, node));
    }

    /// <summary>
    /// Whether what a heavy node and a kernel hold for the whole batch is little: weights that were made for it, and gradients of weights,
    /// which wait as several partial sums. Much of both would be in memory at the same time if one kernel had them.
    /// </summary>
    private bool FitsBeside(KernelDraft kernel, Node node) =>
        !kernel.Heavy.Any() || kernel.Heavy.Append(node).Sum(Held) <= MostHeld;

    private long Held(Node heavy) => heavy.Operator is ReductionOperator
        ? _graph.PartialSize(heavy)
        : heavy.Inputs.Where(i => _isAhead[i] && _home[i].Kernel >= 0).Sum(i => _graph.Nodes[i].Type.Shape.Count);

    /// <summary>Why a node begins a kernel: which of the rules above keeps it out of the kernel of its last operand.</summary>
    private string WhyNew(Node node, Domain domain)
    {
        var what = $"{node.Operator.Name} of {node.Origin}";
        var producer = node.Inputs.Where(i => _graph.Nodes[i].Type.Batched).Select(i => _home[i].Kernel).DefaultIfEmpty(-1).Max();
        var heavy = producer < 0 ? null : _kernels[producer].Heavy.Select(h => h.Origin).FirstOrDefault();
        return domain switch
        {
            Domain.Units => $"each part of {what} reads the whole batch",
            Domain.Once => $"{what}: a few numbers, computed once",
            _ when producer < 0 => $"{what} reads what is given or computed once",
            _ when !SamePhase(_kernels[producer], node) => "the forward pass is over, with all its values in memory",
            _ when node.Operator.IsHeavy && heavy is not null => $"{what} is heavy work; the kernel before holds that of {heavy}",
            _ when node.Inputs.Any(i => _home[i].Kernel >= producer && !_graph.Nodes[i].Type.Batched) =>
                $"{what} reads what is known only after the whole batch",
            _ => $"{what} makes more data than it reads, and begins where that data is used",
        };
    }

    /// <summary>The forward pass must end with all its values in memory: backward steps never join its kernels.</summary>
    private bool SamePhase(KernelDraft kernel, Node node) =>
        kernel.Steps[0].First.Id < _forwardCount == node.Id < _forwardCount;

    /// <summary>A sum over the batch is known only when its kernel is over.</summary>
    private bool ReadsSumOf(KernelDraft kernel, int index, Node node) =>
        kernel.Domain == Domain.Samples && node.Inputs.Any(i => _home[i].Kernel == index && !_graph.Nodes[i].Type.Batched);

    /// <summary>A step that makes more data than it reads starts the next kernel, where that data is used.</summary>
    private bool Expands(Node node, int producer) =>
        node.Type.Batched
        && node.Type.Shape.Count > node.Inputs.Where(i => _home[i].Kernel == producer).Max(i => _graph.Nodes[i].Type.Shape.Count);
}
