using NetGen.Operators;

namespace NetGen.Declaration;

/// <summary>The layers that a network names in <c>[Recompute]</c>.</summary>
internal static class RecomputedLayers
{
    /// <summary>The names; reports those that nothing in the training graph stems from.</summary>
    public static IEnumerable<string> Read(DeclaredClass declared, Graph.Graph training, ReadContext context)
    {
        var names = LayerNames.In(declared, "RecomputeAttribute", context).ToArray();
        string[] origins = [.. training.Nodes.Where(n => n.Operator is not SourceOperator).Select(n => n.Origin).Distinct()];
        var layers = declared.Layers.Select(l => l.Name).ToArray();
        foreach (var (name, _, syntax) in names.Where(n => !layers.Contains(n.Name) && !origins.Any(o => LayerNames.Covers(n.Name, o))))
        {
            var around = name.Contains('.') ? name.Substring(0, name.LastIndexOf('.') + 1) : "";
            var within = origins.Where(o => around.Length > 0 && o.StartsWith(around, StringComparison.Ordinal))
                .Select(o => around + o.Substring(around.Length).Split('.')[0]).Distinct().ToArray();
            var known = within.Length > 0 ? within : layers;
            context.Report("NG0135", syntax, name, string.Join(", ", known));
        }

        return names.Select(n => n.Name).Distinct();
    }
}
