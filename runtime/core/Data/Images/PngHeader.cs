using System.Buffers.Binary;

namespace NetGen.Data;

/// <summary>The IHDR chunk: size, bits and kind of the pixels.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool Interlaced)
{
    /// <summary>Samples of one pixel in the file: a palette's pixel is one index.</summary>
    public int Samples => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.Rgba => 4,
        PngColor.GreyAlpha => 2,
        _ => 1,
    };

    /// <summary>The pictures that follow each other in the file: one, or the seven of Adam7 (those without pixels left out).</summary>
    public IEnumerable<PngPass> Passes
    {
        get
        {
            PngPass[] passes = Interlaced
                ? [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)]
                : [new(0, 0, 1, 1)];
            return passes.Where(p => p.Columns(Width) > 0 && p.Rows(Height) > 0);
        }
    }

    /// <summary>Bytes of all scanlines with their filter bytes.</summary>
    public int ScanlineBytes
    {
        get
        {
            var bytes = Passes.Sum(p => (long)p.Rows(Height) * (1 + LineBytes(p.Columns(Width))));
            return bytes <= Array.MaxLength && (long)Width * Height * 4 <= Array.MaxLength
                ? (int)bytes
                : throw new InvalidDataException($"{Width} × {Height} pixels are more than can be read.");
        }
    }

    public long LineBytes(int columns) => ((long)columns * Samples * BitDepth + 7) / 8;

    public static PngHeader Parse(ReadOnlySpan<byte> data)
    {
        if (data.Length != 13)
        {
            throw new InvalidDataException($"the IHDR chunk has {data.Length} bytes, not 13.");
        }
        var width = BinaryPrimitives.ReadInt32BigEndian(data);
        var height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        var (depth, color) = (data[8], (PngColor)data[9]);
        if (width < 1 || height < 1)
        {
            throw new InvalidDataException($"a picture of {(uint)width} × {(uint)height} pixels is not possible.");
        }
        var known = color switch
        {
            PngColor.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GreyAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known)
        {
            throw new InvalidDataException($"colour type {data[9]} with {depth} bits is not a PNG format.");
        }
        return (data[10], data[11], data[12]) is (0, 0, 0 or 1)
            ? new PngHeader(width, height, depth, color, data[12] == 1)
            : throw new InvalidDataException($"compression {data[10]}, filter {data[11]}, interlace {data[12]} are not a PNG format.");
    }
}

/// <summary>The pixels of one pass: each Dx-th from X, in each Dy-th row from Y.</summary>
internal readonly record struct PngPass(int X, int Y, int Dx, int Dy)
{
    public int Columns(int width) => (width - X + Dx - 1) / Dx;

    public int Rows(int height) => (height - Y + Dy - 1) / Dy;
}

/// <summary>PNG's colour types.</summary>
internal enum PngColor : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
