using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Declaration;

/// <summary>Arithmetic on values known at compile time, as C# does it.</summary>
internal static class Constants
{
    /// <summary>Whether a value is a number (a character counts as one, as in C#).</summary>
    public static bool IsNumber(object? value) =>
        value is int or long or double or float or byte or sbyte or short or ushort or uint or ulong or char;

    /// <summary>A value as another type; null if it cannot be.</summary>
    public static object? Convert(object? value, ITypeSymbol? type)
    {
        var special = type is INamedTypeSymbol { EnumUnderlyingType: { } underlying } ? underlying.SpecialType : type?.SpecialType;
        if (!IsNumber(value))
        {
            return value;
        }

        unchecked
        {
            var whole = value is double or float ? 0 : value is ulong big ? (long)big : value is char c ? c : System.Convert.ToInt64(value);
            var real = value is char letter ? letter : System.Convert.ToDouble(value);
            var isReal = value is double or float;
            return special switch
            {
                SpecialType.System_Int32 => isReal ? (int)real : (int)whole,
                SpecialType.System_Int64 => isReal ? (long)real : whole,
                SpecialType.System_Double => real,
                SpecialType.System_Single => (float)real,
                SpecialType.System_Byte => isReal ? (byte)real : (byte)whole,
                SpecialType.System_SByte => isReal ? (sbyte)real : (sbyte)whole,
                SpecialType.System_Int16 => isReal ? (short)real : (short)whole,
                SpecialType.System_UInt16 => isReal ? (ushort)real : (ushort)whole,
                SpecialType.System_UInt32 => isReal ? (uint)real : (uint)whole,
                SpecialType.System_UInt64 => isReal ? (ulong)real : (ulong)whole,
                SpecialType.System_Char => isReal ? (char)real : (char)whole,
                _ => value,
            };
        }
    }

    /// <summary>The result of a binary operator; null where it has none.</summary>
    /// <exception cref="DivideByZeroException">A whole number is divided by zero.</exception>
    public static object? Binary(BinaryOperatorKind kind, object? a, object? b) => (a, b) switch
    {
        (bool x, bool y) => kind switch
        {
            BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => x && y,
            BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => x || y,
            BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals => x != y,
            BinaryOperatorKind.Equals => x == y,
            _ => null,
        },
        (double or float, _) or (_, double or float) when IsNumber(a) && IsNumber(b) =>
            Real(kind, System.Convert.ToDouble(a), System.Convert.ToDouble(b)) is double real && a is not double && b is not double
                ? (float)real
                : Real(kind, System.Convert.ToDouble(a), System.Convert.ToDouble(b)),
        _ when IsNumber(a) && IsNumber(b) => Whole(kind, a!, b!),
        (string or null, string or null) => kind switch
        {
            BinaryOperatorKind.Add => (string?)a + (string?)b,
            BinaryOperatorKind.Equals => (string?)a == (string?)b,
            BinaryOperatorKind.NotEquals => (string?)a != (string?)b,
            _ => null,
        },
        _ => null,
    };

    public static object? Unary(UnaryOperatorKind kind, object? value) => (kind, value) switch
    {
        (UnaryOperatorKind.Not, bool b) => !b,
        (UnaryOperatorKind.Plus, _) when IsNumber(value) => value,
        (UnaryOperatorKind.Minus, int i) => unchecked(-i),
        (UnaryOperatorKind.Minus, long l) => unchecked(-l),
        (UnaryOperatorKind.Minus, float f) => -f,
        (UnaryOperatorKind.Minus, double d) => -d,
        (UnaryOperatorKind.BitwiseNegation, int i) => ~i,
        (UnaryOperatorKind.BitwiseNegation, long l) => ~l,
        _ => null,
    };

    /// <summary>A value as a C# expression of its type.</summary>
    public static string Text(object value, ITypeSymbol? type = null)
    {
        if (type is { TypeKind: TypeKind.Enum })
        {
            return $"({type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})({Plain(value)})";
        }

        return value switch
        {
            ListValue list => "[" + string.Join(", ", list.Items.Select(i => Text(i!))) + "]",
            bool b => b ? "true" : "false",
            string s => SymbolDisplay.FormatLiteral(s, quote: true),
            double d => Real(d, "double", ""),
            float f => Real(f, "float", "f"),
            long l => l.ToString(CultureInfo.InvariantCulture) + "L",
            ulong u => u.ToString(CultureInfo.InvariantCulture) + "UL",
            uint u => u.ToString(CultureInfo.InvariantCulture) + "U",
            _ => Plain(value),
        };
    }

    /// <summary>A value as it is shown in messages.</summary>
    public static string Plain(object? value) => value switch
    {
        bool b => b ? "true" : "false",
        _ => System.Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object? Real(BinaryOperatorKind kind, double a, double b) => kind switch
    {
        BinaryOperatorKind.Add => a + b,
        BinaryOperatorKind.Subtract => a - b,
        BinaryOperatorKind.Multiply => a * b,
        BinaryOperatorKind.Divide => a / b,
        BinaryOperatorKind.Remainder => a % b,
        _ => Compare(kind, a.CompareTo(b), a.Equals(b), double.IsNaN(a) || double.IsNaN(b)),
    };

    private static object? Whole(BinaryOperatorKind kind, object a, object b)
    {
        if (a is ulong || b is ulong)
        {
            return Unsigned(kind, (ulong)Convert64(a), (ulong)Convert64(b));
        }

        var (x, y) = (Convert64(a), Convert64(b));
        if (kind is BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder && y == 0)
        {
            throw new DivideByZeroException();
        }

        object? result = unchecked(kind switch
        {
            BinaryOperatorKind.Add => x + y,
            BinaryOperatorKind.Subtract => x - y,
            BinaryOperatorKind.Multiply => x * y,
            BinaryOperatorKind.Divide => y == -1 ? -x : x / y,
            BinaryOperatorKind.Remainder => y == -1 ? 0 : x % y,
            BinaryOperatorKind.And => x & y,
            BinaryOperatorKind.Or => x | y,
            BinaryOperatorKind.ExclusiveOr => x ^ y,
            BinaryOperatorKind.LeftShift => a is long ? x << (int)y : (int)x << (int)y,
            BinaryOperatorKind.RightShift => a is long ? x >> (int)y : (int)x >> (int)y,
            _ => Compare(kind, x.CompareTo(y), x == y, false),
        });
        return result is long value && a is not long && b is not long ? Narrow(value, a, b) : result;
    }

    /// <summary>C# computes with ints where both are at most int, with uints where both are uint, and else with longs.</summary>
    private static object Narrow(long value, object a, object b) => (a, b) switch
    {
        (uint, uint) => unchecked((uint)value),
        (uint, _) or (_, uint) => value,
        _ => unchecked((int)value),
    };

    private static object? Unsigned(BinaryOperatorKind kind, ulong x, ulong y) => unchecked(kind switch
    {
        BinaryOperatorKind.Add => x + y,
        BinaryOperatorKind.Subtract => x - y,
        BinaryOperatorKind.Multiply => x * y,
        BinaryOperatorKind.Divide => x / y,
        BinaryOperatorKind.Remainder => x % y,
        _ => Compare(kind, x.CompareTo(y), x == y, false),
    });

    private static long Convert64(object value) => unchecked(value switch
    {
        ulong u => (long)u,
        char c => c,
        _ => System.Convert.ToInt64(value),
    });

    private static object? Compare(BinaryOperatorKind kind, int order, bool equal, bool unordered) => kind switch
    {
        BinaryOperatorKind.Equals => equal && !unordered,
        BinaryOperatorKind.NotEquals => !equal || unordered,
        BinaryOperatorKind.LessThan => order < 0 && !unordered,
        BinaryOperatorKind.LessThanOrEqual => order <= 0 && !unordered,
        BinaryOperatorKind.GreaterThan => order > 0 && !unordered,
        BinaryOperatorKind.GreaterThanOrEqual => order >= 0 && !unordered,
        _ => null,
    };

    private static string Real(double value, string type, string suffix)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return type + (double.IsNaN(value) ? ".NaN" : value > 0 ? ".PositiveInfinity" : ".NegativeInfinity");
        }

        var text = suffix == "f"
            ? ((float)value).ToString("R", CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        return text + (suffix.Length == 0 && text.All(c => char.IsDigit(c) || c == '-') ? ".0" : suffix);
    }
}
