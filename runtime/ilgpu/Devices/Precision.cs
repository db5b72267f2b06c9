namespace NetGen;

/// <summary>
/// How exactly a network on a device multiplies: matrices, convolutions, recurrent layers, attention, and their gradients. Weights, all
/// values in memory, sums, and whatever is not a product of those, are 32-bit floats in any case. NVIDIA's GPUs since Ampere multiply the
/// shorter numbers with tensor cores; other devices round as they do, and gain nothing by it.
/// </summary>
public enum Precision
{
    /// <summary>32-bit floats, 24 bits of precision.</summary>
    Float32,

    /// <summary>Factors are rounded to 11 bits of precision; exponents stay those of 32-bit floats.</summary>
    TensorFloat32,

    /// <summary>Factors are rounded to 8 bits of precision; exponents stay those of 32-bit floats.</summary>
    BFloat16,
}
