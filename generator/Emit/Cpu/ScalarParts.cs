using NetGen.Operators;

namespace NetGen.Emit.Cpu;

/// <summary>Which parts of a formula get a name of their own: what would be computed twice, and what would be too long to read.</summary>
internal static class ScalarParts
{
    /// <summary>A longer formula is taken apart.</summary>
    private const int Widest = 100;

    /// <summary>The parts, inner ones first.</summary>
    /// <param name="form">The formula.</param>
    /// <param name="write">Words a part, given those that have been named.</param>
    /// <param name="name">Names a part, and so changes how others are worded.</param>
    public static void Name(Scalar form, Func<Scalar, string> write, Action<ScalarCall> name)
    {
        var parts = new List<ScalarCall>();
        Collect(form, parts);
        foreach (var part in parts.Where(p => IsCostly(p.Function) && parts.Count(q => q == p) > 1).Distinct())
        {
            name(part);
        }

        while (write(form).Length > Widest && parts.Where(CanBeNamed).OrderByDescending(p => write(p).Length).FirstOrDefault() is { } longest)
        {
            name(longest);
        }

        bool CanBeNamed(ScalarCall part) => part != form && part.Function != ScalarFunction.Greater
            && write(part) is { Length: <= Widest } text && text.Contains('(');
    }

    private static bool IsCostly(ScalarFunction function) => function is ScalarFunction.Exp or ScalarFunction.Log or ScalarFunction.Sqrt
        or ScalarFunction.Tanh or ScalarFunction.Sigmoid or ScalarFunction.Log1p or ScalarFunction.Erf;

    /// <summary>All calls of a formula, inner ones first.</summary>
    private static void Collect(Scalar form, List<ScalarCall> parts)
    {
        if (form is ScalarCall call)
        {
            foreach (var operand in new[] { call.A, call.B, call.C }.OfType<Scalar>())
            {
                Collect(operand, parts);
            }

            parts.Add(call);
        }
    }
}
