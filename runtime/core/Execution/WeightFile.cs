using NetGen.Checkpoints;

namespace NetGen.Execution;

/// <summary>
/// A network's parameters and buffers as files under PyTorch's names: saved as safetensors, loaded from that or from PyTorch's own.
/// </summary>
internal static class WeightFile
{
    public static void Save(Network network, string path) =>
        SafeTensorsFile.Write(path, [.. network.Info.Parameters.Select(p => ToTensor(p, network.Values(p)))]);

    /// <summary>Checks everything before it writes anything, so that a file that does not fit changes nothing.</summary>
    public static void Load(Network network, string path, bool strict, WeightSelection selection)
    {
        var parameters = selection.Parameters(network);
        var tensors = selection.Tensors(network, path, FileFormat.Read(path));
        var problems = parameters.Select(p => Misfit(p, tensors.GetValueOrDefault(p.Name))).OfType<string>().ToList();
        if (strict)
        {
            problems.AddRange(Strangers(parameters, tensors));
        }

        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path} does not fit {network.Info.Name}:\n  {string.Join("\n  ", problems)}");
        }

        foreach (var parameter in parameters)
        {
            tensors.GetValueOrDefault(parameter.Name)?.CopyTo(network.Values(parameter));
        }
    }

    private static StoredTensor ToTensor(ParameterInfo info, ReadOnlySpan<float> values)
    {
        if (!info.IsInteger)
        {
            return StoredTensor.FromFloats(info.Name, info.Shape, values);
        }

        var integers = new long[values.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = (long)values[i];
        }

        return StoredTensor.FromIntegers(info.Name, info.Shape, integers);
    }

    private static string? Misfit(ParameterInfo info, StoredTensor? tensor) => tensor is null || Same(info.Shape, tensor.Shape)
        ? null
        : $"{info.Name} is {tensor.ShapeText} in the file, but {Text(info.Shape)} in the network";

    /// <summary>What only one of them has.</summary>
    private static IEnumerable<string> Strangers(ParameterInfo[] parameters, Dictionary<string, StoredTensor> tensors)
    {
        var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var unknown = tensors.Where(t => !known.Contains(t.Key)).ToList();
        foreach (var parameter in parameters.Where(p => IsMissing(p, tensors)))
        {
            var like = unknown.Where(t => Same(parameter.Shape, t.Value.Shape) && Last(t.Key) == Last(parameter.Name)).Select(t => t.Key);
            var hint = like.MinBy(name => Distance(name, parameter.Name)) is { } near ? $" (is it {near}?)" : "";
            yield return $"{parameter.Name} {Text(parameter.Shape)} is missing{hint}";
        }

        foreach (var (name, tensor) in unknown)
        {
            yield return $"{name} {tensor.ShapeText} is unknown to the network";
        }
    }

    /// <summary>Counters may be missing: PyTorch before 0.4.1 did not save them, and it loads such files without complaint.</summary>
    private static bool IsMissing(ParameterInfo info, Dictionary<string, StoredTensor> tensors) =>
        !info.IsInteger && !tensors.ContainsKey(info.Name);

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];

    /// <summary>How many letters must be changed, added or left out to make one of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < b.Length; j++)
            {
                var best = Math.Min(Math.Min(row[j], row[j + 1]) + 1, diagonal + (a[i] == b[j] ? 0 : 1));
                (diagonal, row[j + 1]) = (row[j + 1], best);
            }
        }

        return row[^1];
    }

    private static bool Same(int[] shape, ReadOnlySpan<long> other)
    {
        var same = shape.Length == other.Length;
        for (var i = 0; same && i < shape.Length; i++)
        {
            same = shape[i] == other[i];
        }

        return same;
    }

    private static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";
}
