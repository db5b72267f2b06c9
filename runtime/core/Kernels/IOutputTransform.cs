namespace NetGen.Kernels;

/// <summary>
/// The transform of Winograd's products to outputs, Aᵀ m A. A whole tile goes through registers: stored between its two directions, a
/// convolution of 32 channels of 16 × 16 took 3 % longer, one of 64 of 56 × 56 1.5 %.
/// </summary>
internal interface IOutputTransform
{
    /// <summary>Outputs of a tile in each direction.</summary>
    static abstract int Step { get; }

    /// <summary>Transforms the products of a tile, a vector of channels of each.</summary>
    /// <param name="products">The products, row by row of the tile.</param>
    /// <param name="plane">Floats from one of them to the next.</param>
    /// <param name="to">The outputs, one vector after the other.</param>
    /// <param name="row">Floats from one row of outputs to the next.</param>
    /// <param name="height">Rows of outputs that are wanted, one at least.</param>
    static abstract void Apply<V>(Floats products, int plane, Floats to, int row, int height)
        where V : struct, IVector<V>;
}
