using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

internal static partial class MaxThrees
{
    /// <summary>The places of the greatest elements of <paramref name="planes"/> channels, which floats can number exactly.</summary>
    public static void Positions(in Pool2dShape s, Floats x, Ints positions, int planes, Floats scratch)
    {
        switch (Lanes.ThatHold(s.OutWidth))
        {
            case 16:
                Positions<V16>(s, x, positions, planes, scratch);
                break;
            case 8:
                Positions<V8>(s, x, positions, planes, scratch);
                break;
            case 4:
                Positions<V4>(s, x, positions, planes, scratch);
                break;
            default:
                Positions<V1>(s, x, positions, planes, scratch);
                break;
        }
    }

    private static void Positions<V>(in Pool2dShape s, Floats x, Ints positions, int planes, Floats scratch)
        where V : struct, IVector<V>
    {
        var (copy, output) = Prepare(s, scratch);
        for (var plane = 0; plane < planes; plane++, x = x.From(s.InPlane), positions = positions.From(s.OutPlane))
        {
            var isNearEnd = (planes - 1 - plane) * s.OutPlane < Margin;
            var from = plane == 0 || isNearEnd ? Copied(s, x, copy) : x;
            var to = isNearEnd ? output.AsInts() : positions;
            if (!PositionsOf<V>(s, from, scratch, to))
            {
                Pooling.PositionsOneByOne(s, from, to, 1);
            }

            if (isNearEnd)
            {
                to.Span(s.OutPlane).CopyTo(positions.Span(s.OutPlane));
            }
        }
    }

    /// <summary>
    /// The places in one channel: a later one only where it is greater, so the first of equals stays. False if something, or the sum
    /// of three neighbours, is not a finite number, for which vectors do not compare.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static bool PositionsOf<V>(in Pool2dShape s, Floats x, Floats tables, Ints positions)
        where V : struct, IVector<V>
    {
        var (width, inWidth, last, stride, padding) = (s.OutWidth, s.InWidth, s.InHeight - 1, s.StrideWidth, s.PaddingHeight);
        var check = V.Zero;
        for (var next = 0; next < width; next += V.Count)
        {
            var window = Math.Min(next, Math.Max(width - V.Count, 0));
            var columns = new Columns<V>(tables.From(window), width + WidestVector);
            var first = (window * stride) - s.PaddingWidth;
            var places = V.Broadcast(first) + V.Load(tables, 3 * (width + WidestVector));
            var (from, to) = (x.From(first), positions.From(window));
            var above = columns.Best(from, stride, places, ref check);
            var middle = above;
            if (stride == 1)
            {
                var start = Math.Min(1 - padding, last) * inWidth;
                middle = columns.Best(from.From(start), stride, places + V.Broadcast(start), ref check);
            }

            for (var row = 0; row < s.OutHeight; row++, to = to.From(width))
            {
                var h = (row * stride) - padding;
                if (stride == 2)
                {
                    var start = Math.Min(h + 1, last) * inWidth;
                    middle = columns.Best(from.From(start), stride, places + V.Broadcast(start), ref check);
                }

                var end = Math.Min(h + 2, last) * inWidth;
                var below = columns.Best(from.From(end), stride, places + V.Broadcast(end), ref check);
                Later(Later(above, middle), below).Place.StoreWhole(to, 0);
                (above, middle) = stride == 1 ? (middle, below) : (below, middle);
            }
        }

        return V.Sum(check) == 0;
    }

    /// <summary>The greater one and its place; the earlier one of equals.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (V Value, V Place) Later<V>((V Value, V Place) best, (V Value, V Place) later)
        where V : struct, IVector<V> =>
        (V.Max(later.Value, best.Value), V.WhereGreater(later.Value, best.Value, later.Place, best.Place));
}
