namespace NetGen.Declaration;

/// <summary>System.Math on constants.</summary>
internal static class MathFunctions
{
    /// <summary>The value of a function; null if it is not one of those known here.</summary>
    public static object? Call(string name, IReadOnlyList<object?> arguments)
    {
        if (arguments.Any(a => !Constants.IsNumber(a)))
        {
            return null;
        }

        var x = arguments.Select(Convert.ToDouble).ToArray();
        return (name, x.Length) switch
        {
            ("Max", 2) => x[0] >= x[1] ? arguments[0] : arguments[1],
            ("Min", 2) => x[0] <= x[1] ? arguments[0] : arguments[1],
            ("Clamp", 3) => x[0] < x[1] ? arguments[1] : x[0] > x[2] ? arguments[2] : arguments[0],
            ("Abs", 1) => Math.Abs(x[0]),
            ("Sign", 1) => Math.Sign(x[0]),
            ("Sqrt", 1) => Math.Sqrt(x[0]),
            ("Pow", 2) => Math.Pow(x[0], x[1]),
            ("Exp", 1) => Math.Exp(x[0]),
            ("Log", 1) => Math.Log(x[0]),
            ("Log", 2) => Math.Log(x[0], x[1]),
            ("Log2", 1) => Math.Log(x[0], 2),
            ("Log10", 1) => Math.Log10(x[0]),
            ("Floor", 1) => Math.Floor(x[0]),
            ("Ceiling", 1) => Math.Ceiling(x[0]),
            ("Truncate", 1) => Math.Truncate(x[0]),
            ("Round", 1) => Math.Round(x[0]),
            ("Round", 2) => Math.Round(x[0], (int)x[1]),
            _ => null,
        };
    }
}
