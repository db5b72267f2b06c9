namespace NetGen.Data;

/// <summary>One column of a data set: the same number of values for each sample, all floats or all integers.</summary>
public abstract class DataColumn
{
    private protected DataColumn(string name, int sampleSize, int length)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleSize, 1);
        if (length % sampleSize != 0)
        {
            throw new ArgumentException($"{name}: {length} values are not a multiple of the {sampleSize} that one sample has.");
        }
        Name = name;
        SampleSize = sampleSize;
        Count = length / sampleSize;
    }

    /// <summary>What the column holds: <c>image</c>, <c>label</c>.</summary>
    public string Name { get; }

    /// <summary>How many values one sample has.</summary>
    public int SampleSize { get; }

    /// <summary>How many samples the column has.</summary>
    public int Count { get; }

    /// <summary>Whether the values are integers (labels, token ids) instead of floats.</summary>
    public abstract bool IsInteger { get; }

    /// <summary>A column of floats over an array, which is not copied.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Samples one after the other.</param>
    /// <param name="sampleSize">How many values one sample has.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="sampleSize"/>.</exception>
    public static DataColumn FromFloats(string name, float[] values, int sampleSize) => new FloatColumn(name, values, sampleSize);

    /// <summary>A column of integers over an array, which is not copied.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Samples one after the other.</param>
    /// <param name="sampleSize">How many values one sample has; one for labels.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="sampleSize"/>.</exception>
    public static DataColumn FromIntegers(string name, int[] values, int sampleSize = 1) =>
        new IntegerColumn(name, values, sampleSize);

    /// <summary>
    /// A column of floats kept as bytes, a quarter of the memory: byte b reads as b/255. The array is not copied.
    /// </summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Samples one after the other, channels first.</param>
    /// <param name="sampleSize">How many values one sample has.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="sampleSize"/>.</exception>
    public static DataColumn FromBytes(string name, byte[] values, int sampleSize) =>
        new ByteColumn(name, values, sampleSize, [0], [1]);

    /// <summary>The column with (value − mean) / std for each channel; a sample is as many equal channels as there are means.</summary>
    /// <param name="mean">One mean per channel, or one for all.</param>
    /// <param name="std">As many standard deviations, all positive.</param>
    /// <exception cref="ArgumentException">The means, deviations and values do not fit, or the column is of integers.</exception>
    public DataColumn Normalize(ReadOnlySpan<double> mean, ReadOnlySpan<double> std)
    {
        if (mean.Length != std.Length || mean.Length == 0 || SampleSize % mean.Length != 0)
        {
            throw new ArgumentException(
                $"{Name}: {mean.Length} means and {std.Length} deviations do not divide " +
                $"the {SampleSize} values of a sample into channels.");
        }
        foreach (var deviation in std)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deviation, nameof(std));
        }
        return Normalized(mean.ToArray(), std.ToArray());
    }

    private protected abstract DataColumn Normalized(double[] mean, double[] std);

    /// <summary>Copies one sample of a column of floats.</summary>
    internal virtual void Read(int row, Span<float> target) =>
        throw new InvalidOperationException($"{Name} holds integers, not floats.");

    /// <summary>Copies one sample of a column of integers.</summary>
    internal virtual void Read(int row, Span<int> target) =>
        throw new InvalidOperationException($"{Name} holds floats, not integers.");
}

internal sealed class FloatColumn(string name, float[] values, int sampleSize) : DataColumn(name, sampleSize, values.Length)
{
    public override bool IsInteger => false;

    internal override void Read(int row, Span<float> target) =>
        values.AsSpan(row * SampleSize, SampleSize).CopyTo(target);

    private protected override DataColumn Normalized(double[] mean, double[] std)
    {
        var inner = SampleSize / mean.Length;
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var channel = i % SampleSize / inner;
            result[i] = (float)((values[i] - mean[channel]) / std[channel]);
        }
        return new FloatColumn(Name, result, SampleSize);
    }
}

internal sealed class IntegerColumn(string name, int[] values, int sampleSize) : DataColumn(name, sampleSize, values.Length)
{
    public override bool IsInteger => true;

    internal override void Read(int row, Span<int> target) =>
        values.AsSpan(row * SampleSize, SampleSize).CopyTo(target);

    private protected override DataColumn Normalized(double[] mean, double[] std) =>
        throw new ArgumentException($"{Name} holds integers, which are not normalised.");
}
