using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        foreach (var data in declared.Symbol.GetAttributes().Where(a => ReadContext.DerivesFrom(a.AttributeClass, "FreezeAttribute")))
        {
            var isFixed = data.NamedArguments.All(a => a.Key != "RunningStatistics" || a.Value.Value is not false);
            var syntax = data.ApplicationSyntaxReference?.GetSyntax(context.Cancellation) as AttributeSyntax;
            foreach (var argument in syntax?.ArgumentList?.Arguments.Where(a => a.NameEquals is null) ?? [])
            {
                if (context.ModelOf(argument).GetConstantValue(argument.Expression, context.Cancellation).Value is string name)
                {
                    frozen._names.Add((name, isFixed, argument));
                }
            }
        }

        return frozen;
    }

    /// <summary>Modules that compute in training as in prediction, as far as they have asked which it is.</summary>
    public IEnumerable<string> Fixed => _fixed;

    /// <summary>Whether a parameter is not trained.</summary>
    /// <param name="name">Its name in checkpoints.</param>
    /// <param name="member">The member it belongs to, in the user's words.</param>
    public bool Contains(string name, string member) => _names.Any(n => Covers(n.Name, name) || Covers(n.Name, member));

    /// <summary>Whether a module computes in training as in prediction.</summary>
    public bool IsFixed(string module, string member)
    {
        var isFixed = _names.Any(n => n.Fixed && (Covers(n.Name, module) || Covers(n.Name, member)));
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
        var unknown = _names.Where(n => !parameters.Any(p => Covers(n.Name, p.Name) || Covers(n.Name, p.Member))).ToArray();
        foreach (var name in unknown)
        {
            var layers = declared.Layers.Select(l => l.Name).Where(l => parameters.Any(p => Covers(l, p.Member)));
            context.Report("NG0134", name.Syntax, $"No layer with parameters is called \"{name.Name}\"; there are {string.Join(", ", layers)}");
        }

        if (unknown.Length == 0 && _names.Count > 0 && parameters.All(p => p.Spec.IsBuffer || p.IsFrozen))
        {
            throw new Problem(
                "NG0134", _names[0].Syntax, $"All parameters of {declared.Name} are frozen, so that there is nothing to train");
        }
    }

    private static bool Covers(string name, string path) =>
        path == name || (path.Length > name.Length && path[name.Length] == '.' && path.StartsWith(name, StringComparison.Ordinal));
}
