using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Max pooling with windows of 2 × 2 side by side: vectors of windows, from pairs of neighbours of two rows. The last vector of a row
/// reaches back to end where the row ends.
/// </summary>
/// <remarks>
/// Measured on one AVX-512 core, in microseconds, against four windows at a time at any width: 16 channels of 32 × 32, greatest elements
/// 2.1 and 0.5, their places 3.3 and 0.9, the gradient 3.2 and 0.9; 64 of 224 × 224 881 and 160, 669 and 156, 746 and 227.
/// </remarks>
internal static class MaxHalves
{
    /// <summary>Greatest elements of <paramref name="planes"/> channels.</summary>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int planes)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                Max<V16>(s, x, y, planes);
                break;
            case 8:
                Max<V8>(s, x, y, planes);
                break;
            case 4:
                Max<V4>(s, x, y, planes);
                break;
            default:
                Max<V1>(s, x, y, planes);
                break;
        }
    }

    /// <summary>The places of the greatest elements of <paramref name="planes"/> channels, which floats can number exactly.</summary>
    public static void Positions(in Pool2dShape s, Floats x, Ints positions, int planes)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                Positions<V16>(s, x, positions, planes);
                break;
            case 8:
                Positions<V8>(s, x, positions, planes);
                break;
            case 4:
                Positions<V4>(s, x, positions, planes);
                break;
            default:
                Positions<V1>(s, x, positions, planes);
                break;
        }
    }

    /// <summary>Hands gradients back to the places of <paramref name="planes"/> channels, which floats can number exactly.</summary>
    public static void HandBack(in Pool2dShape s, Floats dy, Ints positions, Floats dx, int planes)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                HandBack<V16>(s, dy, positions, dx, planes);
                break;
            case 8:
                HandBack<V8>(s, dy, positions, dx, planes);
                break;
            case 4:
                HandBack<V4>(s, dy, positions, dx, planes);
                break;
            default:
                HandBack<V1>(s, dy, positions, dx, planes);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Max<V>(in Pool2dShape s, Floats x, Floats y, int planes)
        where V : struct, IVector<V>
    {
        var (width, inWidth) = (s.OutWidth, s.InWidth);
        for (var plane = 0; plane < planes; plane++, x = x.From(s.InPlane))
        {
            var above = x;
            for (var row = 0; row < s.OutHeight; row++, above = above.From(2 * inWidth), y = y.From(width))
            {
                for (var next = 0; next < width; next += V.Count)
                {
                    var column = Math.Min(next, width - V.Count);
                    var (a, b) = V.LoadPairs(above, 2 * column);
                    var (c, d) = V.LoadPairs(above, inWidth + (2 * column));
                    V.Greatest(V.Greatest(a, b), V.Greatest(c, d)).Store(y, column);
                }
            }
        }
    }

    /// <summary>
    /// A later place only where it is greater, so the first of equals stays. Channels in which something, or the sum of a window, is
    /// not a finite number go window by window.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static unsafe void Positions<V>(in Pool2dShape s, Floats x, Ints positions, int planes)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[V.Count];
        var (width, inWidth, steps) = (s.OutWidth, s.InWidth, Steps<V>(new Floats(memory)));
        var (second, third, fourth) = (V.Broadcast(1), V.Broadcast(inWidth), V.Broadcast(inWidth + 1));
        for (var plane = 0; plane < planes; plane++, x = x.From(s.InPlane), positions = positions.From(s.OutPlane))
        {
            var (above, to, check) = (x, positions, V.Zero);
            for (var row = 0; row < s.OutHeight; row++, above = above.From(2 * inWidth), to = to.From(width))
            {
                for (var next = 0; next < width; next += V.Count)
                {
                    var column = Math.Min(next, width - V.Count);
                    var (a, b) = V.LoadPairs(above, 2 * column);
                    var (c, d) = V.LoadPairs(above, inWidth + (2 * column));
                    check = V.MultiplyAdd(a + b + (c + d), V.Zero, check);
                    var place = V.WhereGreater(b, a, second, V.Zero);
                    a = V.Max(b, a);
                    place = V.WhereGreater(c, a, third, place);
                    a = V.Max(c, a);
                    place = V.WhereGreater(d, a, fourth, place);
                    (place + steps + V.Broadcast(2 * ((row * inWidth) + column))).StoreWhole(to, column);
                }
            }

            if (V.Sum(check) != 0)
            {
                Pooling.PositionsOneByOne(s, x, positions, 1);
            }
        }
    }

    /// <summary>All four elements under a window are written at once; what no window takes is cleared before.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    private static unsafe void HandBack<V>(in Pool2dShape s, Floats dy, Ints positions, Floats dx, int planes)
        where V : struct, IVector<V>
    {
        var memory = stackalloc float[V.Count];
        var (width, inWidth) = (s.OutWidth, s.InWidth);
        var steps = Steps<V>(new Floats(memory));
        var isCovered = 2 * width == inWidth && 2 * s.OutHeight == s.InHeight;

        // Halfway between the places 0, 1, width and width + 1 of a window.
        var (first, above, third) = (V.Broadcast(0.5f), V.Broadcast(1.5f), V.Broadcast(inWidth + 0.5f));
        for (var plane = 0; plane < planes; plane++, dx = dx.From(s.InPlane))
        {
            if (!isCovered)
            {
                dx.Span(s.InPlane).Clear();
            }

            for (var start = 0; start < 2 * s.OutHeight * inWidth; start += 2 * inWidth, dy = dy.From(width), positions = positions.From(width))
            {
                for (var next = 0; next < width; next += V.Count)
                {
                    var column = Math.Min(next, width - V.Count);
                    var place = V.LoadWhole(positions, column) - (V.Broadcast(start + (2 * column)) + steps);
                    var gradient = V.Load(dy, column);
                    var right = V.WhereGreater(above, place, gradient, V.Zero);
                    var (left, to) = (V.WhereGreater(first, place, gradient, V.Zero), dx.From(start + (2 * column)));
                    V.StorePairs(left, V.WhereGreater(first, place, V.Zero, right), to, 0);
                    left = V.WhereGreater(above, place, V.Zero, V.WhereGreater(third, place, gradient, V.Zero));
                    V.StorePairs(left, V.WhereGreater(third, place, V.Zero, gradient), to, inWidth);
                }
            }
        }
    }

    /// <summary>0, 2, 4 and so on: the first columns of a vector of windows.</summary>
    private static V Steps<V>(Floats memory)
        where V : struct, IVector<V>
    {
        for (var i = 0; i < V.Count; i++)
        {
            memory[i] = 2 * i;
        }

        return V.Load(memory, 0);
    }
}
