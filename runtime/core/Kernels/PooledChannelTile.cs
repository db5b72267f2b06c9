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
        var (c0, c1, c2, c3) = (default(Sums), default(Sums), default(Sums), default(Sums));
        for (var k = 0; k < s.Depth; k++, weights = weights.From(channels))
        {
            var (weight, above) = (V16.Load(weights, 0), (long)places[k]);
            var below = above + pitch;
            c0 = c0.Add(weight, p0, above, below);
            c1 = c1.Add(weight, p1, above, below);
            c2 = c2.Add(weight, p2, above, below);
            c3 = c3.Add(weight, p3, above, below);
        }

        c0.Greatest().Store(greatest, 0);
        c1.Greatest().Store(greatest, Channels);
        c2.Greatest().Store(greatest, 2 * Channels);
        c3.Greatest().Store(greatest, 3 * Channels);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Window(in ChannelRows s, int channel, Floats window, Floats greatest)
    {
        var (weights, sums) = (s.Weights.From(channel), default(Sums));
        for (var k = 0; k < s.Depth; k++, weights = weights.From(s.Channels))
        {
            var place = (long)s.Places[k];
            sums = sums.Add(V16.Load(weights, 0), window, place, place + s.Pitch);
        }

        sums.Greatest().Store(greatest, 0);
    }

    /// <summary>The four sums of a window.</summary>
    private readonly struct Sums(V16 a, V16 b, V16 c, V16 d)
    {
        private readonly V16 _a = a;
        private readonly V16 _b = b;
        private readonly V16 _c = c;
        private readonly V16 _d = d;

        [MethodImpl(AggressiveInlining)]
        public Sums Add(V16 weight, Floats window, long above, long below) => new(
            V16.MultiplyAddOne(weight, window, above, _a),
            V16.MultiplyAddOne(weight, window, above + 1, _b),
            V16.MultiplyAddOne(weight, window, below, _c),
            V16.MultiplyAddOne(weight, window, below + 1, _d));

        [MethodImpl(AggressiveInlining)]
        public V16 Greatest() => V16.Greatest(V16.Greatest(_a, _b), V16.Greatest(_c, _d));
    }
}

/// <summary>The weights of such a product, and where the pixels lie that they meet.</summary>
/// <param name="Weights">depth × channels.</param>
/// <param name="Places">For each weight of a channel, the place that it meets in the first window.</param>
/// <param name="Pitch">From one row of the image to the next.</param>
/// <param name="Channels">How many channels, in whole vectors.</param>
/// <param name="Depth">Weights of a channel.</param>
internal readonly record struct ChannelRows(Floats Weights, Ints Places, int Pitch, int Channels, int Depth);
