namespace NetGen.Execution;

/// <summary>
/// Normally distributed numbers by Marsaglia's polar method (1964). The logarithm is computed here, from operations that every
/// machine rounds alike: those of its mathematics library may differ in the last bit.
/// </summary>
internal static class NormalNumbers
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Sqrt2 = 1.41421356237309504880;
    private const int Terms = 12;

    /// <summary>A number of mean 0 and variance 1.</summary>
    /// <param name="bits">Gives 64 random bits for each attempt, counted from 1: each has its chance of π / 4.</param>
    public static float Draw(Func<ulong, ulong> bits)
    {
        for (var attempt = 1UL; ; attempt++)
        {
            var random = bits(attempt);
            var (u, v) = (Centred(random >> 40), Centred((random >> 16) & 0xFFFFFF));
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return (float)(u * Math.Sqrt(-2 * Log(s) / s));
            }
        }
    }

    /// <summary>24 bits as a number from −1 to below 1.</summary>
    private static double Centred(ulong bits) => ((int)bits - (1 << 23)) / (double)(1 << 23);

    /// <summary>ln s = n ln 2 + 2 artanh((m − 1) / (m + 1)) for s = m · 2ⁿ with m around 1.</summary>
    private static double Log(double s)
    {
        var n = Math.ILogB(s);
        var m = Math.ScaleB(s, -n);
        if (m > Sqrt2)
        {
            (m, n) = (m / 2, n + 1);
        }

        var t = (m - 1) / (m + 1);
        var sum = 0.0;
        for (var k = Terms; k >= 0; k--)
        {
            sum = (sum * t * t) + (1.0 / ((2 * k) + 1));
        }

        return (n * Ln2) + (2 * t * sum);
    }
}
