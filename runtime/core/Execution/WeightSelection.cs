using NetGen.Checkpoints;

namespace NetGen.Execution;

/// <summary>Which of a file's tensors go to which of a network's parameters.</summary>
/// <param name="From">The module of the file; empty for all of it.</param>
/// <param name="Into">The module of the network; empty for all of it.</param>
/// <param name="Except">Modules or parameters of the network that are left alone.</param>
internal sealed record WeightSelection(string From, string Into, IReadOnlyCollection<string> Except)
{
    /// <summary>What wrapped modules put before every name: torch.compile, outermost, and DataParallel.</summary>
    private static readonly string[] s_wrappers = ["_orig_mod.", "module."];

    /// <summary>The network's parameters that are to be loaded.</summary>
    /// <exception cref="ArgumentException">The network has no such module.</exception>
    public ParameterInfo[] Parameters(Network network)
    {
        var all = network.Info.Parameters;
        return Into.Length == 0 || Array.Exists(all, p => IsIn(Into, p.Name))
            ? [.. all.Where(p => IsIn(Into, p.Name) && !IsExcepted(p.Name))]
            : throw new ArgumentException($"{network.Info.Name} has no module {Into}; it has {Modules(all.Select(p => p.Name))}.", "into");
    }

    /// <summary>The file's tensors by the names that they would have in the network.</summary>
    /// <exception cref="ArgumentException">The file has no such module, or nobody has what is excepted.</exception>
    public Dictionary<string, StoredTensor> Tensors(Network network, string path, IReadOnlyList<StoredTensor> file)
    {
        var known = network.Info.Parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var names = Unwrapped([.. file.Select(t => t.Name)], known);
        if (From.Length > 0 && !names.Exists(n => IsIn(From, n)))
        {
            throw new ArgumentException($"{path} has no module {From}; it has {Modules(names)}.", "from");
        }

        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (IsIn(From, names[i]))
            {
                var name = (Into.Length == 0 ? "" : Into + ".") + names[i][(From.Length == 0 ? 0 : From.Length + 1)..];
                tensors[known.Contains(name) ? name : Renamed(name)] = file[i];
            }
        }

        var excepted = known.Where(n => IsIn(Into, n)).Concat(tensors.Keys).ToList();
        if (Except.FirstOrDefault(e => !excepted.Exists(n => IsIn(e, n))) is { } nobodys)
        {
            throw new ArgumentException($"Neither {network.Info.Name} nor {path} has {nobodys}; they have {Modules(excepted)}.", "except");
        }

        return tensors.Where(t => !IsExcepted(t.Key)).ToDictionary(StringComparer.Ordinal);
    }

    private bool IsExcepted(string name) => Except.Any(e => IsIn(e, name));

    private static bool IsIn(string module, string name) => module.Length == 0
        || (name.StartsWith(module, StringComparison.Ordinal) && (name.Length == module.Length || name[module.Length] == '.'));

    private static List<string> Unwrapped(List<string> names, HashSet<string> known)
    {
        foreach (var wrapper in s_wrappers.Where(w => !known.Any(n => Begins(n, w))))
        {
            while (names.Count > 0 && names.TrueForAll(n => Begins(n, wrapper)))
            {
                names = names.ConvertAll(n => n[wrapper.Length..]);
            }
        }

        return names;
    }

    private static bool Begins(string name, string wrapper) => name.StartsWith(wrapper, StringComparison.Ordinal);

    private static string Modules(IEnumerable<string> names)
    {
        var modules = names.Select(n => n.Split('.')[0]).Distinct().ToList();
        return string.Join(", ", modules.Take(20)) + (modules.Count > 20 ? ", …" : "");
    }

    /// <summary>
    /// torchvision's DenseNet files are from when the parts of its layers were called norm.1 and conv.1, not norm1 and conv1;
    /// it renames them in the same way.
    /// </summary>
    private static string Renamed(string name)
    {
        var parts = name.Split('.');
        return parts is [.., var layer, "norm" or "conv", "1" or "2", _] && layer.StartsWith("denselayer", StringComparison.Ordinal)
            ? string.Join('.', [.. parts[..^3], parts[^3] + parts[^2], parts[^1]])
            : name;
    }
}
