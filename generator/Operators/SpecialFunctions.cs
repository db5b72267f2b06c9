namespace NetGen.Operators;

/// <summary>Functions in double that System.Math does not have.</summary>
internal static class SpecialFunctions
{
    /// <summary>From here on the error function is 1 in double.</summary>
    private const double ErfIsOne = 6;

    /// <summary>log(1 + x); log(s) · x / (s − 1), with s the rounded sum, keeps the digits of a small x.</summary>
    public static double Log1p(double x)
    {
        var sum = 1 + x;
        return sum == 1 || double.IsPositiveInfinity(x) ? x : Math.Log(sum) * x / (sum - 1);
    }

    /// <summary>
    /// The error function by erf x = 2/√π · e^−x² · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1)), whose terms all have one sign (Abramowitz
    /// and Stegun, 7.1.6).
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) >= ErfIsOne)
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
