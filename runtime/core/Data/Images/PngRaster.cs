namespace NetGen.Data;

/// <summary>From filtered scanlines to samples: undoes the filters, takes the bits apart, puts the passes together.</summary>
internal static class PngRaster
{
    /// <summary>Samples as they are in the file: height × width × samples per pixel.</summary>
    public static ushort[] Decode(PngHeader header, byte[] lines)
    {
        var raster = new ushort[header.Width * header.Height * header.Samples];
        var position = 0;
        foreach (var pass in header.Passes)
        {
            var columns = pass.Columns(header.Width);
            var length = (int)header.LineBytes(columns);
            var previous = new byte[length];
            for (var row = 0; row < pass.Rows(header.Height); row++)
            {
                var line = lines.AsSpan(position + 1, length);
                Unfilter(lines[position], line, previous, Math.Max(1, header.Samples * header.BitDepth / 8));
                line.CopyTo(previous);
                position += 1 + length;
                var y = pass.Y + row * pass.Dy;
                for (var column = 0; column < columns; column++)
                {
                    var pixel = (y * header.Width + pass.X + column * pass.Dx) * header.Samples;
                    for (var sample = 0; sample < header.Samples; sample++)
                    {
                        raster[pixel + sample] = Sample(line, column * header.Samples + sample, header.BitDepth);
                    }
                }
            }
        }
        return raster;
    }

    private static ushort Sample(ReadOnlySpan<byte> line, int index, int bits)
    {
        switch (bits)
        {
            case 8:
                return line[index];
            case 16:
                return (ushort)(line[2 * index] << 8 | line[2 * index + 1]);
            default:
                // Several samples to a byte, the first in the high bits.
                var bit = index * bits;
                return (ushort)(line[bit / 8] >> 8 - bits - bit % 8 & (1 << bits) - 1);
        }
    }

    /// <summary>Filters predict a byte from the one before (a), above (b) and before that (c), and store the rest.</summary>
    private static void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int pixelBytes)
    {
        if (filter > 4)
        {
            throw new InvalidDataException($"a scanline has the unknown filter {filter}; the file is damaged.");
        }
        for (var i = 0; i < line.Length; i++)
        {
            var a = i < pixelBytes ? 0 : line[i - pixelBytes];
            var b = above[i];
            var c = i < pixelBytes ? 0 : above[i - pixelBytes];
            line[i] += (byte)(filter switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => Paeth(a, b, c),
            });
        }
    }

    private static int Paeth(int a, int b, int c)
    {
        var (toA, toB, toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
    }
}
