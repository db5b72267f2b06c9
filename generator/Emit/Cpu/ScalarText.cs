using System.Globalization;
using NetGen.Operators;

namespace NetGen.Emit.Cpu;

/// <summary>Words a scalar form as vector code over <c>V</c>.</summary>
internal static class ScalarText
{
    /// <summary>A number as the vector that holds it in every lane.</summary>
    public static string Constant(double value) => value == 0 ? "V.Zero" : $"V.Broadcast({Number(value)})";

    /// <summary>A number as a float literal.</summary>
    public static string Number(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";

    /// <summary>The form, with each operand and draw worded by the caller; parts that have a name already go by it.</summary>
    public static string Write(
        Scalar form, Func<int, string> operand, Func<ScalarKeep, string> keep, IReadOnlyDictionary<Scalar, string>? named = null) =>
        form switch
        {
            ScalarInput input => operand(input.Index),
            ScalarConstant constant => Constant(constant.Value),
            ScalarKeep draw => keep(draw),
            _ when named is not null && named.TryGetValue(form, out var name) => name,
            ScalarCall call => Call(call, part => Write(part, operand, keep, named), part => named?.ContainsKey(part) == true),
            _ => throw new InvalidOperationException($"{form} has no wording."),
        };

    private static string Call(ScalarCall call, Func<Scalar, string> write, Func<Scalar, bool> isNamed)
    {
        string Term(Scalar part) => NeedsParentheses(part, isNamed) ? $"({write(part)})" : write(part);
        string Factor(Scalar part) => part is ScalarCall { Function: ScalarFunction.Multiply or ScalarFunction.Divide } && !isNamed(part)
            ? $"({write(part)})"
            : Term(part);
        return call.Function switch
        {
            ScalarFunction.Add when IsMultiplyAdd(call, isNamed) && call.A is ScalarCall product =>
                $"V.MultiplyAdd({write(product.A)}, {write(product.B!)}, {write(call.B!)})",
            ScalarFunction.Add => $"{write(call.A)} + {Term(call.B!)}",
            ScalarFunction.Subtract => $"{write(call.A)} - {Term(call.B!)}",
            ScalarFunction.Multiply => $"{Term(call.A)} * {Term(call.B!)}",
            ScalarFunction.Divide => $"{Term(call.A)} / {Factor(call.B!)}",
            ScalarFunction.Negate => $"-{Factor(call.A)}",
            _ => Function(call, write),
        };
    }

    private static string Function(ScalarCall call, Func<Scalar, string> write) => call.Function switch
    {
        ScalarFunction.Maximum => $"V.Max({write(call.A)}, {write(call.B!)})",
        ScalarFunction.Minimum => $"V.Min({write(call.A)}, {write(call.B!)})",
        ScalarFunction.Absolute => $"V.Abs({write(call.A)})",
        ScalarFunction.Select when call.A is ScalarCall { Function: ScalarFunction.Greater } test =>
            $"V.WhereGreater({write(test.A)}, {write(test.B!)}, {write(call.B!)}, {write(call.C!)})",
        ScalarFunction.Exp or ScalarFunction.Log or ScalarFunction.Sqrt or ScalarFunction.Tanh or ScalarFunction.Sigmoid
            or ScalarFunction.Log1p or ScalarFunction.Erf =>
            $"V.{call.Function}({write(call.A)})",
        _ => throw new InvalidOperationException($"{call.Function} has no wording."),
    };

    private static bool NeedsParentheses(Scalar part, Func<Scalar, bool> isNamed) =>
        part is ScalarCall { Function: ScalarFunction.Add or ScalarFunction.Subtract or ScalarFunction.Negate } sum
        && !isNamed(part) && !IsMultiplyAdd(sum, isNamed);

    private static bool IsMultiplyAdd(ScalarCall sum, Func<Scalar, bool> isNamed) =>
        sum.Function == ScalarFunction.Add && sum.A is ScalarCall { Function: ScalarFunction.Multiply } && !isNamed(sum.A);
}
