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
    /// <param name="scratch">Two rows of the padded input.</param>
    public static void MaxPositions(in Pool2dShape s, Floats x, Ints positions, int samples, Floats scratch)
    {
        var (halving, vectors) = (s.IsHalving && s.OutWidth >= Pairs.Count, Cpu.VectorBits > 0);
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            if (halving && vectors)
            {
                PositionsOfFours(s, x.Pointer, positions.Pointer);
            }
            else if (vectors)
            {
                PositionsOfWindows(s, x.Pointer, positions.Pointer, scratch, scratch.From(s.PaddedWidth).AsInts());
            }
            else
            {
                PositionsOneByOne(s, x.Pointer, positions.Pointer);
            }

            (x, positions) = (x.From(s.InPlane), positions.From(s.OutPlane));
        }
    }

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

    /// <summary>First the best of each column and its place, whole rows at a time; then the best of neighbouring columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOfWindows(in Pool2dShape s, float* x, int* positions, Floats best, Ints places)
    {
        for (var row = 0; row < s.OutHeight; row++)
        {
            best.Span(s.PaddedWidth).Fill(float.NegativeInfinity);
            places.Span(s.PaddedWidth).Fill(int.MaxValue);
            for (var k = 0; k < s.KernelHeight; k++)
            {
                if ((uint)s.Row(row, k) < (uint)s.InHeight)
                {
                    KeepBest(x, s.Row(row, k) * s.InWidth, best.Pointer + s.PaddingWidth, places.Pointer + s.PaddingWidth, s.InWidth);
                }
            }

            BestOfNeighbours(s, best.Pointer, places.Pointer);
            for (var column = 0; column < s.OutWidth; column++)
            {
                *positions++ = places[column * s.StrideWidth];
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void KeepBest(float* x, int first, float* best, int* places, int count)
    {
        var i = 0;
        for (; i <= count - 4; i += 4)
        {
            var (value, place) = (Vector128.Load(x + first + i), Vector128.Create(first + i) + Vector128<int>.Indices);
            var (oldValue, oldPlace) = (Vector128.Load(best + i), Vector128.Load(places + i));
            var wins = Wins(value, place, oldValue, oldPlace);
            Vector128.Store(Vector128.ConditionalSelect(wins.AsSingle(), value, oldValue), best + i);
            Vector128.Store(Vector128.ConditionalSelect(wins, place, oldPlace), places + i);
        }

        for (; i < count; i++)
        {
            if (Wins(x[first + i], first + i, best[i], places[i]))
            {
                (best[i], places[i]) = (x[first + i], first + i);
            }
        }
    }

    /// <summary>In place, since each column takes only from those at its right, which are still as they were.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void BestOfNeighbours(in Pool2dShape s, float* best, int* places)
    {
        var (i, windows) = (0, s.WindowColumns);
        for (; i <= windows - 4; i += 4)
        {
            var (greatest, place) = (Vector128.Load(best + i), Vector128.Load(places + i));
            for (var k = 1; k < s.KernelWidth; k++)
            {
                var other = i + (k * s.DilationWidth);
                var (value, otherPlace) = (Vector128.Load(best + other), Vector128.Load(places + other));
                var wins = Wins(value, otherPlace, greatest, place);
                greatest = Vector128.ConditionalSelect(wins.AsSingle(), value, greatest);
                place = Vector128.ConditionalSelect(wins, otherPlace, place);
            }

            Vector128.Store(place, places + i);
        }

        for (; i < windows; i++)
        {
            var greatest = best[i];
            for (var k = 1; k < s.KernelWidth; k++)
            {
                var other = i + (k * s.DilationWidth);
                if (Wins(best[other], places[other], greatest, places[i]))
                {
                    (greatest, places[i]) = (best[other], places[other]);
                }
            }
        }
    }

    /// <summary>Lanes in which a value takes the place of the best: it is greater, or equal and earlier, or not a number.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Vector128<int> Wins(Vector128<float> value, Vector128<int> place, Vector128<float> best, Vector128<int> bestPlace) =>
        Pairs.Replaces(value, best).AsInt32() | (Vector128.Equals(value, best).AsInt32() & Vector128.LessThan(place, bestPlace));

    [MethodImpl(AggressiveInlining)]
    private static bool Wins(float value, int place, float best, int bestPlace) =>
        value > best || float.IsNaN(value) || (value == best && place < bestPlace);

    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOneByOne(in Pool2dShape s, float* x, int* positions)
    {
        for (var row = 0; row < s.OutHeight; row++)
        {
            for (var column = 0; column < s.OutWidth; column++)
            {
                *positions++ = PositionUnder(s, x, row, column);
            }
        }
    }

    private static int PositionUnder(in Pool2dShape s, float* x, int row, int column)
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
}
