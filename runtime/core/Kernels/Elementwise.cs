using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Runs an elementwise function over a tensor, in vectors of the width that <see cref="Cpu.VectorBits"/> says.</summary>
public static class Elementwise
{
    /// <summary>Elements 0 to <paramref name="count"/> − 1, with channel 0.</summary>
    public static void Flat<T>(in T f, int count)
        where T : struct, IElementwise => Channels(f, 1, 1, count);

    /// <summary>Element (s · channels + c) · inner + i with channel c, for all samples s, channels c and places i.</summary>
    public static void Channels<T>(in T f, int samples, int channels, int inner)
        where T : struct, IElementwise
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                RunChannels<T, V16>(f, samples, channels, inner);
                break;
            case 256:
                RunChannels<T, V8>(f, samples, channels, inner);
                break;
            case 128:
                RunChannels<T, V4>(f, samples, channels, inner);
                break;
            default:
                RunChannels<T, V1>(f, samples, channels, inner);
                break;
        }
    }

    /// <summary>Element r · features + i with channel i (that of a vector's first lane), for all rows r and features i.</summary>
    public static void Features<T>(in T f, int rows, int features)
        where T : struct, IElementwise
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                RunFeatures<T, V16>(f, rows, features);
                break;
            case 256:
                RunFeatures<T, V8>(f, rows, features);
                break;
            case 128:
                RunFeatures<T, V4>(f, rows, features);
                break;
            default:
                RunFeatures<T, V1>(f, rows, features);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void RunChannels<T, V>(T f, int samples, int channels, int inner)
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        var index = 0;
        for (var s = 0; s < samples; s++)
        {
            for (var c = 0; c < channels; c++)
            {
                var end = index + inner;
                for (; index <= end - V.Count; index += V.Count)
                {
                    f.Apply<V>(c, index);
                }

                if (index < end)
                {
                    Tail<T, V>(f, c, 0, index, end);
                    index = end;
                }
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void RunFeatures<T, V>(T f, int rows, int features)
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        for (var r = 0; r < rows; r++)
        {
            var (first, i) = (r * features, 0);
            for (; i <= features - V.Count; i += V.Count)
            {
                f.Apply<V>(i, first + i);
            }

            if (i < features)
            {
                Tail<T, V>(f, i, 1, first + i, first + features);
            }
        }
    }

    /// <summary>Less than one vector: by fours and then one by one. The channel moves on by <paramref name="step"/> an element.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Tail<T, V>(T f, int channel, int step, int index, int end)
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        for (; V.Count > 4 && index <= end - 4; index += 4, channel += 4 * step)
        {
            f.Apply<V4>(channel, index);
        }

        for (; index < end; index++, channel += step)
        {
            f.Apply<V1>(channel, index);
        }
    }
}
