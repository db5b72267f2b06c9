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

/// <summary>Bytes that read as floats through one table of 256 values per channel: exact, and equal on every machine.</summary>
internal sealed class ByteColumn : DataColumn
{
    private readonly byte[] _values;
    private readonly double[] _mean;
    private readonly double[] _std;
    private readonly float[] _table;

    public ByteColumn(string name, byte[] values, int sampleSize, double[] mean, double[] std)
        : base(name, sampleSize, values.Length)
    {
        _values = values;
        _mean = mean;
        _std = std;
        _table = new float[256 * mean.Length];
        for (var i = 0; i < _table.Length; i++)
        {
            _table[i] = (float)((i % 256 / 255.0 - mean[i / 256]) / std[i / 256]);
        }
    }

    public override bool IsInteger => false;

    internal override void Read(int row, Span<float> target)
    {
        var inner = SampleSize / _mean.Length;
        for (var channel = 0; channel < _mean.Length; channel++)
        {
            var source = _values.AsSpan(row * SampleSize + channel * inner, inner);
            var destination = target.Slice(channel * inner, inner);
            var table = _table.AsSpan(channel * 256, 256);
            for (var i = 0; i < source.Length; i++)
            {
                destination[i] = table[source[i]];
            }
        }
    }

    private protected override DataColumn Normalized(double[] mean, double[] std)
    {
        // ((v − m₁)/s₁ − m₂)/s₂ = (v − (m₁ + m₂·s₁)) / (s₁·s₂); a single channel, old or new, counts for all.
        var channels = Math.Max(mean.Length, _mean.Length);
        if (mean.Length != channels && mean.Length != 1 || _mean.Length != channels && _mean.Length != 1)
        {
            throw new ArgumentException($"{Name} is already normalised with {_mean.Length} channels; {mean.Length} do not fit.");
        }
        var newMean = new double[channels];
        var newStd = new double[channels];
        for (var c = 0; c < channels; c++)
        {
            var (oldMean, oldStd) = (_mean[c % _mean.Length], _std[c % _std.Length]);
            newMean[c] = oldMean + mean[c % mean.Length] * oldStd;
            newStd[c] = oldStd * std[c % std.Length];
        }
        return new ByteColumn(Name, _values, SampleSize, newMean, newStd);
    }
}
