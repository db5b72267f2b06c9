namespace NetGen.Kernels;

/// <summary>
/// One float or several side by side, and how to reckon with them, wherever they come from: vectors of the processor
/// (<see cref="IVector{TSelf}"/>), or the number that one thread of another device holds. Formulas that serve all of these
/// are written over this interface.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
public interface INumbers<TSelf>
    where TSelf : struct, INumbers<TSelf>
{
    /// <summary>All lanes zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>All lanes <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(float value);

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

    /// <summary>2ⁿ for whole n from −126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>a · 2ⁿ, rounded once, for a from ½ to 2 and whole n from −160 to 128.</summary>
    static abstract TSelf Scale(TSelf a, TSelf n);

    /// <summary>⌊log₂ a⌋ for positive normal a.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>a / 2^<see cref="Exponent"/>, from 1 to below 2, for positive normal a.</summary>
    static abstract TSelf Mantissa(TSelf a);
}
