namespace NetGen.Operators;

/// <summary>
/// The matrices of Winograd's F(m, r) with m + r = 7, whose polynomials are evaluated at 0, 1, -1, 2, -2 and infinity: Aᵀ[(G g) ⊙ (Bᵀ d)]
/// (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016). Bᵀ is the same for every m.
/// </summary>
internal static class WinogradMatrices
{
    private static readonly double[] Points = [0, 1, -1, 2, -2];

    /// <summary>Bᵀ: six inputs to six factors.</summary>
    public static double[][] Input { get; } =
    [
        [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
    ];

    /// <summary>Aᵀ: six products to so many outputs, each a power of the points.</summary>
    public static double[][] Output(int step) =>
        [.. Enumerable.Range(0, step).Select(power => (double[])[.. Points.Select(p => Math.Pow(p, power)), power == step - 1 ? 1 : 0])];

    /// <summary>G: a kernel of so many weights to six factors, its values at the points by what Bᵀ has made of their differences.</summary>
    public static double[][] Weights(int kernel) =>
    [
        .. Points.Select(p => (double[])
            [.. Enumerable.Range(0, kernel).Select(power => Math.Pow(p, power) / Points.Where(q => q != p).Aggregate(1.0, (n, q) => n * (p - q)))]),
        [.. Enumerable.Range(1, kernel).Select(k => k == kernel ? 1.0 : 0)],
    ];

    /// <summary>M · t · Mᵀ for a square t.</summary>
    public static double[] Apply(double[][] m, double[] t)
    {
        var size = m[0].Length;
        var result = new double[m.Length * m.Length];
        for (var row = 0; row < m.Length; row++)
            for (var column = 0; column < m.Length; column++)
                for (var i = 0; i < size; i++)
                    for (var j = 0; j < size; j++)
                    {
                        result[(row * m.Length) + column] += m[row][i] * t[(i * size) + j] * m[column][j];
                    }

        return result;
    }
}
