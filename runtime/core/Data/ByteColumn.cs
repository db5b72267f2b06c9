using System.Runtime.Intrinsics;

namespace NetGen.Data;

/// <summary>
/// Bytes that read as floats: (b − 255·mean) / (255·std), a subtraction and a division, which IEEE 754 rounds alike on every machine.
/// </summary>
internal sealed class ByteColumn : DataColumn
{
    private readonly byte[] _values;
    private readonly double[] _mean;
    private readonly double[] _std;
    private readonly float[] _subtracted;
    private readonly float[] _divisor;

    public ByteColumn(string name, byte[] values, int sampleSize, double[] mean, double[] std)
        : base(name, sampleSize, values.Length)
    {
        _values = values;
        _mean = mean;
        _std = std;
        _subtracted = Array.ConvertAll(mean, m => (float)(255 * m));
        _divisor = Array.ConvertAll(std, s => (float)(255 * s));
    }

    public override bool IsInteger => false;

    internal override void Read(int row, Span<float> target)
    {
        var inner = SampleSize / _mean.Length;
        for (var channel = 0; channel < _mean.Length; channel++)
        {
            Convert(
                _values.AsSpan(row * SampleSize + channel * inner, inner), target.Slice(channel * inner, inner),
                _subtracted[channel], _divisor[channel]);
        }
    }

    private static void Convert(ReadOnlySpan<byte> source, Span<float> target, float subtracted, float divisor)
    {
        var i = 0;
        for (; i <= source.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(source[i..]));
            Convert(low, target[i..], subtracted, divisor);
            Convert(high, target[(i + Vector128<ushort>.Count)..], subtracted, divisor);
        }
        for (; i < source.Length; i++)
        {
            target[i] = (source[i] - subtracted) / divisor;
        }
    }

    private static void Convert(Vector128<ushort> source, Span<float> target, float subtracted, float divisor)
    {
        var (low, high) = Vector128.Widen(source);
        Convert(low, target, subtracted, divisor);
        Convert(high, target[Vector128<float>.Count..], subtracted, divisor);
    }

    private static void Convert(Vector128<uint> source, Span<float> target, float subtracted, float divisor)
    {
        var value = Vector128.ConvertToSingle(source.AsInt32()) - Vector128.Create(subtracted);
        (value / Vector128.Create(divisor)).CopyTo(target);
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
