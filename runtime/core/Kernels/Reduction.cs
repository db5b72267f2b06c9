using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Sums over samples, places and partial results, each in an order that the sizes alone decide.</summary>
public static partial class Reduction
{
    /// <summary>output[i] = Σ partials[c · partialSize + i] over the chunks, first to last.</summary>
    public static void Sum(Floats partials, int chunks, int partialSize, Floats output)
    {
        output.Span(partialSize).Clear();
        SumFeatures(partials, chunks, partialSize, output);
    }

    /// <summary>sums[c] += Σ x[(s · channels + c) · inner + i] over samples s and places i.</summary>
    public static void SumChannels(Floats x, int samples, int channels, int inner, Floats sums)
    {
        // A vector must not be longer than a row, since the last one reaches back to end where the row ends.
        switch (Math.Min(Cpu.VectorBits, inner * 32))
        {
            case >= 512:
                SumChannels<V16>(x, samples, channels, inner, sums);
                break;
            case >= 256:
                SumChannels<V8>(x, samples, channels, inner, sums);
                break;
            case >= 128:
                SumChannels<V4>(x, samples, channels, inner, sums);
                break;
            default:
                SumChannels<V1>(x, samples, channels, inner, sums);
                break;
        }
    }

    /// <summary>sums[f] += Σ x[r · features + f] over the rows r.</summary>
    public static void SumFeatures(Floats x, int rows, int features, Floats sums)
    {
        for (var r = 0; r < rows; r++)
        {
            Elementwise.Flat(new AddRow(x.From((long)r * features), sums), features);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void SumChannels<V>(Floats x, int samples, int channels, int inner, Floats sums)
        where V : struct, IVector<V>
    {
        for (var s = 0; s < samples; s++)
        {
            for (var c = 0; c < channels; c++)
            {
                sums[c] += SumRow<V>(x, inner);
                x = x.From(inner);
            }
        }
    }

    /// <summary>Four vectors of partial sums, so that one addition does not wait for the one before.</summary>
    [MethodImpl(AggressiveInlining)]
    private static float SumRow<V>(Floats x, int length)
        where V : struct, IVector<V>
    {
        var (a, b, c, d) = (V.Zero, V.Zero, V.Zero, V.Zero);
        var i = 0;
        for (; i <= length - (4 * V.Count); i += 4 * V.Count)
        {
            a += V.Load(x, i);
            b += V.Load(x, i + V.Count);
            c += V.Load(x, i + (2 * V.Count));
            d += V.Load(x, i + (3 * V.Count));
        }

        for (; i <= length - V.Count; i += V.Count)
        {
            a += V.Load(x, i);
        }

        if (i < length)
        {
            b += V.KeepLast(V.Load(x, length - V.Count), length - i);
        }

        return V.Sum((a + b) + (c + d));
    }

    private readonly struct AddRow(Floats x, Floats sums) : IElementwise
    {
        private readonly Floats _x = x;
        private readonly Floats _sums = sums;

        [MethodImpl(AggressiveInlining)]
        public void Apply<V>(int channel, int index)
            where V : struct, IVector<V> => (V.Load(_sums, index) + V.Load(_x, index)).Store(_sums, index);
    }
}
