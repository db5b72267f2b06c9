using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;
using NetGen.Planning;

namespace NetGen.Emit.Cpu;

/// <summary>
/// Emits the elementwise part of a step as a small struct over vectors of any width: the epilogue of a call, or the body of
/// an elementwise pass. Steps that do the same share one struct.
/// </summary>
internal sealed class FunctorEmitter(Graph.Graph graph, Schedule schedule, ISet<string> taken)
{
    private readonly Dictionary<string, string> _names = [];
    private readonly List<string> _texts = [];

    /// <summary>The structs emitted so far, in order of first use.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>The expression that creates the functor of a step; operands and targets are worded by <paramref name="nameOf"/>.</summary>
    /// <param name="step">The step.</param>
    /// <param name="nameOf">What the kernel calls a value's memory.</param>
    /// <param name="start">The kernel's expression for the index of its first element in the whole batch.</param>
    public string Create(Step step, Func<int, string> nameOf, string start)
    {
        var body = new FunctorBody(graph, schedule, step);
        if (!_names.TryGetValue(body.Text, out var name))
        {
            name = Identifiers.Unique(body.Name, taken);
            _names.Add(body.Text, name);
            _texts.Add(body.Declaration(name));
        }

        return $"new {name}({string.Join(", ", body.Arguments(nameOf, start))})";
    }
}
