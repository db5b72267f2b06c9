using System.Text;

namespace NetGen.Declaration;

/// <summary>PyTorch's names of modules, made from the names of methods.</summary>
internal static class ParameterNames
{
    /// <summary>
    /// Snake case: <c>Conv1</c> → <c>conv1</c>, <c>MixedA</c> → <c>mixed_a</c>, <c>BN1</c> → <c>bn1</c>, <c>Expand1x1</c> →
    /// <c>expand1x1</c>. A word begins at a capital after a small letter or digit, and at the last capital of a run that a
    /// small letter follows (<c>BNRelu</c> → <c>bn_relu</c>).
    /// </summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var starts = i > 0 && char.IsUpper(name[i]) && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(starts ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary>Camel case for names of inputs and outputs: <c>Main</c> → <c>main</c>.</summary>
    public static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary><c>layer1</c> and <c>0</c> → <c>layer1.0</c>; an empty part is left out.</summary>
    public static string Join(string prefix, string name) => prefix.Length == 0 ? name : name.Length == 0 ? prefix : prefix + "." + name;
}
