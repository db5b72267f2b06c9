namespace NetGen.Kernels;

/// <summary>A pass over units of work (samples, rows, chunks) that can be cut anywhere between two units.</summary>
public interface IKernel
{
    /// <summary>Computes the units <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    /// <param name="first">The first unit of this run.</param>
    /// <param name="count">How many units.</param>
    /// <param name="scratch">Memory that no other run uses meanwhile, 64-byte aligned; its contents are undefined.</param>
    void Run(int first, int count, Floats scratch);
}

/// <summary>
/// What is computed at each element of a tensor. The method loads its operands, computes and stores, for one vector of
/// elements; mark it <c>AggressiveInlining</c>.
/// </summary>
public interface IElementwise
{
    /// <summary>Computes <c>V.Count</c> elements from <paramref name="index"/> on.</summary>
    /// <param name="channel">
    /// The channel of all these elements (<see cref="Elementwise.Channels"/>), or the feature of the first of them
    /// (<see cref="Elementwise.Features"/>), or 0 (<see cref="Elementwise.Flat"/>).
    /// </param>
    /// <param name="index">The first element.</param>
    void Apply<V>(int channel, int index)
        where V : struct, IVector<V>;
}

/// <summary>
/// What becomes of the results of a convolution or a linear layer: bias, activation, store. As
/// <see cref="IElementwise"/>, but given the sum.
/// </summary>
public interface IEpilogue
{
    /// <summary>Takes <c>V.Count</c> results from <paramref name="index"/> on.</summary>
    /// <param name="sum">The results.</param>
    /// <param name="channel">Their channel (convolution), or the feature of the first of them (linear).</param>
    /// <param name="index">The first element.</param>
    void Apply<V>(V sum, int channel, int index)
        where V : struct, IVector<V>;
}

/// <summary>The epilogue that only stores.</summary>
/// <param name="y">Where to.</param>
public readonly struct Store(Floats y) : IEpilogue
{
    private readonly Floats _y = y;

    /// <inheritdoc />
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public void Apply<V>(V sum, int channel, int index)
        where V : struct, IVector<V> => sum.Store(_y, index);
}
