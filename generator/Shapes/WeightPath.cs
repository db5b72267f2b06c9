using System.Globalization;

namespace NetGen.Shapes;

/// <summary>The checkpoint names of a layer method's entries, the same for compiled and for eager networks.</summary>
internal static class WeightPath
{
    /// <summary>
    /// The name of one entry of a stack: that of the method if it is the only one, else with its number, <c>features.3</c>.
    /// Where the name says how entries are numbered, <c>denselayer{1}</c>, the number stands there: <c>denselayer4</c>.
    /// </summary>
    /// <param name="name">The method's name in checkpoints.</param>
    /// <param name="index">The entry's place in the stack, from 0.</param>
    /// <param name="count">How many entries there are.</param>
    public static string Of(string name, int index, int count)
    {
        var (open, close) = (name.IndexOf('{'), name.IndexOf('}'));
        return open < 0
            ? count == 1 ? name : $"{name}.{Text(index)}"
            : name.Substring(0, open) + Text(First(name, open, close) + index) + name.Substring(close + 1);
    }

    /// <summary>Whether a name has no braces, or one pair of them around the number of the first entry.</summary>
    public static bool IsWellFormed(string name)
    {
        var (open, close) = (name.IndexOf('{'), name.IndexOf('}'));
        return open < 0
            ? close < 0
            : close > open + 1 && close < open + 6 && name.LastIndexOf('{') == open && name.LastIndexOf('}') == close
                && name.Substring(open + 1, close - open - 1).All(c => c is >= '0' and <= '9');
    }

    private static int First(string name, int open, int close) =>
        int.Parse(name.Substring(open + 1, close - open - 1), CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
