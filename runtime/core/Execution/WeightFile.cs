using NetGen.Checkpoints;

namespace NetGen.Execution;

/// <summary>A network's parameters and buffers as a safetensors file under PyTorch's names.</summary>
internal static class WeightFile
{
    public static void Save(Network network, string path) =>
        SafeTensorsFile.Write(path, [.. network.Info.Parameters.Select(p => ToTensor(p, network.Values(p)))]);

    /// <summary>Checks everything before it writes anything, so that a file that does not fit changes nothing.</summary>
    public static void Load(Network network, string path, bool strict)
    {
        var file = SafeTensorsFile.Read(path);
        var parameters = network.Info.Parameters;
        var problems = parameters.Select(p => Misfit(p, file.Find(p.Name))).OfType<string>().ToList();
        if (strict)
        {
            var known = parameters.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
            problems.AddRange(parameters.Where(p => IsMissing(p, file)).Select(p => $"{p.Name} {Text(p.Shape)} is missing"));
            var unknown = file.Tensors.Where(t => !known.Contains(t.Name));
            problems.AddRange(unknown.Select(t => $"{t.Name} {t.ShapeText} is unknown to the network"));
        }

        if (problems.Count > 0)
        {
            throw new InvalidDataException($"{path} does not fit {network.Info.Name}:\n  {string.Join("\n  ", problems)}");
        }

        foreach (var parameter in parameters)
        {
            file.Find(parameter.Name)?.CopyTo(network.Values(parameter));
        }
    }

    private static SafeTensor ToTensor(ParameterInfo info, ReadOnlySpan<float> values)
    {
        if (!info.IsInteger)
        {
            return SafeTensor.FromFloats(info.Name, info.Shape, values);
        }

        var integers = new long[values.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = (long)values[i];
        }

        return SafeTensor.FromIntegers(info.Name, info.Shape, integers);
    }

    /// <summary>Counters may be missing: PyTorch before 0.4.1 did not save them, and it loads such files without complaint.</summary>
    private static bool IsMissing(ParameterInfo info, SafeTensorsFile file) => !info.IsInteger && file.Find(info.Name) is null;

    private static string? Misfit(ParameterInfo info, SafeTensor? tensor) => tensor is null || Same(info.Shape, tensor.Shape)
        ? null
        : $"{info.Name} is {tensor.ShapeText} in the file, but {Text(info.Shape)} in the network";

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
