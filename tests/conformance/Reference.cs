using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetGen.Conformance;

/// <summary>
/// What PyTorch computed for one case: Reference/make_reference.py says which keys there are. Read by itself, not by the
/// library's own code for this format, so that one mistake cannot hide another.
/// </summary>
internal sealed class Reference
{
    private readonly Dictionary<string, double[]> _values = [];
    private readonly Dictionary<string, string> _settings = [];

    private Reference(Dictionary<string, double[]> values, Dictionary<string, string> settings) =>
        (_values, _settings) = (values, settings);

    private Reference(byte[] file)
    {
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            if (entry.Name == "__metadata__")
            {
                _settings = entry.Value.EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetString()!);
                continue;
            }

            var offsets = entry.Value.GetProperty("data_offsets");
            var (first, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            var bytes = file.AsSpan((8 + headerLength + first)..(8 + headerLength + end));
            _values[entry.Name] = Convert(entry.Value.GetProperty("dtype").GetString()!, bytes);
            if (entry.Name == "input.0")
            {
                Batch = entry.Value.GetProperty("shape")[0].GetInt32();
            }
        }
    }

    /// <summary>How many samples the batch has.</summary>
    public int Batch { get; private init; }

    /// <summary>All keys.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    public double[] this[string key] => _values[key];

    public static Reference Load(string name) =>
        new(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".safetensors")));

    /// <summary>
    /// The same with the batch many times over, so that there is work to share among threads; what is to be computed is dropped.
    /// </summary>
    public Reference Tiled(int copies)
    {
        var given = _values.Where(v => v.Key.StartsWith("initial.")).Concat(_values
            .Where(v => v.Key.StartsWith("input.") || v.Key.StartsWith("target.") || v.Key.StartsWith("outputgradient."))
            .Select(v => KeyValuePair.Create(v.Key, Enumerable.Repeat(v.Value, copies).SelectMany(values => values).ToArray())));
        return new(new Dictionary<string, double[]>(given), _settings) { Batch = Batch * copies };
    }

    public bool Has(string key) => _values.ContainsKey(key);

    public float[] Floats(string key) => Array.ConvertAll(_values[key], v => (float)v);

    public int[] Ints(string key) => Array.ConvertAll(_values[key], v => (int)v);

    /// <summary>A setting of the optimiser.</summary>
    public double Number(string setting, double fallback) =>
        _settings.TryGetValue(setting, out var text) ? JsonSerializer.Deserialize<double>(text) : fallback;

    public bool Flag(string setting) => _settings.TryGetValue(setting, out var text) && JsonSerializer.Deserialize<bool>(text);

    public string Text(string setting) => _settings[setting];

    private static double[] Convert(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "F64" => MemoryMarshal.Cast<byte, double>(bytes).ToArray(),
        "F32" => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), v => (double)v),
        "F16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), v => (double)v),
        "I32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(bytes).ToArray(), v => (double)v),
        "I64" => Array.ConvertAll(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), v => (double)v),
        _ => throw new InvalidDataException($"Unknown type {type}."),
    };
}
