namespace NetGen;

/// <summary>
/// Declares a network: a partial class whose layers are partial methods carrying layer attributes. The shape is that of
/// one sample, channels first; the batch stays free.
/// </summary>
/// <param name="shape">The sizes of one sample: <c>[Network(3, 32, 32)]</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NetworkAttribute(params int[] shape) : Attribute
{
    /// <summary>The shape of each input that has no <see cref="ShapeAttribute"/> of its own.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;
}
