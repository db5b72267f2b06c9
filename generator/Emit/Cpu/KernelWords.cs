using NetGen.Fusion;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>
/// The words that an emitted kernel uses. One that does the work of a single place of the network calls values by their names
/// there and knows where they lie. One that serves several places calls them by what their names have in common, and
/// is told where they lie each time it is launched.
/// </summary>
internal sealed class KernelWords
{
    private readonly Schedule _schedule;
    private readonly ValueNames _names;
    private readonly ProgramConstants _constants;
    private readonly Dictionary<string, IReadOnlyList<int>> _values = [];
    private readonly Dictionary<int, string> _shared = [];

    /// <param name="schedule">The program.</param>
    /// <param name="names">Its values' names.</param>
    /// <param name="constants">Its constants.</param>
    /// <param name="kernels">The kernels of one form.</param>
    /// <param name="taken">The names of other kernels.</param>
    public KernelWords(
        Schedule schedule, ValueNames names, ProgramConstants constants, IReadOnlyList<ScheduledKernel> kernels, ISet<string> taken)
    {
        (_schedule, _names, _constants, Kernels) = (schedule, names, constants, kernels);
        if (!IsShared)
        {
            Name = KernelNames.Unique(Kernel.Kernel.Name, taken);
            return;
        }

        foreach (var kernel in kernels)
        {
            KernelForm.Of(schedule, kernel, out var values);
            _values.Add(kernel.Kernel.Name, values);
        }

        Name = KernelNames.Unique(CommonName(), taken);
        var known = new HashSet<string>(ValueNames.Reserved);
        for (var i = 0; i < Values.Count; i++)
        {
            var common = Identifiers.Common([.. _values.Values.Select(values => names[values[i]].TrimStart('@'))]);
            _shared.Add(Values[i], Identifiers.Unique(common.Length > 0 ? Identifiers.Lower(common) : "value", known));
        }
    }

    public string Name { get; }

    /// <summary>The kernels it stands for.</summary>
    public IReadOnlyList<ScheduledKernel> Kernels { get; }

    /// <summary>The kernel; of several, the first.</summary>
    public ScheduledKernel Kernel => Kernels[0];

    public bool IsShared => Kernels.Count > 1;

    /// <summary>Whether it reads anything but a thread's memory.</summary>
    public bool ReadsFrame { get; set; } = true;

    /// <summary>The name of a value; a view goes by the name of what it is a view of.</summary>
    public string this[int node]
    {
        get
        {
            var root = _schedule.Graph.Root(node);
            return IsShared ? _shared[root] : _names[root];
        }
    }

    /// <summary>What it is told at each launch, as parameters.</summary>
    public IEnumerable<string> Parameters() => !IsShared
        ? []
        :
        [
            .. Values.Where(IsPlaced).Select(v => $"long {this[v]}At"),
            .. MovingStarts().Select(i => $"long {this[Values[i]]}Start"),
            .. Kernel.Partials.Select(p => $"long {this[p.Node]}PartialsAt"),
        ];

    /// <summary>The same as arguments, for one of the kernels.</summary>
    public string[] Arguments(ScheduledKernel kernel) => [.. ReadsFrame ? ["frame"] : Array.Empty<string>(), .. OwnArguments(kernel)];

    private IEnumerable<string> OwnArguments(ScheduledKernel kernel) => !IsShared
        ? []
        :
        [
            .. _values[kernel.Kernel.Name].Where(IsPlaced).Select(_constants.Place),
            .. MovingStarts().Select(i => Numbers.Text(StartOf(_values[kernel.Kernel.Name][i]))),
            .. kernel.Partials.Select(_constants.Place),
        ];

    /// <summary>The expression for where a value's memory begins.</summary>
    public string Address(int node)
    {
        var root = _schedule.Graph.Root(node);
        if (_schedule.Places[root].Region == Region.Chain)
        {
            return ProgramConstants.Address(Region.Chain, (IsShared ? this[root] + "At" : _constants.Place(root)) + Start(root));
        }

        return IsShared && IsPlaced(root)
            ? ProgramConstants.Address(_schedule.Places[root].Region, this[root] + "At")
            : _constants.Address(root);
    }

    /// <summary>How far into a sample of the whole a part begins, as a term to be added; empty where nothing comes before it.</summary>
    public string Start(int node)
    {
        var root = _schedule.Graph.Root(node);
        var moves = IsShared && MovingStarts().Any(i => Values[i] == root);
        return moves ? $" + {this[root]}Start" : StartOf(root) == 0 ? "" : $" + {Numbers.Text(StartOf(root))}";
    }

    /// <summary>The expression for where a reduction's partial results begin.</summary>
    public string Partials(Partial partial) => ProgramConstants.Address(
        Region.Once, IsShared ? this[partial.Node] + "PartialsAt" : _constants.Place(partial));

    /// <summary>The first kernel's values, in the order of the form.</summary>
    private IReadOnlyList<int> Values => _values[Kernel.Kernel.Name];

    private long StartOf(int value) => _schedule.IsPart(value) ? _schedule.Places[value].Part!.Start : 0;

    /// <summary>Which of the values begin elsewhere in their wholes from one use to another.</summary>
    private IEnumerable<int> MovingStarts() =>
        Enumerable.Range(0, Values.Count).Where(i => _values.Values.Select(values => StartOf(values[i])).Distinct().Count() > 1);

    private bool IsPlaced(int value) => _schedule.Places[value].Region is not (Region.None or Region.Scratch);

    /// <summary>What the kernels' names have in common; where that says nothing of what they do, their operators go before it.</summary>
    private string CommonName()
    {
        var common = Identifiers.Common([.. Kernels.Select(k => k.Kernel.Name)]);
        var operators = Kernel.Kernel.Steps.Select(s => _schedule.Graph.Nodes[s.Nodes[0]].Operator.Name).Distinct();
        return KernelNames.SaysNothing(common) ? string.Concat(operators.Take(2)) + common : common;
    }
}
