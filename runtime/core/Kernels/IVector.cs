namespace NetGen.Kernels;

/// <summary>
/// A vector of floats of some width. Kernels are written once, over this interface, and run at every width:
/// <see cref="V1"/>, <see cref="V4"/>, <see cref="V8"/>, <see cref="V16"/>. Each lane is computed alike at all widths.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface IVector<TSelf>
    where TSelf : struct, IVector<TSelf>
{
    /// <summary>How many lanes.</summary>
    static abstract int Count { get; }

    /// <summary>All lanes zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>The <see cref="Count"/> floats from <paramref name="index"/> on; any alignment.</summary>
    static abstract TSelf Load(Floats source, int index);

    /// <summary>Writes all lanes from <paramref name="index"/> on; any alignment.</summary>
    void Store(Floats target, int index);

    /// <summary>Writes all lanes, which hold whole numbers, as integers from <paramref name="index"/> on.</summary>
    void StoreWhole(Ints target, int index);

    /// <summary>Lane by lane a + b.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>Lane by lane a − b.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>Lane by lane a · b.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>Lane by lane a / b.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Lane by lane −a.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>a · b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The greater one; not-a-number where <paramref name="a"/> is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller one; not-a-number where <paramref name="a"/> is.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>|a|.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>√a, correctly rounded.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>eᵃ, within 2 units in the last place.</summary>
    static abstract TSelf Exp(TSelf a);

    /// <summary>ln a, within 2 units in the last place; −∞ at 0, not-a-number below.</summary>
    static abstract TSelf Log(TSelf a);

    /// <summary>tanh a, within 3 units in the last place.</summary>
    static abstract TSelf Tanh(TSelf a);

    /// <summary>1 / (1 + e⁻ᵃ), within 3 units in the last place.</summary>
    static abstract TSelf Sigmoid(TSelf a);

    /// <summary>ln(1 + a), within 3 units in the last place also where a is tiny; −∞ at −1, not-a-number below.</summary>
    static abstract TSelf Log1p(TSelf a);

    /// <summary>The error function, 2/√π · ∫₀ᵃ e^−t² dt, within 2 units in the last place.</summary>
    static abstract TSelf Erf(TSelf a);

    /// <summary><paramref name="yes"/> where a &gt; b, else (also where either is not a number) <paramref name="no"/>.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf yes, TSelf no);

    /// <summary>
    /// Dropout's factors: lane i is <paramref name="scale"/> if the random bits of element <paramref name="index"/> + i are
    /// at least <paramref name="threshold"/>, else 0.
    /// </summary>
    static abstract TSelf Keep(uint key, uint threshold, float scale, int index);

    /// <summary>All lanes but the last <paramref name="count"/> (0 to <see cref="Count"/>) set to zero.</summary>
    static abstract TSelf KeepLast(TSelf a, int count);

    /// <summary>2ⁿ for whole n from −126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>a · 2ⁿ, rounded once, for a from ½ to 2 and whole n from −160 to 128.</summary>
    static abstract TSelf Scale(TSelf a, TSelf n);

    /// <summary>⌊log₂ a⌋ for positive normal a.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>a / 2^<see cref="Exponent"/>, from 1 to below 2, for positive normal a.</summary>
    static abstract TSelf Mantissa(TSelf a);

    /// <summary>The sum of all lanes, by halves.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>The four sums of four vectors' lanes, each as <see cref="Sum"/> has it.</summary>
    static abstract V4 Sums(TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>The first and the second floats of <see cref="Count"/> pairs that follow one another, in their order.</summary>
    static abstract (TSelf First, TSelf Second) LoadPairs(Floats source, int index);

    /// <summary>Writes <see cref="Count"/> pairs of floats one after another.</summary>
    static abstract void StorePairs(TSelf first, TSelf second, Floats target, int index);
}
