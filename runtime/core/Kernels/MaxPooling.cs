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
    /// <param name="scratch">Some channels of the padded input, and its table.</param>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int samples, Floats scratch)
    {
        if (!s.IsHalving)
        {
            MaxWindows.Max(s, x, y, samples * s.Channels, scratch);
            return;
        }

        for (var plane = 0; plane < samples * s.Channels; plane++)
        {
            MaxOfFours(s, x.Pointer, y.Pointer);
            (x, y) = (x.From(s.InPlane), y.From(s.OutPlane));
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
                HandBack(dy, positions, s.OutPlane, dx, s.InPlane);
            }

            (dy, positions, dx) = (dy.From(s.OutPlane), positions.From(s.OutPlane), dx.From(s.InPlane));
        }
    }

    /// <summary>The gradient of one plane: what each output hands back goes to the place of its greatest element.</summary>
    private static void HandBack(Floats dy, Ints positions, int outPlane, Floats dx, int inPlane)
    {
        dx.Span(inPlane).Clear();
        for (var i = 0; i < outPlane; i++)
        {
            dx[positions[i]] += dy[i];
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void MaxOfFours(in Pool2dShape s, float* x, float* y)
    {
        var (width, outWidth, vectors) = (s.InWidth, s.OutWidth, Cpu.VectorBits > 0 && s.OutWidth >= Pairs.Count);
        for (var row = 0; row < s.OutHeight; row++)
        {
            for (var next = 0; vectors && next < outWidth; next += Pairs.Count)
            {
                var column = Math.Min(next, outWidth - Pairs.Count);
                var (a, b) = Pairs.Load(x + (2 * column));
                var (c, d) = Pairs.Load(x + width + (2 * column));
                Vector128.Store(Pairs.Best(Pairs.Best(Pairs.Best(a, b), c), d), y + column);
            }

            for (var column = 0; !vectors && column < outWidth; column++)
            {
                var above = Pairs.Best(x[2 * column], x[(2 * column) + 1]);
                y[column] = Pairs.Best(Pairs.Best(above, x[width + (2 * column)]), x[width + (2 * column) + 1]);
            }

            x += 2 * width;
            y += outWidth;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void KeepBest(float* x, float* best, int count)
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

    /// <summary>All four elements under a window are written at once, so nothing has to be cleared before.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void HandToFours(in Pool2dShape s, float* dy, int* positions, float* dx)
    {
        var (width, outWidth, vectors) = (s.InWidth, s.OutWidth, Cpu.VectorBits > 0 && s.OutWidth >= Pairs.Count);
        var steps = Vector128.Create(0, 2, 4, 6);
        if (2 * outWidth < width || 2 * s.OutHeight < s.InHeight)
        {
            new Span<float>(dx, s.InPlane).Clear();
        }

        for (var row = 0; row < s.OutHeight; row++)
        {
            var start = 2 * row * width;
            for (var next = 0; vectors && next < outWidth; next += Pairs.Count)
            {
                var column = Math.Min(next, outWidth - Pairs.Count);
                var place = Vector128.Load(positions + column) - (Vector128.Create(start + (2 * column)) + steps);
                var gradient = Vector128.Load(dy + column);
                var above = dx + start + (2 * column);
                Pairs.Store(Where(place, 0, gradient), Where(place, 1, gradient), above);
                Pairs.Store(Where(place, width, gradient), Where(place, width + 1, gradient), above + width);
            }

            for (var column = 0; !vectors && column < outWidth; column++)
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
