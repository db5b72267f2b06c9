namespace NetGen.Kernels;

/// <summary>A transform of Winograd's tiles in one direction: some numbers become others, each a weighted sum of them.</summary>
internal interface ITileTransform
{
    /// <summary>Numbers that are read.</summary>
    static abstract int Size { get; }

    /// <summary>Numbers that are made.</summary>
    static abstract int Results { get; }

    /// <summary>Transforms vectors that lie <paramref name="step"/> apart into those that lie <paramref name="toStep"/> apart.</summary>
    static abstract void Apply<V>(Floats from, int step, Floats to, int toStep)
        where V : struct, IVector<V>;
}
