using Microsoft.CodeAnalysis;
using NetGen.Graph;
using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>The layers that a network names in <c>[Freeze]</c>.</summary>
internal sealed class FrozenLayers
{
    private readonly List<(string Name, bool Fixed, SyntaxNode Syntax)> _names = [];
    private readonly SortedSet<string> _fixed = new(StringComparer.Ordinal);

    public static FrozenLayers Read(DeclaredClass declared, ReadContext context)
    {
        var frozen = new FrozenLayers();
        foreach (var (name, attribute, syntax) in LayerNames.In(declared, "FreezeAttribute", context))
        {
            var isFixed = attribute.NamedArguments.All(a => a.Key != "RunningStatistics" || a.Value.Value is not false);
            frozen._names.Add((name, isFixed, syntax));
        }

        return frozen;
    }

    /// <summary>Modules that compute in training as in prediction, as far as they have asked which it is.</summary>
    public IEnumerable<string> Fixed => _fixed;

    /// <summary>Whether a parameter is not trained.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <param name="member">The member it belongs to, in the user's words.</param>
    public bool Contains(string name, string member) =>
        _names.Any(n => LayerNames.Covers(n.Name, name) || LayerNames.Covers(n.Name, member));

    /// <summary>Whether a module computes in training as in prediction.</summary>
    public bool IsFixed(string module, string member)
    {
        var isFixed = _names.Any(n => n.Fixed && (LayerNames.Covers(n.Name, module) || LayerNames.Covers(n.Name, member)));
        if (isFixed && module.Length > 0)
        {
            _fixed.Add(module);
        }

        return isFixed;
    }

    /// <summary>Reports names that no parameter answers to.</summary>
    /// <exception cref="Problem">Nothing is left to train.</exception>
    public void Check(DeclaredClass declared, IReadOnlyList<ParameterModel> parameters, ReadContext context)
    {
        bool Names(string name, ParameterModel p) => LayerNames.Covers(name, p.Name) || LayerNames.Covers(name, p.Member);
        var unknown = _names.Where(n => !parameters.Any(p => Names(n.Name, p))).ToArray();
        foreach (var name in unknown)
        {
            var layers = declared.Layers.Select(l => l.Name).Where(l => parameters.Any(p => LayerNames.Covers(l, p.Member)));
            context.Report("NG0134", name.Syntax, $"No layer with parameters is called \"{name.Name}\"; there are {string.Join(", ", layers)}");
        }

        if (unknown.Length == 0 && _names.Count > 0 && parameters.All(p => p.Spec.IsBuffer || p.IsFrozen))
        {
            throw new Problem(
                "NG0134", _names[0].Syntax, $"All parameters of {declared.Name} are frozen, so that there is nothing to train");
        }
    }
}
