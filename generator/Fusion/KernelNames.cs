using NetGen.Graph;
using NetGen.Operators;

namespace NetGen.Fusion;

/// <summary>Names kernels after the user's members, so that the emitted code reads as the declaration does.</summary>
internal sealed class KernelNames(int forwardCount)
{
    private const int MembersShown = 3;

    private readonly HashSet<string> _taken = [];

    public string Of(KernelDraft kernel)
    {
        var nodes = kernel.Steps.SelectMany(s => s.Nodes).ToArray();
        var words = nodes.Where(n => n.Operator.IsHeavy).DefaultIfEmpty(nodes[0]).Concat(nodes).Select(Word).Distinct().Take(MembersShown);
        var name = string.Concat(words) + Suffix(kernel);
        for (var number = 2; !_taken.Add(name); number++)
        {
            name = string.Concat(words) + Suffix(kernel) + number;
        }

        return name;
    }

    /// <summary>A member's path as one identifier, or the operator where Forward itself wrote it.</summary>
    public static string Word(Node node) => node.Origin is "Forward" or "Loss" or ""
        ? node.Operator.Name
        : string.Concat(node.Origin.Split('.').Select(part => char.IsDigit(part[0]) ? "_" + part + "_" : part)).TrimEnd('_');

    private string Suffix(KernelDraft kernel) => kernel.Steps[0].First switch
    {
        var first when first.Id < forwardCount => "",
        { Operator: UnitOperator unit } => unit.Name.EndsWith("Gradient", StringComparison.Ordinal) ? "WeightGradient" : unit.Name,
        _ => "Backward",
    };
}
