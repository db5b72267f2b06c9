using System.Buffers.Binary;

namespace NetGen.Data;

/// <summary>From samples to colours: palette, transparent colours, and the scale from 0 to 1.</summary>
internal static class PngColors
{
    public static Image ToImage(PngHeader header, ushort[] raster, byte[] palette, byte[] transparency) =>
        header.Color == PngColor.Palette
            ? FromPalette(header, raster, palette, transparency)
            : FromSamples(header, raster, ColorKey(header, transparency));

    private static Image FromPalette(PngHeader header, ushort[] raster, byte[] palette, byte[] alpha)
    {
        var size = raster.Length;
        var channels = alpha.Length > 0 ? 4 : 3;
        var values = new float[channels * size];
        for (var i = 0; i < size; i++)
        {
            var index = raster[i];
            if (index * 3 >= palette.Length)
            {
                throw new InvalidDataException($"a pixel has colour {index}, but the palette has {palette.Length / 3}.");
            }
            for (var c = 0; c < 3; c++)
            {
                values[c * size + i] = palette[index * 3 + c] / 255f;
            }
            if (channels == 4)
            {
                values[3 * size + i] = index < alpha.Length ? alpha[index] / 255f : 1;
            }
        }
        return new Image(header.Width, header.Height, channels, values);
    }

    private static Image FromSamples(PngHeader header, ushort[] raster, ushort[]? key)
    {
        var samples = header.Samples;
        var channels = samples + (key is null ? 0 : 1);
        var size = raster.Length / samples;
        var largest = (1 << header.BitDepth) - 1;
        var values = new float[channels * size];
        for (var i = 0; i < size; i++)
        {
            var pixel = raster.AsSpan(i * samples, samples);
            for (var c = 0; c < samples; c++)
            {
                values[c * size + i] = (float)pixel[c] / largest;
            }
            if (key is not null)
            {
                values[samples * size + i] = pixel.SequenceEqual(key) ? 0 : 1;
            }
        }
        return new Image(header.Width, header.Height, channels, values);
    }

    /// <summary>The one colour that a tRNS chunk makes transparent in a picture without alpha of its own.</summary>
    private static ushort[]? ColorKey(PngHeader header, byte[] transparency)
    {
        if (transparency.Length == 0)
        {
            return null;
        }
        if (header.Color is PngColor.GreyAlpha or PngColor.Rgba || transparency.Length != 2 * header.Samples)
        {
            throw new InvalidDataException($"the tRNS chunk of {transparency.Length} bytes does not fit the picture's colours.");
        }
        var key = new ushort[header.Samples];
        for (var i = 0; i < key.Length; i++)
        {
            key[i] = BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i));
        }
        return key;
    }
}
