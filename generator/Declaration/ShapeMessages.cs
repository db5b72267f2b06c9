using NetGen.Shapes;

namespace NetGen.Declaration;

/// <summary>Turns what a shape rule says about a layer into what the user reads about a member.</summary>
internal static class ShapeMessages
{
    /// <summary>
    /// <c>Linear expects 2304 inputs …</c> becomes <c>Fc1 expects 2304 inputs …: Pool gives 16×16×16</c>.
    /// </summary>
    /// <param name="wrong">What the shape rule says; it begins with the layer's name.</param>
    /// <param name="layer">That name.</param>
    /// <param name="member">The user's member.</param>
    /// <param name="givers">Who gives what, or null where the input plays no part.</param>
    /// <param name="path">The use of a block in which it happens, or empty.</param>
    public static string Of(ShapeException wrong, string layer, string member, string? givers = null, string path = "")
    {
        var text = wrong.Message.TrimEnd('.');
        foreach (var name in new[] { layer, layer.EndsWith("2d", StringComparison.Ordinal) ? layer.Substring(0, layer.Length - 2) : layer })
        {
            if (text.StartsWith(name, StringComparison.Ordinal) && (text.Length == name.Length || !char.IsLetterOrDigit(text[name.Length])))
            {
                text = member + text.Substring(name.Length);
                break;
            }
        }

        var input = text.IndexOf(": its input is ", StringComparison.Ordinal);
        text = input > 0 ? text.Substring(0, input) : text;
        return text + (givers is null ? "" : ": " + givers) + (path.Length == 0 ? "" : $" (in {path})");
    }
}
