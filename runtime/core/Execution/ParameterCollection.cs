using System.Collections;
using NetGen.Execution;
using NetGen.Kernels;

namespace NetGen;

/// <summary>Parameters, buffers or gradients of a network by their names in PyTorch. Enumerating it gives the names.</summary>
public sealed class ParameterCollection : IReadOnlyCollection<string>
{
    private const int NamesInMessages = 40;

    private readonly string _kind;
    private readonly Arena _block;
    private readonly Action? _expose;
    private readonly Action? _fetch;
    private readonly ParameterInfo[] _infos;
    private readonly HashSet<string> _lacking;
    private readonly Dictionary<string, ParameterInfo> _byName;

    /// <param name="kind">What they are, in messages.</param>
    /// <param name="infos">Their names, shapes and places.</param>
    /// <param name="block">Where they lie.</param>
    /// <param name="expose">Called before writable numbers are handed out.</param>
    /// <param name="fetch">Called before numbers are read.</param>
    /// <param name="lacking">Parameters that have none.</param>
    internal ParameterCollection(
        string kind,
        IEnumerable<ParameterInfo> infos,
        Arena block,
        Action? expose,
        Action? fetch,
        IEnumerable<ParameterInfo>? lacking = null)
    {
        _lacking = [.. lacking?.Select(i => i.Name) ?? []];
        (_kind, _block, _expose, _fetch, _infos) = (kind, block, expose, fetch, [.. infos]);
        _byName = _infos.ToDictionary(i => i.Name, StringComparer.Ordinal);
    }

    /// <summary>How many there are.</summary>
    public int Count => _infos.Length;

    /// <summary>
    /// The numbers of one of them, row-major, to read and to write. What is written counts from the next prediction or step
    /// on; each prediction then first looks whether anything was written, so use <see cref="Read"/> where reading is enough.
    /// </summary>
    /// <param name="name">Its name: <c>conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public Span<float> this[string name]
    {
        get
        {
            var info = Info(name);
            _expose?.Invoke();
            return _block.Span(info.Offset, info.Count);
        }
    }

    /// <summary>The numbers of one of them, row-major, to read.</summary>
    /// <param name="name">Its name: <c>conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public ReadOnlySpan<float> Read(string name)
    {
        var info = Info(name);
        _fetch?.Invoke();
        return _block.Span(info.Offset, info.Count);
    }

    /// <summary>The sizes of one of them; empty for a single number.</summary>
    /// <param name="name">Its name: <c>conv1.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public ReadOnlySpan<int> Shape(string name) => Info(name).Shape;

    /// <summary>Whether there is one of that name.</summary>
    /// <param name="name">A name.</param>
    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>The names, in the order in which they are saved.</summary>
    public IEnumerator<string> GetEnumerator() => _infos.Select(i => i.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ParameterInfo Info(string name)
    {
        if (_byName.TryGetValue(name, out var info))
        {
            return info;
        }

        if (_lacking.Contains(name))
        {
            throw new KeyNotFoundException($"There is no {_kind} of {name}: it is frozen ([Freeze]), and so it is not trained.");
        }

        var names = string.Join(", ", this.Take(NamesInMessages)) + (Count > NamesInMessages ? $", … ({Count} in all)" : "");
        throw new KeyNotFoundException(Count == 0
            ? $"There is no {_kind} named \"{name}\": the network has none."
            : $"There is no {_kind} named \"{name}\". There are: {names}.");
    }
}
