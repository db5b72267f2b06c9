using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen.Data;

/// <summary>
/// Reads PNG pictures (ISO/IEC 15948): grey, colour and palette, with and without alpha, 1 to 16 bits, interlaced or not.
/// </summary>
public static class PngFile
{
    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] s_crcTable = CrcTable();

    /// <summary>Reads a picture.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no PNG file or is damaged; the message says where.</exception>
    public static Image Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            return Decode(bytes);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    private static Image Decode(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(s_signature))
        {
            throw new InvalidDataException("this is not a PNG file (its first eight bytes are others).");
        }
        PngHeader? header = null;
        byte[] palette = [], transparency = [];
        using var compressed = new MemoryStream();
        for (var position = s_signature.Length; ;)
        {
            var (type, data) = ReadChunk(file, ref position);
            if (header is null && type != "IHDR")
            {
                throw new InvalidDataException($"the first chunk is {type}, not IHDR.");
            }
            switch (type)
            {
                case "IHDR":
                    header = PngHeader.Parse(data);
                    break;
                case "PLTE":
                    palette = data.Length is > 0 and <= 768 && data.Length % 3 == 0
                        ? data.ToArray()
                        : throw new InvalidDataException($"the palette has {data.Length} bytes, not 3 for each of at most 256 colours.");
                    break;
                case "tRNS":
                    transparency = data.ToArray();
                    break;
                case "IDAT":
                    compressed.Write(data);
                    break;
                case "IEND":
                    compressed.Position = 0;
                    var raster = PngRaster.Decode(header!, Inflate(compressed, header!.ScanlineBytes));
                    return PngColors.ToImage(header!, raster, palette, transparency);
                // A chunk whose first letter is a capital must be understood.
                case not null when char.IsAsciiLetterUpper(type[0]):
                    throw new InvalidDataException($"the chunk {type} is not known.");
            }
        }
    }

    private static (string Type, byte[] Data) ReadChunk(ReadOnlySpan<byte> file, ref int position)
    {
        if (file.Length - position < 12)
        {
            throw new InvalidDataException($"the file ends at byte {file.Length}, before the IEND chunk (truncated?).");
        }
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
        var type = Encoding.Latin1.GetString(file.Slice(position + 4, 4));
        if (length > file.Length - position - 12)
        {
            throw new InvalidDataException(
                $"the chunk {type} at byte {position} has {length} bytes, but only {file.Length - position - 12} follow (truncated?).");
        }
        var checkedPart = file.Slice(position + 4, 4 + (int)length);
        var crc = BinaryPrimitives.ReadUInt32BigEndian(file[(position + 8 + (int)length)..]);
        if (Crc(checkedPart) != crc)
        {
            throw new InvalidDataException($"the checksum of the chunk {type} at byte {position} is wrong; the file is damaged.");
        }
        position += 12 + (int)length;
        return (type, checkedPart[4..].ToArray());
    }

    private static byte[] Inflate(MemoryStream compressed, int length)
    {
        var lines = new byte[length];
        using var inflater = new ZLibStream(compressed, CompressionMode.Decompress);
        int read;
        try
        {
            read = inflater.ReadAtLeast(lines, length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"the compressed pixels are damaged: {e.Message}", e);
        }
        return read == length ? lines : throw new InvalidDataException($"the pixels take {length} bytes, but only {read} are there.");
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = s_crcTable[(byte)(crc ^ b)] ^ crc >> 8;
        }
        return ~crc;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            table[n] = n;
            for (var bit = 0; bit < 8; bit++)
            {
                table[n] = (table[n] & 1) == 0 ? table[n] >> 1 : 0xEDB88320u ^ table[n] >> 1;
            }
        }
        return table;
    }
}
