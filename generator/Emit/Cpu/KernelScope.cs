using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;
using NetGen.Shapes;

namespace NetGen.Emit.Cpu;

/// <summary>The names that the statements of one kernel use, and the declarations that give them their meaning.</summary>
internal sealed class KernelScope
{
    private readonly Schedule _schedule;
    private readonly Graph.Graph _graph;
    private readonly ProgramConstants _constants;
    private readonly KernelWords _words;
    private readonly ScheduledKernel _kernel;
    private readonly bool _isApart;

    /// <param name="schedule">The program.</param>
    /// <param name="constants">Its constants.</param>
    /// <param name="words">The kernel and its words.</param>
    /// <param name="first">The expression for the first sample or unit that the statements work on.</param>
    /// <param name="count">The expression for how many.</param>
    /// <param name="apart">A step that goes sample by sample within a kernel that does not; null for the scope of the whole kernel.</param>
    public KernelScope(
        Schedule schedule, ProgramConstants constants, KernelWords words, string first, string count, Step? apart = null)
    {
        var kernel = words.Kernel;
        (_schedule, _graph, _constants, _words, _kernel, First, Count) = (schedule, schedule.Graph, constants, words, kernel, first, count);
        _isApart = apart is not null;
        var members = new HashSet<int>(apart?.Nodes ?? kernel.Kernel.Steps.SelectMany(s => s.Nodes));
        var sums = new HashSet<int>(kernel.Partials.Select(p => p.Node));
        var used = members.SelectMany(n => _graph.Nodes[n].Inputs).Concat(members).Select(_graph.Root)
            .Where(n => schedule.Places[n].Region != Region.None && !sums.Contains(n) && !IsWrittenOut(n)).Distinct().OrderBy(n => n).ToArray();
        Shared = [.. used.Where(n => !Moves(n))];
        Moving = [.. used.Where(n => Moves(n) && (kernel.MicroBatch > 0 || schedule.IsPart(n) == _isApart))];
    }

    public string First { get; }

    public string Count { get; }

    /// <summary>Values that lie at the same place for every sample.</summary>
    public IReadOnlyList<int> Shared { get; }

    /// <summary>Values of which each sample has its own.</summary>
    public IReadOnlyList<int> Moving { get; }

    /// <summary>A value's name; of one that the kernel has for a run of samples, the place of this sample.</summary>
    public string Name(int node)
    {
        var root = _graph.Root(node);
        return _isApart && Moves(root) && !_schedule.IsPart(root)
            ? $"{_words[node]}.From((sample - first) * {Numbers.Text(_graph.Nodes[root].Type.Shape.Count)}L)"
            : _words[node];
    }

    public string PartialName(int node) => _words[node] + "Partial";

    /// <summary>Declares a local for each of the values.</summary>
    public void Declare(SourceWriter writer, IReadOnlyList<int> values)
    {
        foreach (var value in values)
        {
            var integers = _graph.Nodes[value].Type.Kind == ElementKind.Int32 ? ".AsInts()" : "";
            writer.Statement($"var {Name(value)} = ", $"{Address(value)}{integers};");
        }
    }

    /// <summary>The scope of a step that goes sample by sample.</summary>
    public KernelScope Apart(Step step) => new(_schedule, _constants, _words, "sample", "1", step);

    /// <summary>What an operator is told of the place of its call.</summary>
    public CallSite Site(Node node, string output, string count) => new(
        _graph.InputTypes(node),
        node.Type,
        [.. node.Inputs.Select(Name)],
        output,
        First,
        count,
        "frame.Batch",
        "scratch",
        (type, value) => _constants.Constant(type, value, _words.Name))
    {
        ScratchIfAny = _kernel.Kernel.Domain == Domain.Once && _schedule.Target == Target.Processor ? "default" : "scratch",
        InPlace = node.Operator is Concat && Enumerable.Range(0, node.Inputs.Count).Any(i => _schedule.LiesIn(node, i))
            ? [.. Enumerable.Range(0, node.Inputs.Count).Select(i => _schedule.LiesIn(node, i))]
            : [],
    };

    /// <summary>Constants that only elementwise nodes read are written into their formulas.</summary>
    private bool IsWrittenOut(int node) => _graph.Nodes[node].Operator is ConstantSource && _schedule.Places[node].Region == Region.None;

    private bool Moves(int node) => _kernel.Kernel.Domain == Fusion.Domain.Samples && _graph.Nodes[node].Type.Batched
        && _schedule.Places[node].Region is not (Region.Scratch or Region.Chain);

    private string Address(int node)
    {
        var address = _words.Address(node);
        if (!Moves(node) || First == "0")
        {
            return address;
        }

        // Samples of a part lie as far apart as those of the whole.
        var size = _graph.Nodes[_schedule.IsPart(node) ? _schedule.Places[node].Part!.Of : node].Type.Shape.Count;
        var start = _words.Start(node);
        var offset = size == 1 ? First : $"{First} * {Numbers.Text(size)}L";
        return start.Length == 0 ? $"{address}.From({offset})" : $"{address}.From(({offset}){start})";
    }
}
