using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetGen.Checkpoints;

/// <summary>The JSON header of a safetensors file: reading with every check, and writing.</summary>
internal sealed class SafeTensorsHeader(string path)
{
    /// <summary>The limit that the format's own library sets.</summary>
    public const int MaximumLength = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>A tensor's entry; Begin and End count from the end of the header.</summary>
    public sealed record Entry(string Name, StoredType Type, long[] Shape, long Begin, long End);

    public List<Entry> Entries { get; } = [];

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    public void Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            Expect(ref reader, JsonTokenType.StartObject, "the header");
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                if (!names.Add(name))
                {
                    throw Broken($"{name} occurs twice in the header.");
                }
                if (name == MetadataKey)
                {
                    ParseMetadata(ref reader);
                }
                else
                {
                    Entries.Add(ParseEntry(ref reader, name));
                }
            }
            // The format pads headers with spaces; whatever else follows the object is an error that the reader reports.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: the header is not valid JSON: {e.Message}", e);
        }
    }

    /// <summary>Sorts the entries by place and checks that they cover the data exactly: no gap, no overlap, nothing beyond.</summary>
    public void CheckPlaces(long dataLength)
    {
        Entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long position = 0;
        Entry? previous = null;
        foreach (var entry in Entries)
        {
            if (entry.End > dataLength)
            {
                throw Broken($"{entry.Name} ends at byte {entry.End}, but the file has only {dataLength} bytes of data (truncated?).");
            }
            if (entry.Begin < position)
            {
                throw Broken($"{entry.Name} (from byte {entry.Begin}) overlaps {previous!.Name} (up to byte {position}).");
            }
            if (entry.Begin > position)
            {
                throw Broken($"bytes {position} to {entry.Begin} before {entry.Name} belong to no tensor.");
            }
            position = entry.End;
            previous = entry;
        }
        if (position != dataLength)
        {
            throw Broken($"the tensors end at byte {position}, but the file has {dataLength} bytes of data.");
        }
    }

    public static byte[] Format(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        // Unescaped non-ASCII letters are shorter and equally valid; nothing here is ever put into a web page.
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }
            json.WriteEndObject();
        }
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        long position = 0;
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"A file cannot hold two tensors named {tensor.Name}.", nameof(tensors));
            }
            WriteEntry(json, tensor, ref position);
        }
        json.WriteEndObject();
        json.Flush();

        // Spaces up to a multiple of eight, so that the data is aligned.
        var length = (buffer.WrittenCount + 7) / 8 * 8;
        var header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    private static void WriteEntry(Utf8JsonWriter json, StoredTensor tensor, ref long position)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Type.Name());
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(position);
        json.WriteNumberValue(position += tensor.Data.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void ParseMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataKey);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, $"{MetadataKey}.{key}");
            _metadata[key] = reader.GetString()!;
        }
    }

    private Entry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, name);
        string? typeName = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            switch (field)
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String, $"the dtype of {name}");
                    typeName = reader.GetString();
                    break;
                case "shape":
                    shape = ParseNumbers(ref reader, $"the shape of {name}");
                    break;
                case "data_offsets":
                    offsets = ParseNumbers(ref reader, $"the data_offsets of {name}");
                    break;
                default:
                    throw Broken($"{name} has an unknown field \"{field}\"; dtype, shape and data_offsets are known.");
            }
        }
        var type = StoredTypes.Parse(typeName)
            ?? throw Broken(typeName is null ? $"{name} has no dtype." : $"{name} has the unknown dtype \"{typeName}\".");
        return Checked(name, type, shape ?? throw Broken($"{name} has no shape."), offsets ?? throw Broken($"{name} has no data_offsets."));
    }

    private Entry Checked(string name, StoredType type, long[] shape, long[] offsets)
    {
        if (offsets is not [var begin, var end] || begin > end)
        {
            throw Broken($"the data_offsets of {name} are [{string.Join(", ", offsets)}]; two ascending numbers are needed.");
        }
        var bytes = shape.Aggregate((Int128)type.ByteSize(), (product, size) => Int128.Min(product * size, long.MaxValue));
        if (bytes != end - begin)
        {
            throw Broken(
                $"{name} has the shape [{string.Join(", ", shape)}] of {type.Name()}, which takes {bytes} bytes, " +
                $"but its data_offsets give it {end - begin}.");
        }
        return bytes <= Array.MaxLength
            ? new Entry(name, type, shape, begin, end)
            : throw Broken($"{name} has {bytes} bytes; at most {Array.MaxLength} are read.");
    }

    private long[] ParseNumbers(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, what);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            {
                throw Broken($"{what} must be an array of whole numbers, none negative.");
            }
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Broken($"{what} must be a JSON {(type switch
            {
                JsonTokenType.StartObject => "object",
                JsonTokenType.StartArray => "array",
                _ => "string",
            })}.");
        }
    }

    private InvalidDataException Broken(string what) => new($"{path}: {what}");
}
