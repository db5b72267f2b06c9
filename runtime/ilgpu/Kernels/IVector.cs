using NetGen.Kernels;

namespace NetGen.Ilgpu;

/// <summary>
/// The floats that one thread works on at once. Emitted formulas are written over this interface, letter by letter as for the
/// processor (<see cref="NetGen.Kernels.IVector{TSelf}"/>); only memory is another.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IVector<TSelf> : INumbers<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    /// <summary>How many floats.</summary>
    static abstract int Count { get; }

    /// <summary>The <see cref="Count"/> floats from <paramref name="index"/> on.</summary>
    static abstract TSelf Load(Floats source, int index);

    /// <summary>
    /// Dropout's factors: <paramref name="scale"/> where the random bits of an element, from <paramref name="index"/> on, are at
    /// least <paramref name="threshold"/>, else 0.
    /// </summary>
    static abstract TSelf Keep(RandomKey key, uint threshold, float scale, int index);

    /// <summary>Writes all floats from <paramref name="index"/> on.</summary>
    void Store(Floats target, int index);
}
