using System.Collections;
using NetGen.Shapes;

namespace NetGen.Operators;

/// <summary>
/// The settings written in an attribute or a call, by name without regard to case (<c>kernel</c> the constructor's
/// parameter is <c>Kernel</c> the property). One that is null was not written.
/// </summary>
internal sealed class Arguments(string layer, IReadOnlyDictionary<string, object> values)
{
    private readonly Dictionary<string, object> _values = values
        .Where(p => p.Value is not null)
        .ToDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The layer's name, for messages.</summary>
    public string Layer { get; } = layer;

    public bool Has(string name) => _values.ContainsKey(name);

    public int Int(string name, int fallback) => _values.TryGetValue(name, out var value) ? Convert.ToInt32(value) : fallback;

    /// <summary>A size that must be at least <paramref name="minimum"/>.</summary>
    public int Size(string name, int fallback, int minimum = 1)
    {
        var value = Int(name, fallback);
        return value >= minimum
            ? value
            : throw new ShapeException(
                "NG0202", FormattableString.Invariant($"{Layer}: {name} must be at least {minimum}, but is {value}."), name);
    }

    public double Double(string name, double fallback) => _values.TryGetValue(name, out var value) ? Convert.ToDouble(value) : fallback;

    /// <summary>A number that must lie from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    public double Between(string name, double fallback, double minimum, double maximum)
    {
        var value = Double(name, fallback);
        var limit = maximum < double.MaxValue ? FormattableString.Invariant($" and at most {maximum}") : "";
        return value >= minimum && value <= maximum
            ? value
            : throw new ShapeException(
                "NG0202", FormattableString.Invariant($"{Layer}: {name} must be at least {minimum}{limit}, but is {value}."), name);
    }

    /// <summary>A number that must be greater than 0.</summary>
    public double Positive(string name, double fallback)
    {
        var value = Finite(name, fallback);
        return value > 0
            ? value
            : throw new ShapeException(
                "NG0202", FormattableString.Invariant($"{Layer}: {name} must be greater than 0, but is {value}."), name);
    }

    /// <summary>A number that must be neither infinite nor not-a-number.</summary>
    public double Finite(string name, double fallback)
    {
        var value = Double(name, fallback);
        return !double.IsNaN(value) && !double.IsInfinity(value)
            ? value
            : throw new ShapeException(
                "NG0202", FormattableString.Invariant($"{Layer}: {name} must be a finite number, but is {value}."), name);
    }

    public bool Bool(string name, bool fallback) => _values.TryGetValue(name, out var value) ? (bool)value : fallback;

    public int[] Ints(string name) =>
        _values.TryGetValue(name, out var value) ? [.. ((IEnumerable)value).Cast<object>().Select(Convert.ToInt32)] : [];

    /// <summary>Numbers of which none may be negative; none where the setting was not written.</summary>
    public EquatableArray<double> Weights(string name)
    {
        object[] given = _values.TryGetValue(name, out var value) ? [.. ((IEnumerable)value).Cast<object>()] : [];
        double[] weights = [.. given.Select(Convert.ToDouble)];
        var wrong = Array.FindIndex(weights, weight => !(weight >= 0) || double.IsInfinity(weight));
        return wrong < 0
            ? weights.ToEquatableArray()
            : throw new ShapeException(
                "NG0202",
                FormattableString.Invariant($"{Layer}: {name} must hold finite numbers of at least 0, but holds {weights[wrong]}."),
                name);
    }

    /// <summary>All settings of a kind, in the order of their names.</summary>
    public IEnumerable<T> Values<T>() => _values.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).OfType<T>();

    /// <summary>A height and a width: <c>Kernel</c> for both, or <c>KernelHeight</c> and <c>KernelWidth</c> apart.</summary>
    public (int Height, int Width) Pair(string name, int fallback, int minimum)
    {
        var both = Size(name, fallback, minimum);
        return (Size(name + "Height", both, minimum), Size(name + "Width", both, minimum));
    }
}
