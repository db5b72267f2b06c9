using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static unsafe partial class Pooling
{
    /// <summary>
    /// Where each window's greatest element lies, as its flat place in its channel: the first of equals; where numbers are
    /// missing, the place of one that is not a number.
    /// </summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="positions">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">Some channels of the padded input, and its tables.</param>
    public static void MaxPositions(in Pool2dShape s, Floats x, Ints positions, int samples, Floats scratch)
    {
        var (planes, vectors) = (samples * s.Channels, Cpu.VectorBits > 0 && s.OutWidth >= Pairs.Count);
        if (!s.IsHalving)
        {
            MaxWindows.Positions(s, x, positions, planes, scratch);
        }
        else if (!vectors)
        {
            PositionsOneByOne(s, x, positions, planes);
        }
        else
        {
            for (var plane = 0; plane < planes; plane++)
            {
                PositionsOfFours(s, x.From((long)plane * s.InPlane).Pointer, positions.From((long)plane * s.OutPlane).Pointer);
            }
        }
    }

    /// <summary>The places of the greatest elements of some channels, window by window.</summary>
    internal static void PositionsOneByOne(in Pool2dShape s, Floats x, Ints positions, int planes)
    {
        for (var i = 0; i < planes * s.OutPlane; i++)
        {
            var (plane, window) = Math.DivRem(i, s.OutPlane);
            positions[i] = PositionUnder(s, x.From((long)plane * s.InPlane), window / s.OutWidth, window % s.OutWidth);
        }
    }

    /// <summary>The place of the greatest element of one window.</summary>
    internal static int PositionUnder(in Pool2dShape s, Floats x, int row, int column)
    {
        var (best, position) = (float.NegativeInfinity, int.MaxValue);
        for (var kh = 0; kh < s.KernelHeight; kh++)
        {
            var h = s.Row(row, kh);
            for (var kw = 0; kw < s.KernelWidth && (uint)h < (uint)s.InHeight; kw++)
            {
                var (w, place) = (s.Column(column, kw), (h * s.InWidth) + s.Column(column, kw));
                if ((uint)w < (uint)s.InWidth && Wins(x[place], place, best, position))
                {
                    (best, position) = (x[place], place);
                }
            }
        }

        return position;
    }

    /// <summary>Whether a value takes the place of the best: it is greater, or equal and earlier, or not a number.</summary>
    private static bool Wins(float value, int place, float best, int bestPlace) =>
        value > best || float.IsNaN(value) || (value == best && place < bestPlace);

    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOfFours(in Pool2dShape s, float* x, int* positions)
    {
        var (width, outWidth, steps) = (s.InWidth, s.OutWidth, Vector128.Create(0, 2, 4, 6));
        for (var row = 0; row < s.OutHeight; row++)
        {
            var start = 2 * row * width;
            for (var next = 0; next < outWidth; next += Pairs.Count)
            {
                var column = Math.Min(next, outWidth - Pairs.Count);
                var first = Vector128.Create(start + (2 * column)) + steps;
                var (best, b) = Pairs.Load(x + start + (2 * column));
                var (c, d) = Pairs.Load(x + start + width + (2 * column));
                var place = Vector128.ConditionalSelect(Pairs.Replaces(b, best).AsInt32(), first + Vector128.Create(1), first);
                best = Pairs.Best(best, b);
                place = Vector128.ConditionalSelect(Pairs.Replaces(c, best).AsInt32(), first + Vector128.Create(width), place);
                best = Pairs.Best(best, c);
                place = Vector128.ConditionalSelect(Pairs.Replaces(d, best).AsInt32(), first + Vector128.Create(width + 1), place);
                Vector128.Store(place, positions + column);
            }

            positions += outWidth;
        }
    }
}
