using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Pooling: the greatest element or the average under each window of an image.</summary>
public static unsafe partial class Pooling
{
    /// <summary>y = the greatest element under each window; not-a-number where one is under it.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="y">The output.</param>
    /// <param name="samples">How many images.</param>
    /// <param name="scratch">One row of the input.</param>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        var halving = s.IsHalving;
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            if (halving)
            {
                MaxOfFours(s, x.Pointer, y.Pointer);
            }
            else
            {
                MaxOfWindows(s, x, y.Pointer, scratch);
            }

            (x, y) = (x.From(s.InPlane), y.From(s.OutPlane));
        }
    }

    /// <summary>Where each window's greatest element lies, as its flat place in its channel; the first of equals.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="x">The images.</param>
    /// <param name="positions">The output.</param>
    /// <param name="samples">How many images.</param>
    public static void MaxPositions(in Pool2dShape s, Floats x, Ints positions, int samples)
    {
        var halving = s.IsHalving;
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            if (halving)
            {
                PositionsOfFours(s, x.Pointer, positions.Pointer);
            }
            else
            {
                PositionsOfWindows(s, x.Pointer, positions.Pointer);
            }

            (x, positions) = (x.From(s.InPlane), positions.From(s.OutPlane));
        }
    }

    /// <summary>dx = each output's gradient at the place of its greatest element, 0 elsewhere.</summary>
    /// <param name="s">The sizes.</param>
    /// <param name="dy">The gradients of the outputs.</param>
    /// <param name="positions">What <see cref="MaxPositions"/> gave.</param>
    /// <param name="dx">The gradients of the images.</param>
    /// <param name="samples">How many images.</param>
    public static void MaxGradient(in Pool2dShape s, Floats dy, Ints positions, Floats dx, int samples)
    {
        var halving = s.IsHalving;
        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            if (halving)
            {
                HandToFours(s, dy.Pointer, positions.Pointer, dx.Pointer);
            }
            else
            {
                dx.Span(s.InPlane).Clear();
                for (var i = 0; i < s.OutPlane; i++)
                {
                    dx[positions[i]] += dy[i];
                }
            }

            (dy, positions, dx) = (dy.From(s.OutPlane), positions.From(s.OutPlane), dx.From(s.InPlane));
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void MaxOfFours(in Pool2dShape s, float* x, float* y)
    {
        var (width, outWidth, vectors) = (s.InWidth, s.OutWidth, Cpu.VectorBits > 0);
        for (var row = 0; row < s.OutHeight; row++)
        {
            var above = x;
            var below = x + width;
            var column = 0;
            for (; vectors && column <= outWidth - Pairs.Count; column += Pairs.Count)
            {
                var (a, b) = Pairs.Load(above + (2 * column));
                var (c, d) = Pairs.Load(below + (2 * column));
                Vector128.Store(Pairs.Best(Pairs.Best(Pairs.Best(a, b), c), d), y + column);
            }

            for (; column < outWidth; column++)
            {
                var best = Pairs.Best(above[2 * column], above[(2 * column) + 1]);
                y[column] = Pairs.Best(Pairs.Best(best, below[2 * column]), below[(2 * column) + 1]);
            }

            x += 2 * width;
            y += outWidth;
        }
    }

    /// <summary>First the best of each column, whole rows at a time; then the best of the columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void MaxOfWindows(in Pool2dShape s, Floats x, float* y, Floats best)
    {
        for (var row = 0; row < s.OutHeight; row++)
        {
            best.Span(s.InWidth).Fill(float.NegativeInfinity);
            for (var k = 0; k < s.KernelHeight; k++)
            {
                if ((uint)s.Row(row, k) < (uint)s.InHeight)
                {
                    BestOfRow(x.From(s.Row(row, k) * s.InWidth).Pointer, best.Pointer, s.InWidth);
                }
            }

            for (var column = 0; column < s.OutWidth; column++)
            {
                var greatest = float.NegativeInfinity;
                for (var k = 0; k < s.KernelWidth; k++)
                {
                    var place = s.Column(column, k);
                    greatest = (uint)place < (uint)s.InWidth ? Pairs.Best(greatest, best[place]) : greatest;
                }

                *y++ = greatest;
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void BestOfRow(float* x, float* best, int count)
    {
        var i = 0;
        for (; Cpu.VectorBits > 0 && i <= count - 4; i += 4)
        {
            Vector128.Store(Pairs.Best(Vector128.Load(best + i), Vector128.Load(x + i)), best + i);
        }

        for (; i < count; i++)
        {
            best[i] = Pairs.Best(best[i], x[i]);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOfFours(in Pool2dShape s, float* x, int* positions)
    {
        var (width, outWidth, vectors) = (s.InWidth, s.OutWidth, Cpu.VectorBits > 0);
        var steps = Vector128.Create(0, 2, 4, 6);
        for (var row = 0; row < s.OutHeight; row++)
        {
            var (start, column) = (2 * row * width, 0);
            for (; vectors && column <= outWidth - Pairs.Count; column += Pairs.Count)
            {
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

            for (; column < outWidth; column++)
            {
                positions[column] = PositionUnder(s, x, row, column);
            }

            positions += outWidth;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOfWindows(in Pool2dShape s, float* x, int* positions)
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
        var (best, position) = (float.NegativeInfinity, -1);
        for (var kh = 0; kh < s.KernelHeight; kh++)
        {
            var h = s.Row(row, kh);
            for (var kw = 0; kw < s.KernelWidth && (uint)h < (uint)s.InHeight; kw++)
            {
                var (w, place) = (s.Column(column, kw), (h * s.InWidth) + s.Column(column, kw));
                if ((uint)w < (uint)s.InWidth && (position < 0 || x[place] > best || float.IsNaN(x[place])))
                {
                    (best, position) = (x[place], place);
                }
            }
        }

        return position;
    }

    /// <summary>All four elements under a window are written at once, so nothing has to be cleared before.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void HandToFours(in Pool2dShape s, float* dy, int* positions, float* dx)
    {
        var (width, outWidth, vectors) = (s.InWidth, s.OutWidth, Cpu.VectorBits > 0);
        var steps = Vector128.Create(0, 2, 4, 6);
        if (2 * outWidth < width || 2 * s.OutHeight < s.InHeight)
        {
            new Span<float>(dx, s.InPlane).Clear();
        }

        for (var row = 0; row < s.OutHeight; row++)
        {
            var (start, column) = (2 * row * width, 0);
            for (; vectors && column <= outWidth - Pairs.Count; column += Pairs.Count)
            {
                var place = Vector128.Load(positions + column) - (Vector128.Create(start + (2 * column)) + steps);
                var gradient = Vector128.Load(dy + column);
                var above = dx + start + (2 * column);
                Pairs.Store(Where(place, 0, gradient), Where(place, 1, gradient), above);
                Pairs.Store(Where(place, width, gradient), Where(place, width + 1, gradient), above + width);
            }

            for (; column < outWidth; column++)
            {
                var above = dx + start + (2 * column);
                (above[0], above[1], above[width], above[width + 1]) = (0, 0, 0, 0);
                dx[positions[column]] = dy[column];
            }

            dy += outWidth;
            positions += outWidth;
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> Where(Vector128<int> place, int wanted, Vector128<float> gradient) =>
        gradient & Vector128.Equals(place, Vector128.Create(wanted)).AsSingle();
}
