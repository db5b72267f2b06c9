namespace NetGen.Kernels;

/// <summary>
/// A vector of floats of some width. Kernels are written once, over this interface, and run at every width:
/// <see cref="V1"/>, <see cref="V4"/>, <see cref="V8"/>, <see cref="V16"/>. Each lane is computed alike at all widths.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IVector<TSelf> : INumbers<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    /// <summary>How many lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The <see cref="Count"/> floats from <paramref name="index"/> on; any alignment.</summary>
    static abstract TSelf Load(Floats source, int index);

    /// <summary>The <see cref="Count"/> integers from <paramref name="index"/> on, as floats.</summary>
    static abstract TSelf LoadWhole(Ints source, int index);

    /// <summary>Writes all lanes from <paramref name="index"/> on; any alignment.</summary>
    void Store(Floats target, int index);

    /// <summary>Writes all lanes, which hold whole numbers, as integers from <paramref name="index"/> on.</summary>
    void StoreWhole(Ints target, int index);

    /// <summary>
    /// a · b + c with b in memory, as one instruction where the hardware can: of two, half as many are under way in a loop that waits
    /// for memory.
    /// </summary>
    static abstract TSelf MultiplyAdd(TSelf a, Floats b, int index, TSelf c);

    /// <summary>Lane by lane the greater one; not-a-number where either is.</summary>
    static abstract TSelf Greatest(TSelf a, TSelf b);

    /// <summary>
    /// Dropout's factors: lane i is <paramref name="scale"/> if the random bits of element <paramref name="index"/> + i are
    /// at least <paramref name="threshold"/>, else 0.
    /// </summary>
    static abstract TSelf Keep(uint key, uint threshold, float scale, int index);

    /// <summary>All lanes but the last <paramref name="count"/> (0 to <see cref="Count"/>) set to zero.</summary>
    static abstract TSelf KeepLast(TSelf a, int count);

    /// <summary>The last lane of what lies before, and then all of these but the last.</summary>
    static abstract TSelf Follow(TSelf before, TSelf a);

    /// <summary>The sum of all lanes, by halves.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>The four sums of four vectors' lanes, each as <see cref="Sum"/> has it.</summary>
    static abstract V4 Sums(TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>The first and the second floats of <see cref="Count"/> pairs that follow one another, in their order.</summary>
    static abstract (TSelf First, TSelf Second) LoadPairs(Floats source, int index);

    /// <summary>Writes <see cref="Count"/> pairs of floats one after another.</summary>
    static abstract void StorePairs(TSelf first, TSelf second, Floats target, int index);
}
