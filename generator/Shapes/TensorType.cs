namespace NetGen.Shapes;

/// <summary>What the elements of a tensor are.</summary>
internal enum ElementKind
{
    /// <summary>32-bit IEEE numbers: activations, weights, gradients.</summary>
    Float32,

    /// <summary>32-bit integers: class labels, token ids, saved positions.</summary>
    Int32,
}

/// <summary>
/// What is known of a value before anything runs. A batched value has one <paramref name="Shape"/> for every sample;
/// one that is not (a weight, a statistic, a loss) exists once.
/// </summary>
internal sealed record TensorType(Shape Shape, bool Batched = true, ElementKind Kind = ElementKind.Float32)
{
    public static TensorType Sample(params int[] sizes) => new(new Shape(sizes));

    public static TensorType Once(params int[] sizes) => new(new Shape(sizes), Batched: false);

    public override string ToString() => (Batched ? "N×" : "") + Shape + (Kind == ElementKind.Int32 ? " int32" : "");
}
