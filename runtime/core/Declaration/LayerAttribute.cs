using System.Runtime.CompilerServices;
using NetGen.Operators;

namespace NetGen;

/// <summary>
/// A layer on a partial method <c>private partial Tensor Name(Tensor x);</c>. Several on one method apply from left to right.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public abstract class LayerAttribute : Attribute
{
    private readonly Dictionary<string, object> _settings = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many times the layer is applied in a row, each time with parameters of its own (default 1).</summary>
    public int Repeat { get; set; } = 1;

    /// <summary>Reads a setting, or its default where it was not written.</summary>
    private protected T Get<T>(T fallback, [CallerMemberName] string name = "") =>
        _settings.TryGetValue(name, out var value) ? (T)value : fallback;

    /// <summary>Notes a setting that was written.</summary>
    private protected void Set<T>(T value, [CallerMemberName] string name = "")
        where T : notnull => _settings[name] = value;

    internal virtual Layer ToLayer()
    {
        var name = GetType().Name[..^"Attribute".Length];
        return OperatorTable.Create(name, new Arguments(name, _settings));
    }
}
