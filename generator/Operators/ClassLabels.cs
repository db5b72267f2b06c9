namespace NetGen.Operators;

/// <summary>What a loss asks of a target that holds class labels.</summary>
/// <param name="Classes">How many classes there are: labels are from 0 to that minus 1.</param>
/// <param name="Axis">The axis of the prediction along which they lie, from the front.</param>
/// <param name="Ignored">A further label, of places that do not count; null for none.</param>
internal sealed record ClassLabels(int Classes, int Axis, int? Ignored = null)
{
    /// <summary>What two losses that are given the same labels ask of them together; the first speaks for the axis.</summary>
    public static ClassLabels? Both(ClassLabels? a, ClassLabels? b) => a is null || b is null
        ? a ?? b
        : a with { Classes = Math.Min(a.Classes, b.Classes), Ignored = a.Ignored == b.Ignored ? a.Ignored : null };

#if NETGEN_RUNTIME
    /// <summary>Checks labels that are compared directly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public void Check(double[] labels)
    {
        var wrong = Array.FindIndex(labels, label => (label < 0 || label >= Classes) && label != Ignored);
        if (wrong >= 0)
        {
            throw new ArgumentOutOfRangeException(
                "target", labels[wrong], $"Label {wrong} must be from 0 to {Classes - 1}{(Ignored is { } i ? $" or {i}" : "")}.");
        }
    }
#endif
}
