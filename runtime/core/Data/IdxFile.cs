using System.Buffers.Binary;
using System.IO.Compression;

namespace NetGen.Data;

/// <summary>
/// A file of the IDX format, in which MNIST and Fashion-MNIST come: two zero bytes, the element type, the number of axes, their
/// sizes (big-endian) and the values. Plain or gzip-compressed; the content decides, not the name.
/// </summary>
public sealed class IdxFile
{
    private readonly int[] _shape;

    private IdxFile(string path, int[] shape, byte[] values)
    {
        Path = path;
        _shape = shape;
        Values = values;
    }

    /// <summary>The file that was read.</summary>
    public string Path { get; }

    /// <summary>The sizes of the axes; the first is the number of samples.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The values, in row-major order.</summary>
    public byte[] Values { get; }

    /// <summary>Reads a file of unsigned bytes.</summary>
    /// <param name="path">The file, plain or gzip-compressed.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no IDX file, holds other elements, or is too short or too long.</exception>
    public static IdxFile Read(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            using var stream = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            var shape = ReadShape(path, stream);
            var values = ReadValues(path, stream, shape);
            return new IdxFile(path, shape, values);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"{path}: the file ends before its header does.", e);
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: the gzip compression is broken: {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads images and their labels: columns <c>image</c> (bytes as 0 to 1, then normalised) and <c>label</c>.
    /// </summary>
    /// <param name="imagesPath">Such as <c>train-images-idx3-ubyte.gz</c>: samples × height × width.</param>
    /// <param name="labelsPath">Such as <c>train-labels-idx1-ubyte.gz</c>: samples.</param>
    /// <param name="mean">Subtracted from each value between 0 and 1.</param>
    /// <param name="std">Divides what is left.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is broken, has another number of axes, or the numbers of samples differ.</exception>
    public static Dataset ReadImages(string imagesPath, string labelsPath, double mean = 0, double std = 1)
    {
        var images = Read(imagesPath);
        var labels = Read(labelsPath);
        if (images._shape.Length != 3)
        {
            throw new InvalidDataException(
                $"{imagesPath}: images have 3 axes (count, height, width); this file has {images._shape.Length}.");
        }
        if (labels._shape.Length != 1)
        {
            throw new InvalidDataException($"{labelsPath}: labels have 1 axis; this file has {labels._shape.Length}.");
        }
        if (images._shape[0] != labels._shape[0])
        {
            throw new InvalidDataException($"{imagesPath} has {images._shape[0]} images, {labelsPath} has {labels._shape[0]} labels.");
        }
        if (images._shape[1] * images._shape[2] == 0)
        {
            throw new InvalidDataException($"{imagesPath}: images of {images._shape[1]} × {images._shape[2]} hold nothing.");
        }
        return new Dataset(
            DataColumn.FromBytes("image", images.Values, images._shape[1] * images._shape[2]).Normalize([mean], [std]),
            DataColumn.FromIntegers("label", Array.ConvertAll(labels.Values, b => (int)b)));
    }

    private static bool IsGzip(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isGzip;
    }

    private static int[] ReadShape(string path, Stream stream)
    {
        Span<byte> magic = stackalloc byte[4];
        stream.ReadExactly(magic);
        if (magic[0] != 0 || magic[1] != 0 || magic[3] == 0)
        {
            throw new InvalidDataException(
                $"{path}: the file starts with {Convert.ToHexString(magic)}; " +
                "an IDX file of bytes starts with 000008 and the number of axes.");
        }
        if (magic[2] != 0x08)
        {
            throw new InvalidDataException(
                $"{path}: the elements have the IDX type 0x{magic[2]:X2}; only unsigned bytes (0x08) are read.");
        }
        var shape = new int[magic[3]];
        Span<byte> size = stackalloc byte[4];
        long count = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            stream.ReadExactly(size);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(size);
            count = shape[i] < 0 ? long.MaxValue : count * shape[i];
            if (count > Array.MaxLength)
            {
                throw new InvalidDataException($"{path}: the sizes of the axes are beyond any file ({(uint)shape[i]} for axis {i}).");
            }
        }
        return shape;
    }

    private static byte[] ReadValues(string path, Stream stream, int[] shape)
    {
        var count = shape.Aggregate(1, (product, size) => product * size);
        var values = new byte[count];
        var read = stream.ReadAtLeast(values, count, throwOnEndOfStream: false);
        if (read < count)
        {
            throw new InvalidDataException(
                $"{path}: {string.Join(" × ", shape)} = {count} bytes were expected, but only {read} are there (truncated?).");
        }
        return stream.ReadByte() < 0
            ? values
            : throw new InvalidDataException($"{path}: there are bytes after the {string.Join(" × ", shape)} = {count} expected.");
    }
}
