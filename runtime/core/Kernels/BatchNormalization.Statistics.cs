using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

// A partial result is, for each channel, the mean and then the sum of squared distances from it, and at the end, as an
// integer, how many values each channel has had so far. They are merged by the formulas of Chan, Golub and LeVeque (1979).
public static unsafe partial class BatchNormalization
{
    /// <summary>Values of a row above which it is taken by itself, so that the second pass finds it in the cache.</summary>
    private const int LongRow = 16384;

    /// <summary>
    /// Adds samples to a partial result: channel c of sample s is the run of <paramref name="inner"/> values at
    /// (s · channels + c) · inner.
    /// </summary>
    /// <param name="x">The samples.</param>
    /// <param name="samples">How many.</param>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Values of one channel in one sample.</param>
    /// <param name="partial">The partial result; zero at first.</param>
    public static void ChannelStatistics(Floats x, int samples, int channels, int inner, Floats partial)
    {
        switch (Width(inner))
        {
            case 512:
                ChannelStatistics<V16>(x, samples, channels, inner, partial);
                break;
            case 256:
                ChannelStatistics<V8>(x, samples, channels, inner, partial);
                break;
            case 128:
                ChannelStatistics<V4>(x, samples, channels, inner, partial);
                break;
            default:
                ChannelStatistics<V1>(x, samples, channels, inner, partial);
                break;
        }

        Values(partial, channels) += samples * inner;
    }

    /// <summary>Adds rows to a partial result: feature f of row r is at r · features + f.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="features">Features of one row.</param>
    /// <param name="partial">The partial result; zero at first.</param>
    public static void FeatureStatistics(Floats x, int rows, int features, Floats partial)
    {
        switch (Width(features))
        {
            case 512:
                FeatureStatistics<V16>(x, rows, features, partial);
                break;
            case 256:
                FeatureStatistics<V8>(x, rows, features, partial);
                break;
            case 128:
                FeatureStatistics<V4>(x, rows, features, partial);
                break;
            default:
                FeatureStatistics<V1>(x, rows, features, partial);
                break;
        }

        Values(partial, features) += rows;
    }

    /// <summary>Merges partial results in their order: means in the first row of the output, biased variances in the second.</summary>
    /// <param name="partials">The partial results.</param>
    /// <param name="chunks">How many.</param>
    /// <param name="partialSize">Floats from one to the next.</param>
    /// <param name="output">The statistics.</param>
    /// <param name="channels">How many channels.</param>
    /// <exception cref="InvalidOperationException">The batch has only one value per channel, which has no variance.</exception>
    public static void CombineStatistics(Floats partials, int chunks, int partialSize, Floats output, int channels)
    {
        for (var c = 0; c < channels; c++)
        {
            var total = default(Moments);
            for (var chunk = 0; chunk < chunks; chunk++)
            {
                total = total.Merge(Moments.Of(partials.From((long)chunk * partialSize), c, channels));
            }

            if (total.Count == 1)
            {
                throw new InvalidOperationException(
                    "Batch normalisation needs more than one value per channel in training, but this batch has one: use a larger batch.");
            }

            (output[c], output[channels + c]) = ((float)total.Mean, (float)(total.Squares / total.Count));
        }
    }

    private static void ChannelStatistics<V>(Floats x, int samples, int channels, int inner, Floats partial)
        where V : struct, IVector<V>
    {
        var before = Values(partial, channels);
        var fours = inner <= LongRow ? channels - (channels % 4) : 0;
        for (var s = 0; s < samples; s++, before += inner)
        {
            for (var c = 0; c < fours; c += 4)
            {
                MergeFour<V>(x.From((long)c * inner), inner, before, partial.From(c), partial.From(channels + c));
            }

            for (var c = fours; c < channels; c++)
            {
                var moments = new Moments(before, partial[c], partial[channels + c]);
                moments.Merge(MomentsOf<V>(x.From((long)c * inner), inner)).Store(partial, c, channels);
            }

            x = x.From((long)channels * inner);
        }
    }

    /// <summary>
    /// Four channels of one sample, whose sums across lanes and merging then take one vector's time. Two passes, of which the
    /// second finds the rows in the cache and corrects the means by what rounding left over.
    /// </summary>
    /// <remarks>
    /// Tried before: channel by channel through all samples, with sums across lanes and a merge in double for each row. 2048
    /// channels of 7 × 7 in 128 samples were read at 2 GB/s instead of 16, 64 of 8 × 8 at 17 instead of 30, and a sample in the
    /// cache took 1.4 times as long. For the gradients' two sums four channels at once gained nothing, and lost with 7 × 7 places.
    /// </remarks>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void MergeFour<V>(Floats x, int count, int before, Floats means, Floats squares)
        where V : struct, IVector<V>
    {
        var (a, b, c, d) = (x, x.From(count), x.From(2L * count), x.From(3L * count));
        var (whole, last) = (count - (count % V.Count), count - V.Count);
        var (sumA, sumB, sumC, sumD) = (V.Zero, V.Zero, V.Zero, V.Zero);
        for (var i = 0; i < whole; i += V.Count)
        {
            sumA += V.Load(a, i);
            sumB += V.Load(b, i);
            sumC += V.Load(c, i);
            sumD += V.Load(d, i);
        }

        if (whole < count)
        {
            sumA += V.KeepLast(V.Load(a, last), count - whole);
            sumB += V.KeepLast(V.Load(b, last), count - whole);
            sumC += V.KeepLast(V.Load(c, last), count - whole);
            sumD += V.KeepLast(V.Load(d, last), count - whole);
        }

        var mean = V.Sums(sumA, sumB, sumC, sumD) / V4.Broadcast(count);
        var (rest, square) = SquaresOf<V>(x, count, mean);
        var correction = rest / V4.Broadcast(count);
        square -= correction * rest;
        mean += correction;

        var (share, total) = (V4.Broadcast((float)count / (before + count)), (float)((double)before * count / (before + count)));
        var distance = mean - V4.Load(means, 0);
        V4.MultiplyAdd(distance, share, V4.Load(means, 0)).Store(means, 0);
        (V4.Load(squares, 0) + V4.MultiplyAdd(distance * distance, V4.Broadcast(total), square)).Store(squares, 0);
    }

    /// <summary>The sums of the distances from the means, and of their squares, of four rows that follow one another.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static (V4 Distances, V4 Squares) SquaresOf<V>(Floats x, int count, V4 means)
        where V : struct, IVector<V>
    {
        var centres = stackalloc float[4];
        means.Store(new(centres), 0);
        var (a, b, c, d) = (x, x.From(count), x.From(2L * count), x.From(3L * count));
        var (centreA, centreB) = (V.Broadcast(centres[0]), V.Broadcast(centres[1]));
        var (centreC, centreD) = (V.Broadcast(centres[2]), V.Broadcast(centres[3]));
        var (restA, restB, restC, restD) = (V.Zero, V.Zero, V.Zero, V.Zero);
        var (squareA, squareB, squareC, squareD) = (V.Zero, V.Zero, V.Zero, V.Zero);
        for (var i = 0; i < count; i += V.Count)
        {
            // The last vectors begin where the rows still reach; what was counted before is left out.
            var place = Math.Min(i, count - V.Count);
            var (distanceA, distanceB) = (V.Load(a, place) - centreA, V.Load(b, place) - centreB);
            var (distanceC, distanceD) = (V.Load(c, place) - centreC, V.Load(d, place) - centreD);
            if (place < i)
            {
                (distanceA, distanceB) = (V.KeepLast(distanceA, count - i), V.KeepLast(distanceB, count - i));
                (distanceC, distanceD) = (V.KeepLast(distanceC, count - i), V.KeepLast(distanceD, count - i));
            }

            restA += distanceA;
            restB += distanceB;
            restC += distanceC;
            restD += distanceD;
            squareA = V.MultiplyAdd(distanceA, distanceA, squareA);
            squareB = V.MultiplyAdd(distanceB, distanceB, squareB);
            squareC = V.MultiplyAdd(distanceC, distanceC, squareC);
            squareD = V.MultiplyAdd(distanceD, distanceD, squareD);
        }

        return (V.Sums(restA, restB, restC, restD), V.Sums(squareA, squareB, squareC, squareD));
    }

    /// <summary>Two passes; the second corrects the mean by what rounding left over.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static Moments MomentsOf<V>(Floats x, int count)
        where V : struct, IVector<V>
    {
        var (sum, whole) = (V.Zero, count - (count % V.Count));
        for (var i = 0; i < whole; i += V.Count)
        {
            sum += V.Load(x, i);
        }

        if (whole < count)
        {
            sum += V.KeepLast(V.Load(x, count - V.Count), count - whole);
        }

        var mean = V.Sum(sum) / count;
        var (centre, rest, squares) = (V.Broadcast(mean), V.Zero, V.Zero);
        for (var i = 0; i < whole; i += V.Count)
        {
            var distance = V.Load(x, i) - centre;
            rest += distance;
            squares = V.MultiplyAdd(distance, distance, squares);
        }

        if (whole < count)
        {
            var distance = V.KeepLast(V.Load(x, count - V.Count) - centre, count - whole);
            rest += distance;
            squares = V.MultiplyAdd(distance, distance, squares);
        }

        var left = (double)V.Sum(rest);
        return new(count, mean + (left / count), V.Sum(squares) - (left * left / count));
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void FeatureStatistics<V>(Floats x, int rows, int features, Floats partial)
        where V : struct, IVector<V>
    {
        var f = 0;
        for (; f <= features - V.Count; f += V.Count)
        {
            MomentsOfColumns<V>(x, rows, features, f, partial);
        }

        for (; f < features; f++)
        {
            MomentsOfColumns<V1>(x, rows, features, f, partial);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void MomentsOfColumns<V>(Floats x, int rows, int features, int first, Floats partial)
        where V : struct, IVector<V>
    {
        var sum = V.Zero;
        for (var r = 0; r < rows; r++)
        {
            sum += V.Load(x.From((long)r * features), first);
        }

        var n = V.Broadcast(rows);
        var (mean, rest, squares) = (sum / n, V.Zero, V.Zero);
        for (var r = 0; r < rows; r++)
        {
            var distance = V.Load(x.From((long)r * features), first) - mean;
            rest += distance;
            squares = V.MultiplyAdd(distance, distance, squares);
        }

        var lanes = stackalloc float[2 * V.Count];
        (mean + (rest / n)).Store(new(lanes), 0);
        (squares - (rest * rest / n)).Store(new(lanes), V.Count);
        for (var lane = 0; lane < V.Count; lane++)
        {
            Moments.Of(partial, first + lane, features)
                .Merge(new(rows, lanes[lane], lanes[V.Count + lane]))
                .Store(partial, first + lane, features);
        }
    }

    /// <summary>How many values each channel of a partial result has had.</summary>
    private static ref int Values(Floats partial, int channels) => ref partial.From(2 * channels).AsInts()[0];

    /// <summary>The widest vector in use that a run of this many values fills.</summary>
    private static int Width(int count) => Math.Min(Cpu.VectorBits, count >= 16 ? 512 : count >= 8 ? 256 : count >= 4 ? 128 : 0);

    /// <summary>How many values, their mean, and the sum of their squared distances from it.</summary>
    private readonly record struct Moments(int Count, double Mean, double Squares)
    {
        public static Moments Of(Floats partial, int channel, int channels) =>
            new(Values(partial, channels), partial[channel], partial[channels + channel]);

        public void Store(Floats partial, int channel, int channels) =>
            (partial[channel], partial[channels + channel]) = ((float)Mean, (float)Squares);

        public Moments Merge(Moments other)
        {
            if (Count == 0 || other.Count == 0)
            {
                return Count == 0 ? other : this;
            }

            var (count, distance) = (Count + other.Count, other.Mean - Mean);
            return new(
                count,
                Mean + (distance * other.Count / count),
                Squares + other.Squares + (distance * distance * Count * other.Count / count));
        }
    }
}
