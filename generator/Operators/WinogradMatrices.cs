namespace NetGen.Operators;

/// <summary>
/// The matrices of Winograd's F(m, r), whose polynomials are evaluated at infinity and at as many of 0, 1, -1, 2 and -2 as are left of a
/// tile's inputs: Aᵀ[(G g) ⊙ (Bᵀ d)] (Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2016).
/// </summary>
internal static class WinogradMatrices
{
    private static readonly double[] Points = [0, 1, -1, 2, -2];

    /// <summary>Bᵀ: a tile's inputs to as many factors, by the polynomials that are zero at all points but one.</summary>
    public static double[][] Input(WinogradTile tile)
    {
        var points = PointsOf(tile);
        return [.. points.Select(p => Polynomial(points.Where(q => q != p), tile.Width)), Polynomial(points, tile.Width)];
    }

    /// <summary>Aᵀ: products to outputs, each a power of the points.</summary>
    public static double[][] Output(WinogradTile tile) =>
    [
        .. Enumerable.Range(0, tile.Step).Select(power => (double[])
            [.. PointsOf(tile).Select(p => Math.Pow(p, power)), power == tile.Step - 1 ? 1 : 0]),
    ];

    /// <summary>G: a kernel to factors, its values at the points by what Bᵀ has made of their differences.</summary>
    public static double[][] Weights(WinogradTile tile)
    {
        var points = PointsOf(tile);
        double Divisor(double p) => points.Where(q => q != p).Aggregate(1.0, (product, q) => product * (p - q));
        return
        [
            .. points.Select(p => (double[])[.. Enumerable.Range(0, tile.Kernel).Select(power => Math.Pow(p, power) / Divisor(p))]),
            [.. Enumerable.Range(1, tile.Kernel).Select(k => k == tile.Kernel ? 1.0 : 0)],
        ];
    }

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

    private static double[] PointsOf(WinogradTile tile) => [.. Points.Take(tile.Width - 1)];

    /// <summary>The coefficients of Π (x - root), from the constant one on.</summary>
    private static double[] Polynomial(IEnumerable<double> roots, int length)
    {
        var coefficients = new double[length];
        coefficients[0] = 1;
        foreach (var root in roots)
        {
            for (var k = length - 1; k >= 0; k--)
            {
                coefficients[k] = (k > 0 ? coefficients[k - 1] : 0) - (root * coefficients[k]);
            }
        }

        return coefficients;
    }
}
