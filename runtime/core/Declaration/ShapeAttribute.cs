namespace NetGen;

/// <summary>The shape of one input of a network, where it differs from that of <see cref="NetworkAttribute"/>.</summary>
/// <param name="sizes">The sizes of one sample: <c>Forward([Shape(3, 32, 32)] Tensor image, [Shape(5)] Tensor extra)</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ShapeAttribute(params int[] sizes) : Attribute
{
    /// <summary>The sizes of one sample, channels first.</summary>
    public IReadOnlyList<int> Sizes { get; } = sizes;

    /// <summary>What the elements are (default <see cref="ElementType.Float32"/>).</summary>
    public ElementType Type { get; set; } = ElementType.Float32;
}
