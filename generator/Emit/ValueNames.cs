using NetGen.Autodiff;
using NetGen.Fusion;
using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Emit;

/// <summary>
/// Names every value in the user's words: a parameter by its name, a layer's result by its member, a gradient as d and
/// what it is the gradient of.
/// </summary>
internal sealed class ValueNames
{
    /// <summary>What every emitted kernel calls its own things.</summary>
    public static readonly string[] Reserved =
        ["first", "count", "scratch", "frame", "sample", "samples", "grain", "chunk", "chunks", "index", "channel", "sum"];

    private readonly string[] _names;

    public ValueNames(NetworkModel model, Graph.Graph graph, TrainingGraph? training, IReadOnlyList<PortModel> inputs)
    {
        var taken = new HashSet<string>(Reserved);
        var gradientOf = training?.GradientOf.GroupBy(g => g.Node).ToDictionary(g => g.Key, g => g.Last().Of) ?? [];
        var lastOfMember = graph.Nodes.Where(n => n.Operator is not (SourceOperator or ViewOperator) && !gradientOf.ContainsKey(n.Id)
            && n.Id < (training?.ForwardCount ?? int.MaxValue)).GroupBy(n => n.Origin).ToDictionary(g => g.Key, g => g.Last().Id);
        var next = graph.Updates.GroupBy(u => u.NewValue).ToDictionary(g => g.Key, g => g.First().Buffer);
        var again = new HashSet<int>(training?.Again ?? []);
        _names = new string[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            var word = gradientOf.TryGetValue(node.Id, out var of) && of < node.Id
                ? "d" + Identifiers.Pascal(_names[of].TrimStart('@'))
                : next.TryGetValue(node.Id, out var buffer) && buffer < node.Id ? "next" + Identifiers.Pascal(_names[buffer].TrimStart('@'))
                : Word(model, inputs, node, lastOfMember.TryGetValue(node.Origin, out var last) && last == node.Id);
            _names[node.Id] = Identifiers.Unique(again.Contains(node.Id) ? word + "Again" : word, taken);
        }
    }

    public string this[int node] => _names[node];

    /// <summary>The name as a constant or a field of another class.</summary>
    public string Pascal(int node) => Identifiers.Pascal(_names[node].TrimStart('@'));

    private static string Word(NetworkModel model, IReadOnlyList<PortModel> inputs, Node node, bool isResult) => node.Operator switch
    {
        InputSource input => Identifiers.Camel(inputs[input.Index].Name),
        TargetSource target => Identifiers.Camel(model.Targets[target.Index].Name),
        ParameterSource parameter => Identifiers.Camel(model.Parameters[parameter.Index].Name),
        OutputGradientSource output => "d" + Identifiers.Pascal(model.Outputs[output.Index].Name),
        ConstantSource => "constant",
        _ when isResult || node.Layer is null => Identifiers.Camel(KernelNames.Word(node)),
        _ => Identifiers.Camel(KernelNames.Word(node)) + node.Operator.Name,
    };
}
