using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Greatest elements under windows of 3 × 3 that lie one or two pixels apart, from the image as it lies: first of three neighbours in
/// a row, then of three rows. A row or column outside of the image is replaced by the one beside it, which belongs to the window too.
/// </summary>
/// <remarks>
/// Vectors read a little before and behind a channel and write behind its output, where the next channel's follows. The first and the
/// last channels are therefore copied to scratch memory, and the last ones' output from there.
/// <para>
/// Measured on one AVX-512 core, in microseconds, by turns with windows of any kind: 64 channels from 112 × 112 to 56 × 56 153 and 78,
/// 480 from 28 × 28 to 14 × 14 111 and 32, 256 of 28 × 28 without a stride 96 and 28, 832 of 7 × 7 56 and 11. Place by place, all
/// nine of them, they took 100, 52, 87 and 24, and to look first whether all are numbers, which compare faster, was slower. Places of
/// the same: 175 and 92, 141 and 39, 124 and 40, 73 and 18.
/// </para>
/// </remarks>
internal static partial class MaxThrees
{
    private const int WidestVector = 16;
    private const int Margin = 3 * WidestVector;

    /// <summary>Whether pooling is of this kind.</summary>
    public static bool Takes(in Pool2dShape s) =>
        s is { KernelHeight: 3, KernelWidth: 3, DilationHeight: 1, DilationWidth: 1, PaddingHeight: <= 1, PaddingWidth: <= 1 }
        && s.StrideHeight == s.StrideWidth
        && s.StrideWidth <= 2;

    /// <summary>Greatest elements of <paramref name="planes"/> channels.</summary>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int planes, Floats scratch)
    {
        switch (Lanes.ThatHold(s.OutWidth))
        {
            case 16:
                Max<V16>(s, x, y, planes, scratch);
                break;
            case 8:
                Max<V8>(s, x, y, planes, scratch);
                break;
            case 4:
                Max<V4>(s, x, y, planes, scratch);
                break;
            default:
                Max<V1>(s, x, y, planes, scratch);
                break;
        }
    }

    /// <summary>
    /// Greatest elements of some channels in scratch memory, where vectors may read before and behind them, and write behind the output.
    /// </summary>
    /// <param name="s">The sizes of one channel.</param>
    /// <param name="x">The channels.</param>
    /// <param name="pitch">From one to the next.</param>
    /// <param name="tables">What <see cref="FillTables"/> gave.</param>
    /// <param name="y">The output, whose channels follow one another.</param>
    /// <param name="planes">How many channels.</param>
    public static void Max(in Pool2dShape s, Floats x, int pitch, Floats tables, Floats y, int planes)
    {
        switch (Lanes.ThatHold(s.OutWidth))
        {
            case 16:
                Max<V16>(s, x, pitch, tables, y, planes);
                break;
            case 8:
                Max<V8>(s, x, pitch, tables, y, planes);
                break;
            case 4:
                Max<V4>(s, x, pitch, tables, y, planes);
                break;
            default:
                Max<V1>(s, x, pitch, tables, y, planes);
                break;
        }
    }

    /// <summary>
    /// Fills tables: for each of a window's three columns, in the order of windows, whether it is in the image; and how far the windows
    /// of a vector lie apart.
    /// </summary>
    /// <returns>What lies behind them.</returns>
    public static Floats FillTables(in Pool2dShape s, Floats scratch)
    {
        var pitch = s.OutWidth + WidestVector;
        for (var i = 0; i < 3 * pitch; i++)
        {
            scratch[i] = (uint)s.Column(i % pitch, i / pitch) < (uint)s.InWidth ? 1 : 0;
        }

        for (var i = 0; i < WidestVector; i++)
        {
            scratch[(3 * pitch) + i] = i * s.StrideWidth;
        }

        return scratch.From((3 * pitch) + WidestVector);
    }

    private static void Max<V>(in Pool2dShape s, Floats x, int pitch, Floats tables, Floats y, int planes)
        where V : struct, IVector<V>
    {
        for (var plane = 0; plane < planes; plane++, x = x.From(pitch), y = y.From(s.OutPlane))
        {
            MaxOf<V>(s, x, tables, y);
        }
    }

    private static void Max<V>(in Pool2dShape s, Floats x, Floats y, int planes, Floats scratch)
        where V : struct, IVector<V>
    {
        var (copy, output) = Prepare(s, scratch);
        for (var plane = 0; plane < planes; plane++, x = x.From(s.InPlane), y = y.From(s.OutPlane))
        {
            var isNearEnd = (planes - 1 - plane) * s.OutPlane < Margin;
            var from = plane == 0 || isNearEnd ? Copied(s, x, copy) : x;
            MaxOf<V>(s, from, scratch, isNearEnd ? output : y);
            if (isNearEnd)
            {
                output.Span(s.OutPlane).CopyTo(y.Span(s.OutPlane));
            }
        }
    }

    /// <summary>Fills the tables, behind which there is room for a channel, and for its output.</summary>
    private static (Floats Copy, Floats Output) Prepare(in Pool2dShape s, Floats scratch)
    {
        var copy = FillTables(s, scratch).From(WidestVector);
        copy.From(-WidestVector).Span(WidestVector).Clear();
        copy.From(s.InPlane).Span(Margin).Clear();
        return (copy, copy.From(s.InPlane + Margin));
    }

    private static Floats Copied(in Pool2dShape s, Floats x, Floats copy)
    {
        x.Span(s.InPlane).CopyTo(copy.Span(s.InPlane));
        return copy;
    }

    /// <summary>One channel, a vector of windows from top to bottom and then the next.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void MaxOf<V>(in Pool2dShape s, Floats x, Floats tables, Floats y)
        where V : struct, IVector<V>
    {
        var (width, inWidth, last, stride, padding) = (s.OutWidth, s.InWidth, s.InHeight - 1, s.StrideWidth, s.PaddingHeight);
        for (var next = 0; next < width; next += V.Count)
        {
            var window = Math.Min(next, Math.Max(width - V.Count, 0));
            var columns = new Columns<V>(tables.From(window), width + WidestVector);
            var (from, to) = (x.From((window * stride) - s.PaddingWidth), y.From(window));
            if (stride == 1)
            {
                var above = columns.Greatest(from);
                var middle = columns.Greatest(from.From(Math.Min(1 - padding, last) * inWidth));
                for (var row = 0; row < s.OutHeight; row++, to = to.From(width))
                {
                    var below = columns.Greatest(from.From(Math.Min(row - padding + 2, last) * inWidth));
                    V.Greatest(V.Greatest(above, middle), below).Store(to, 0);
                    (above, middle) = (middle, below);
                }
            }
            else
            {
                var above = columns.GreatestOfPairs(from);
                for (var row = 0; row < s.OutHeight; row++, to = to.From(width))
                {
                    var h = (2 * row) - padding;
                    var middle = columns.GreatestOfPairs(from.From(Math.Min(h + 1, last) * inWidth));
                    var below = columns.GreatestOfPairs(from.From(Math.Min(h + 2, last) * inWidth));
                    V.Greatest(V.Greatest(above, middle), below).Store(to, 0);
                    above = below;
                }
            }
        }
    }

    /// <summary>Which of a window's three columns are in the image, for a vector of windows.</summary>
    private readonly struct Columns<V>
        where V : struct, IVector<V>
    {
        private readonly V _first;
        private readonly V _second;
        private readonly V _third;

        [MethodImpl(AggressiveInlining)]
        public Columns(Floats inside, int pitch) =>
            (_first, _second, _third) = (V.Load(inside, 0), V.Load(inside, pitch), V.Load(inside, 2 * pitch));

        /// <summary>The greatest of three neighbours, one pixel apart.</summary>
        [MethodImpl(AggressiveInlining)]
        public V Greatest(Floats row) => Greatest(V.Load(row, 0), V.Load(row, 1), V.Load(row, 2));

        /// <summary>The same, two pixels apart.</summary>
        [MethodImpl(AggressiveInlining)]
        public V GreatestOfPairs(Floats row)
        {
            var (a, b) = V.LoadPairs(row, 0);
            return Greatest(a, b, V.LoadPairs(row, 2).First);
        }

        /// <summary>The greatest of three neighbours, some pixels apart, and its place.</summary>
        /// <param name="row">Where the first ones lie.</param>
        /// <param name="stride">From one window to the next.</param>
        /// <param name="places">The places of the first ones.</param>
        /// <param name="check">Stays zero as long as the sums of neighbours are finite numbers.</param>
        [MethodImpl(AggressiveInlining)]
        public (V Value, V Place) Best(Floats row, int stride, V places, ref V check)
        {
            var (a, b) = stride == 1 ? (V.Load(row, 0), V.Load(row, 1)) : V.LoadPairs(row, 0);
            var c = stride == 1 ? V.Load(row, 2) : V.LoadPairs(row, 2).First;
            b = V.WhereGreater(_second, V.Zero, b, a);
            c = V.WhereGreater(_third, V.Zero, c, b);
            a = V.WhereGreater(_first, V.Zero, a, b);
            check = V.MultiplyAdd(a + b + c, V.Zero, check);

            // Where the first one is the second, because it lies outside, the second is not greater.
            var one = V.Broadcast(1);
            var step = V.WhereGreater(b, a, one, one - _first);
            a = V.Max(b, a);
            return (V.Max(c, a), places + V.WhereGreater(c, a, one + one, step));
        }

        [MethodImpl(AggressiveInlining)]
        private V Greatest(V a, V b, V c)
        {
            b = V.WhereGreater(_second, V.Zero, b, a);
            c = V.WhereGreater(_third, V.Zero, c, b);
            a = V.WhereGreater(_first, V.Zero, a, b);
            return V.Greatest(V.Greatest(a, b), c);
        }
    }
}
