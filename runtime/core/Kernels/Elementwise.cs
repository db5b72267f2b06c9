using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Runs an elementwise function over a tensor, in vectors of the width that <see cref="Cpu.VectorBits"/> says.</summary>
public static class Elementwise
{
    /// <summary>Elements that a row is cut into where it is alone.</summary>
    private const int Piece = 4096;

    /// <summary>What the pass over one element takes, in multiply-adds of a matrix product.</summary>
    internal const int WorkOfElement = 16;

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
                Share<T, V16>(f, samples, channels, inner);
                break;
            case 256:
                Share<T, V8>(f, samples, channels, inner);
                break;
            case 128:
                Share<T, V4>(f, samples, channels, inner);
                break;
            default:
                Share<T, V1>(f, samples, channels, inner);
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

    /// <summary>Rows of one channel each, or pieces of a row that is alone.</summary>
    private static void Share<T, V>(in T f, int samples, int channels, int inner)
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        var rows = samples * channels;
        var part = new Part<T, V>(f, rows, channels, inner);
        Team.Share(part, rows == 1 ? (inner + Piece - 1) / Piece : rows, (long)rows * inner * WorkOfElement);
    }

    private readonly struct Part<T, V>(in T f, int rows, int channels, int inner) : IPart
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        private readonly T _f = f;

        public void Run(int first, int count)
        {
            if (rows == 1)
            {
                RunRows<T, V>(_f, 0, 1, 1, first * Piece, Math.Min(inner, (first + count) * Piece) - (first * Piece));
            }
            else
            {
                RunRows<T, V>(_f, first, first + count, channels, first * inner, inner);
            }
        }
    }

    /// <summary>
    /// Rows that follow one another, from <paramref name="index"/> on. The loop stands here in full and once: what the compiler
    /// inlines into a method is limited by the length of the method, and a short one that only calls this loop left sigmoids
    /// and the like as calls, four times as slow.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void RunRows<T, V>(T f, int row, int endRow, int channels, int index, int inner)
        where T : struct, IElementwise
        where V : struct, IVector<V>
    {
        for (var c = row % channels; row < endRow; row++, c = c + 1 == channels ? 0 : c + 1)
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
