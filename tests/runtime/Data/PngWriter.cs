using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen.Tests.Data;

/// <summary>Makes PNG files of every kind the format has, straight from its specification.</summary>
internal sealed record PngWriter(int Width, int Height, int BitDepth, int ColorType)
{
    /// <summary>Start and step of each of Adam7's passes, in x and y.</summary>
    private static readonly int[][] s_passes =
        [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

    public bool Interlaced { get; init; }

    /// <summary>0 to 4; -1 takes another for each line.</summary>
    public int Filter { get; init; } = -1;

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>The file of a picture given as height × width × samples.</summary>
    public byte[] Write(int[] samples)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)BitDepth, (byte)ColorType, (byte)(Interlaced ? 1 : 0));
        var pixels = Compressed(Scanlines(samples));
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR", header), .. Chunk("tEXt", "Comment\0skipped"u8.ToArray()),
            .. Palette is null ? [] : Chunk("PLTE", Palette), .. Transparency is null ? [] : Chunk("tRNS", Transparency),
            .. Chunk("IDAT", pixels[..(pixels.Length / 2)]), .. Chunk("IDAT", pixels[(pixels.Length / 2)..]), .. Chunk("IEND", []),
        ];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        body.CopyTo(chunk, 4);
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320u ^ (crc >> 1);
            }
        }
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(data.Length + 8), ~crc);
        return chunk;
    }

    private static byte[] Compressed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }
        return memory.ToArray();
    }

    private byte[] Scanlines(int[] samples)
    {
        var lines = new List<byte>();
        foreach (var pass in Interlaced ? s_passes : [[0, 0, 1, 1]])
        {
            byte[]? above = null;
            for (var y = pass[1]; y < Height && pass[0] < Width; y += pass[3])
            {
                var line = Pack(samples, y, pass[0], pass[2]);
                var filter = Filter < 0 ? y % 5 : Filter;
                lines.Add((byte)filter);
                lines.AddRange(Filtered(filter, line, above ?? new byte[line.Length]));
                above = line;
            }
        }
        return [.. lines];
    }

    private byte[] Pack(int[] samples, int y, int x0, int dx)
    {
        var bits = new List<bool>();
        for (var x = x0; x < Width; x += dx)
        {
            for (var s = 0; s < Samples; s++)
            {
                for (var bit = BitDepth - 1; bit >= 0; bit--)
                {
                    bits.Add((samples[(y * Width + x) * Samples + s] >> bit & 1) == 1);
                }
            }
        }
        var line = new byte[(bits.Count + 7) / 8];
        for (var i = 0; i < bits.Count; i++)
        {
            line[i / 8] |= (byte)(bits[i] ? 0x80 >> i % 8 : 0);
        }
        return line;
    }

    private byte[] Filtered(int filter, byte[] line, byte[] above)
    {
        var step = Math.Max(1, Samples * BitDepth / 8);
        return [.. line.Select((value, i) =>
        {
            int a = i < step ? 0 : line[i - step], b = above[i], c = i < step ? 0 : above[i - step];
            var p = a + b - c;
            var nearest = new[] { a, b, c }.OrderBy(v => Math.Abs(p - v)).First();
            return (byte)(value - (filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => nearest }));
        })];
    }
}
