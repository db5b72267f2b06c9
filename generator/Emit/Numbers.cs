using System.Globalization;

namespace NetGen.Emit;

/// <summary>Words whole numbers the same under every culture.</summary>
internal static class Numbers
{
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
