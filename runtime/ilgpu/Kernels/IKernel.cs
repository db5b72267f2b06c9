namespace NetGen.Ilgpu;

/// <summary>What one thread does: it computes one element, or a few, and is told which.</summary>
public interface IKernel
{
    /// <summary>Does the work of one thread.</summary>
    /// <param name="index">Which thread, from 0.</param>
    void Run(int index);
}

/// <summary>Sums that a group of threads computes together, in an order that is the same on every run.</summary>
public interface IReduction
{
    /// <summary>How many terms each sum has.</summary>
    int Terms { get; }

    /// <summary>One term of a sum.</summary>
    /// <param name="output">Which sum, from 0.</param>
    /// <param name="term">Which term, from 0.</param>
    float Term(int output, int term);

    /// <summary>Takes a sum.</summary>
    /// <param name="output">Which sum.</param>
    /// <param name="sum">What it comes to.</param>
    void Store(int output, float sum);
}

/// <summary>What is computed at each element of a tensor; see <see cref="NetGen.Kernels.IElementwise"/>.</summary>
public interface IElementwise
{
    /// <summary>Computes <c>V.Count</c> elements from <paramref name="index"/> on.</summary>
    /// <param name="channel">The channel of all these elements, or the feature of the first of them, or 0.</param>
    /// <param name="index">The first element.</param>
    void Apply<V>(int channel, int index)
        where V : struct, IVector<V>;
}

/// <summary>What becomes of the results of a convolution or a product; see <see cref="NetGen.Kernels.IEpilogue"/>.</summary>
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
    public void Apply<V>(V sum, int channel, int index)
        where V : struct, IVector<V> => sum.Store(_y, index);
}
