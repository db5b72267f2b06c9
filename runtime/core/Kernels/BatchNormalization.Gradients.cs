using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class BatchNormalization
{
    /// <summary>
    /// Adds samples to Σ dy (first row of <paramref name="sums"/>) and Σ dy · (x − mean) · inverse (second row) of each channel;
    /// channel c of sample s is the run of <paramref name="inner"/> values at (s · channels + c) · inner.
    /// </summary>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="x">The samples.</param>
    /// <param name="mean">The channels' means.</param>
    /// <param name="inverse">The inverses of the channels' deviations.</param>
    /// <param name="samples">How many samples.</param>
    /// <param name="channels">Channels of one sample.</param>
    /// <param name="inner">Values of one channel in one sample.</param>
    /// <param name="sums">The partial result; zero at first.</param>
    public static void ChannelGradientSums(
        Floats dy, Floats x, Floats mean, Floats inverse, int samples, int channels, int inner, Floats sums)
    {
        switch (Width(inner))
        {
            case 512:
                ChannelGradientSums<V16>(dy, x, mean, inverse, samples, channels, inner, sums);
                break;
            case 256:
                ChannelGradientSums<V8>(dy, x, mean, inverse, samples, channels, inner, sums);
                break;
            case 128:
                ChannelGradientSums<V4>(dy, x, mean, inverse, samples, channels, inner, sums);
                break;
            default:
                ChannelGradientSums<V1>(dy, x, mean, inverse, samples, channels, inner, sums);
                break;
        }
    }

    /// <summary>
    /// Adds rows to Σ dy (first row of <paramref name="sums"/>) and Σ dy · (x − mean) · inverse (second row) of each feature;
    /// feature f of row r is at r · features + f.
    /// </summary>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="x">The rows.</param>
    /// <param name="mean">The features' means.</param>
    /// <param name="inverse">The inverses of the features' deviations.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="features">Features of one row.</param>
    /// <param name="sums">The partial result; zero at first.</param>
    public static void FeatureGradientSums(Floats dy, Floats x, Floats mean, Floats inverse, int rows, int features, Floats sums)
    {
        switch (Width(features))
        {
            case 512:
                FeatureGradientSums<V16>(dy, x, mean, inverse, rows, features, sums);
                break;
            case 256:
                FeatureGradientSums<V8>(dy, x, mean, inverse, rows, features, sums);
                break;
            case 128:
                FeatureGradientSums<V4>(dy, x, mean, inverse, rows, features, sums);
                break;
            default:
                FeatureGradientSums<V1>(dy, x, mean, inverse, rows, features, sums);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void ChannelGradientSums<V>(
        Floats dy, Floats x, Floats mean, Floats inverse, int samples, int channels, int inner, Floats sums)
        where V : struct, IVector<V>
    {
        var whole = inner - (inner % V.Count);
        for (var s = 0; s < samples; s++)
        {
            for (var c = 0; c < channels; c++)
            {
                var (centre, gradients, products) = (V.Broadcast(mean[c]), V.Zero, V.Zero);
                for (var i = 0; i < whole; i += V.Count)
                {
                    var gradient = V.Load(dy, i);
                    gradients += gradient;
                    products = V.MultiplyAdd(gradient, V.Load(x, i) - centre, products);
                }

                if (whole < inner)
                {
                    var gradient = V.KeepLast(V.Load(dy, inner - V.Count), inner - whole);
                    gradients += gradient;
                    products = V.MultiplyAdd(gradient, V.Load(x, inner - V.Count) - centre, products);
                }

                sums[c] += V.Sum(gradients);
                sums[channels + c] += V.Sum(products) * inverse[c];
                (dy, x) = (dy.From(inner), x.From(inner));
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void FeatureGradientSums<V>(Floats dy, Floats x, Floats mean, Floats inverse, int rows, int features, Floats sums)
        where V : struct, IVector<V>
    {
        var f = 0;
        for (; f <= features - V.Count; f += V.Count)
        {
            GradientSumsOfColumns<V>(dy, x, mean, inverse, rows, features, f, sums);
        }

        for (; f < features; f++)
        {
            GradientSumsOfColumns<V1>(dy, x, mean, inverse, rows, features, f, sums);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void GradientSumsOfColumns<V>(
        Floats dy, Floats x, Floats mean, Floats inverse, int rows, int features, int first, Floats sums)
        where V : struct, IVector<V>
    {
        var (centre, gradients, products) = (V.Load(mean, first), V.Zero, V.Zero);
        for (var r = 0; r < rows; r++)
        {
            var gradient = V.Load(dy.From((long)r * features), first);
            gradients += gradient;
            products = V.MultiplyAdd(gradient, V.Load(x.From((long)r * features), first) - centre, products);
        }

        (V.Load(sums, first) + gradients).Store(sums, first);
        V.MultiplyAdd(products, V.Load(inverse, first), V.Load(sums, features + first)).Store(sums, features + first);
    }
}
