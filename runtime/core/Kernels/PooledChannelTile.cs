using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// What <see cref="PooledTile"/> does, with vectors along the output's channels instead of its windows: a tile holds a vector of channels
/// for each of four windows, and of each the four sums.
/// </summary>
internal static unsafe class PooledChannelTile
{
    /// <summary>Channels that fill a vector; seventeen registers hold what a tile needs.</summary>
    public const int Channels = 16;

    private const int TileWindows = 4;

    /// <summary>
    /// Result[i, j] = the greatest of Σ weights[k, i] · image[windows[j] + places[k] + w] for w = 0, 1, pitch and pitch + 1.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    [SkipLocalsInit]
    public static void Multiply<T>(in ChannelRows s, Floats image, Ints windows, int count, in Output<T> output)
        where T : struct, IEpilogue
    {
        var memory = stackalloc float[(2 * Channels * Channels) + Channels];
        var greatest = new Floats((float*)(((nuint)memory + 63) & ~(nuint)63));
        var turned = greatest.From(Channels * Channels);
        for (var channel = 0; channel < s.Channels; channel += Channels)
        {
            for (var first = 0; first < count; first += Channels)
            {
                var (some, i) = (Math.Min(Channels, count - first), 0);
                for (; i <= some - TileWindows; i += TileWindows)
                {
                    Windows4(s, channel, image, windows.From(first + i), greatest.From(i * Channels));
                }

                for (; i < some; i++)
                {
                    Window(s, channel, image.From(windows[first + i]), greatest.From(i * Channels));
                }

                Transposition.Run(greatest.Pointer, some, Channels, Channels, turned.Pointer, Channels);
                output.Take<V16>(turned, Channels, channel, Channels, first, some);
            }
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Windows4(in ChannelRows s, int channel, Floats image, Ints windows, Floats greatest)
    {
        var (weights, places, pitch, channels) = (s.Weights.From(channel), s.Places, s.Pitch, s.Channels);
        var (p0, p1, p2, p3) = (image.From(windows[0]), image.From(windows[1]), image.From(windows[2]), image.From(windows[3]));
        var (a0, b0, c0, d0) = (V16.Zero, V16.Zero, V16.Zero, V16.Zero);
        var (a1, b1, c1, d1) = (V16.Zero, V16.Zero, V16.Zero, V16.Zero);
        var (a2, b2, c2, d2) = (V16.Zero, V16.Zero, V16.Zero, V16.Zero);
        var (a3, b3, c3, d3) = (V16.Zero, V16.Zero, V16.Zero, V16.Zero);
        for (var k = 0; k < s.Depth; k++, weights = weights.From(channels))
        {
            var (weight, above) = (V16.Load(weights, 0), (long)places[k]);
            var below = above + pitch;
            a0 = V16.MultiplyAddOne(weight, p0, above, a0);
            b0 = V16.MultiplyAddOne(weight, p0, above + 1, b0);
            c0 = V16.MultiplyAddOne(weight, p0, below, c0);
            d0 = V16.MultiplyAddOne(weight, p0, below + 1, d0);
            a1 = V16.MultiplyAddOne(weight, p1, above, a1);
            b1 = V16.MultiplyAddOne(weight, p1, above + 1, b1);
            c1 = V16.MultiplyAddOne(weight, p1, below, c1);
            d1 = V16.MultiplyAddOne(weight, p1, below + 1, d1);
            a2 = V16.MultiplyAddOne(weight, p2, above, a2);
            b2 = V16.MultiplyAddOne(weight, p2, above + 1, b2);
            c2 = V16.MultiplyAddOne(weight, p2, below, c2);
            d2 = V16.MultiplyAddOne(weight, p2, below + 1, d2);
            a3 = V16.MultiplyAddOne(weight, p3, above, a3);
            b3 = V16.MultiplyAddOne(weight, p3, above + 1, b3);
            c3 = V16.MultiplyAddOne(weight, p3, below, c3);
            d3 = V16.MultiplyAddOne(weight, p3, below + 1, d3);
        }

        Greatest(a0, b0, c0, d0).Store(greatest, 0);
        Greatest(a1, b1, c1, d1).Store(greatest, Channels);
        Greatest(a2, b2, c2, d2).Store(greatest, 2 * Channels);
        Greatest(a3, b3, c3, d3).Store(greatest, 3 * Channels);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Window(in ChannelRows s, int channel, Floats window, Floats greatest)
    {
        var weights = s.Weights.From(channel);
        var (a, b, c, d) = (V16.Zero, V16.Zero, V16.Zero, V16.Zero);
        for (var k = 0; k < s.Depth; k++, weights = weights.From(s.Channels))
        {
            var (weight, above) = (V16.Load(weights, 0), (long)s.Places[k]);
            a = V16.MultiplyAddOne(weight, window, above, a);
            b = V16.MultiplyAddOne(weight, window, above + 1, b);
            c = V16.MultiplyAddOne(weight, window, above + s.Pitch, c);
            d = V16.MultiplyAddOne(weight, window, above + s.Pitch + 1, d);
        }

        Greatest(a, b, c, d).Store(greatest, 0);
    }

    [MethodImpl(AggressiveInlining)]
    private static V16 Greatest(V16 a, V16 b, V16 c, V16 d) => V16.Greatest(V16.Greatest(a, b), V16.Greatest(c, d));
}

/// <summary>The weights of such a product, and where the pixels lie that they meet.</summary>
/// <param name="Weights">depth × channels.</param>
/// <param name="Places">For each weight of a channel, the place that it meets in the first window.</param>
/// <param name="Pitch">From one row of the image to the next.</param>
/// <param name="Channels">How many channels, in whole vectors.</param>
/// <param name="Depth">Weights of a channel.</param>
internal readonly record struct ChannelRows(Floats Weights, Ints Places, int Pitch, int Channels, int Depth);
