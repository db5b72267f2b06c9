using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Channels to pixels and back. By twos, rows go in vectors; a greater factor's steps leave none to gain.</summary>
public static unsafe class Pixels
{
    /// <summary>y[p, h·f + i, w·f + j] = x[p, i, j, h, w] for <paramref name="planes"/> planes p.</summary>
    /// <param name="factor">f.</param>
    /// <param name="height">Rows of a channel of x.</param>
    /// <param name="width">Columns of a channel of x.</param>
    /// <param name="x">planes × factor × factor × height × width.</param>
    /// <param name="y">planes × (height · factor) × (width · factor).</param>
    /// <param name="planes">Channels of y, of all samples.</param>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Shuffle(int factor, int height, int width, Floats x, Floats y, int planes)
    {
        var large = y.Pointer;
        for (var row = 0; row < planes * height * factor; row++, large += width * factor)
        {
            var small = Row(x, row, factor, height, width);
            if (factor == 2)
            {
                Interleave(small, small + (height * width), large, width);
                continue;
            }

            for (var j = 0; j < factor; j++, small += height * width)
            {
                for (var w = 0; w < width; w++)
                {
                    large[(w * factor) + j] = small[w];
                }
            }
        }
    }

    /// <summary>y[p, i, j, h, w] = x[p, h·f + i, w·f + j] for <paramref name="planes"/> planes p.</summary>
    /// <param name="factor">f.</param>
    /// <param name="height">Rows of a channel of y.</param>
    /// <param name="width">Columns of a channel of y.</param>
    /// <param name="x">planes × (height · factor) × (width · factor).</param>
    /// <param name="y">planes × factor × factor × height × width.</param>
    /// <param name="planes">Channels of x, of all samples.</param>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Unshuffle(int factor, int height, int width, Floats x, Floats y, int planes)
    {
        var large = x.Pointer;
        for (var row = 0; row < planes * height * factor; row++, large += width * factor)
        {
            var small = Row(y, row, factor, height, width);
            if (factor == 2)
            {
                TakeApart(large, small, small + (height * width), width);
                continue;
            }

            for (var j = 0; j < factor; j++, small += height * width)
            {
                for (var w = 0; w < width; w++)
                {
                    small[w] = large[(w * factor) + j];
                }
            }
        }
    }

    /// <summary>Where the first of the small channels has what belongs to a row of the large ones.</summary>
    private static float* Row(Floats small, int row, int factor, int height, int width)
    {
        var (above, i) = Math.DivRem(row, factor);
        var (plane, h) = Math.DivRem(above, height);
        return small.From((((((long)plane * factor) + i) * factor * height) + h) * width).Pointer;
    }

    [MethodImpl(AggressiveInlining)]
    private static void Interleave(float* first, float* second, float* pairs, int count)
    {
        var w = 0;
        for (; Cpu.VectorBits > 0 && w <= count - Pairs.Count; w += Pairs.Count)
        {
            Pairs.Store(Vector128.Load(first + w), Vector128.Load(second + w), pairs + (2 * w));
        }

        for (; w < count; w++)
        {
            (pairs[2 * w], pairs[(2 * w) + 1]) = (first[w], second[w]);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void TakeApart(float* pairs, float* first, float* second, int count)
    {
        var w = 0;
        for (; Cpu.VectorBits > 0 && w <= count - Pairs.Count; w += Pairs.Count)
        {
            var (a, b) = Pairs.Load(pairs + (2 * w));
            Vector128.Store(a, first + w);
            Vector128.Store(b, second + w);
        }

        for (; w < count; w++)
        {
            (first[w], second[w]) = (pairs[2 * w], pairs[(2 * w) + 1]);
        }
    }
}
