using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The innermost loops over one padded channel.</summary>
internal readonly struct DepthwiseTile
{
    private const int TileRows = 4;

    private readonly Ints _places;
    private readonly int _taps;
    private readonly int _pitch;
    private readonly int _width;
    private readonly int _lanes;
    private readonly bool _isThree;

    public DepthwiseTile(in Conv2dShape s, in PaddedImage padded)
    {
        (_places, _taps, _pitch, _width) = (padded.Weights, s.Depth, padded.Pitch, s.OutWidth);
        _isThree = s is { KernelHeight: 3, KernelWidth: 3, Planes: 1, DilationHeight: 1, DilationWidth: 1 };
        _lanes = Lanes.ThatHold(_width);
    }

    /// <summary>
    /// Sums of some rows, one behind the other in <paramref name="to"/>. A vector wider than a row writes beyond its end, where the
    /// next row is written later: there is room for that behind the last one.
    /// </summary>
    [MethodImpl(AggressiveOptimization)]
    public void Rows(Floats from, Floats weight, int rows, Floats to)
    {
        switch (_lanes)
        {
            case 16:
                Rows<V16>(from, weight, rows, to);
                break;
            case 8:
                Rows<V8>(from, weight, rows, to);
                break;
            case 4:
                Rows<V4>(from, weight, rows, to);
                break;
            default:
                Rows<V1>(from, weight, rows, to);
                break;
        }
    }

    [MethodImpl(AggressiveInlining)]
    private void Rows<V>(Floats from, Floats weight, int rows, Floats to)
        where V : struct, IVector<V>
    {
        if (rows < TileRows)
        {
            Any<V, Columns1<V>>(from, weight, rows, to);
        }
        else if (_isThree)
        {
            Three<V>(from, weight, rows, to);
        }
        else
        {
            Any<V, Columns4<V>>(from, weight, rows, to);
        }
    }

    /// <summary>
    /// G.Count rows side by side, any window. What does not fill a tile, at the right and at the bottom, is computed once more.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Any<V, G>(Floats from, Floats weight, int rows, Floats to)
        where V : struct, IVector<V>
        where G : struct, IColumns<G, V>
    {
        var (places, taps, pitch, width) = (_places, _taps, _pitch, _width);
        for (var next = 0; next < rows; next += G.Count)
        {
            var row = Math.Min(next, rows - G.Count);
            for (var column = 0; column < width; column += V.Count)
            {
                var start = Math.Min(column, Math.Max(width - V.Count, 0));
                var x = from.From((row * pitch) + start);
                var sums = G.Zero;
                for (var k = 0; k < taps; k++)
                {
                    sums = G.MultiplyAdd(V.Broadcast(weight[k]), G.Load(x.From(places[k]), pitch), sums);
                }

                sums.Store(to.From((row * width) + start), width);
            }
        }
    }

    /// <summary>
    /// Four rows of a 3 × 3 window without stride: each vector of the six rows under them is loaded once and used in up to three
    /// sums, and the weights stay in registers for the whole channel.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private void Three<V>(Floats from, Floats weight, int rows, Floats to)
        where V : struct, IVector<V>
    {
        var (pitch, width) = (_pitch, _width);
        var (w00, w01, w02) = (V.Broadcast(weight[0]), V.Broadcast(weight[1]), V.Broadcast(weight[2]));
        var (w10, w11, w12) = (V.Broadcast(weight[3]), V.Broadcast(weight[4]), V.Broadcast(weight[5]));
        var (w20, w21, w22) = (V.Broadcast(weight[6]), V.Broadcast(weight[7]), V.Broadcast(weight[8]));
        for (var next = 0; next < rows; next += TileRows)
        {
            var row = Math.Min(next, rows - TileRows);
            for (var column = 0; column < width; column += V.Count)
            {
                var start = Math.Min(column, Math.Max(width - V.Count, 0));
                var x = from.From((row * pitch) + start);
                var (a, b, c) = (V.Load(x, 0), V.Load(x, 1), V.Load(x, 2));
                var first = Taps(w00, w01, w02, a, b, c, V.Zero);
                x = x.From(pitch);
                (a, b, c) = (V.Load(x, 0), V.Load(x, 1), V.Load(x, 2));
                first = Taps(w10, w11, w12, a, b, c, first);
                var second = Taps(w00, w01, w02, a, b, c, V.Zero);
                x = x.From(pitch);
                (a, b, c) = (V.Load(x, 0), V.Load(x, 1), V.Load(x, 2));
                first = Taps(w20, w21, w22, a, b, c, first);
                second = Taps(w10, w11, w12, a, b, c, second);
                var third = Taps(w00, w01, w02, a, b, c, V.Zero);
                x = x.From(pitch);
                (a, b, c) = (V.Load(x, 0), V.Load(x, 1), V.Load(x, 2));
                second = Taps(w20, w21, w22, a, b, c, second);
                third = Taps(w10, w11, w12, a, b, c, third);
                var fourth = Taps(w00, w01, w02, a, b, c, V.Zero);
                x = x.From(pitch);
                (a, b, c) = (V.Load(x, 0), V.Load(x, 1), V.Load(x, 2));
                third = Taps(w20, w21, w22, a, b, c, third);
                fourth = Taps(w10, w11, w12, a, b, c, fourth);
                x = x.From(pitch);
                fourth = Taps(w20, w21, w22, V.Load(x, 0), V.Load(x, 1), V.Load(x, 2), fourth);

                var target = to.From((row * width) + start);
                first.Store(target, 0);
                second.Store(target, width);
                third.Store(target, 2 * width);
                fourth.Store(target, 3 * width);
            }
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static V Taps<V>(V wa, V wb, V wc, V a, V b, V c, V sum)
        where V : struct, IVector<V> => V.MultiplyAdd(wc, c, V.MultiplyAdd(wb, b, V.MultiplyAdd(wa, a, sum)));
}
