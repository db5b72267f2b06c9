using System.Runtime.CompilerServices;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Max pooling with any window: channels are padded with −∞ and dealt out by the stride, so that what neighbouring windows have at
/// one of their places lies side by side, and vectors of outputs compare it place by place.
/// </summary>
/// <remarks>
/// Vectors compare by the order of numbers. Where something is not a number, or is infinite as the padding is, its channels go
/// window by window.
/// <para>
/// Measured on one AVX-512 core, in microseconds, against rows of 128-bit vectors whose neighbours were compared afterwards: 64
/// channels from 112 × 112 to 56 × 56, 3 × 3, greatest elements 153 against 583 and their places 177 against 931; 256 of 28 × 28
/// without a stride 105 against 264 and 127 against 417; 832 of 7 × 7 55 against 254 and 69 against 273.
/// </para>
/// </remarks>
internal static class MaxWindows
{
    /// <summary>Greatest elements of <paramref name="planes"/> channels.</summary>
    public static void Max(in Pool2dShape s, Floats x, Floats y, int planes, Floats scratch) =>
        Team.Share(new MaxPart(s, x, y), planes, (long)planes * s.OutPlane * s.Windows.Depth * Pool2dShape.WorkOfTap, scratch);

    /// <summary>The places of the greatest elements of <paramref name="planes"/> channels.</summary>
    public static void Positions(in Pool2dShape s, Floats x, Ints positions, int planes, Floats scratch) =>
        Team.Share(new PositionsPart(s, x, positions), planes, (long)planes * s.OutPlane * s.Windows.Depth * Pool2dShape.WorkOfTap, scratch);

    [MethodImpl(AggressiveOptimization)]
    private static void MaxOf(in Pool2dShape s, Floats x, Floats y, int planes, Floats scratch)
    {
        if (MaxThrees.Takes(s))
        {
            MaxThrees.Max(s, x, y, planes, scratch);
            return;
        }

        var windows = s.Windows;
        var plan = new DepthwisePlan(planes, windows.PlaneFloats, windows.Depth, windows.OutWidth);
        var padded = new PaddedImage(windows, plan.Channels, (1, 1), scratch, float.NegativeInfinity);
        for (var plane = 0; plane < planes; plane += plan.Channels)
        {
            var count = Math.Min(plan.Channels, planes - plane);
            var (image, output) = (x.From((long)plane * s.InPlane), y.From((long)plane * s.OutPlane));
            if (!AreFinite(image, count * s.InPlane))
            {
                OneByOne(s, image, output, count);
                continue;
            }

            padded.Fill(image, count);
            for (var i = 0; i < count; i++)
            {
                var from = padded.Start.From(i * windows.PlaneFloats);
                Max(windows, from, padded.Weights, padded.Pitch, output.From(i * s.OutPlane));
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void PositionsOf(in Pool2dShape s, Floats x, Ints positions, int planes, Floats scratch)
    {
        if (MaxThrees.Takes(s) && s.InPlane <= MostExact)
        {
            MaxThrees.Positions(s, x, positions, planes, scratch);
            return;
        }

        var windows = s.Windows;
        var plan = new DepthwisePlan(planes, windows.PlaneFloats, windows.Depth, windows.OutWidth);
        var padded = new PaddedImage(windows, plan.Channels, (1, 1), scratch, float.NegativeInfinity);
        var steps = padded.End.From(windows.Depth);
        FillSteps(s, padded.End, steps);
        for (var plane = 0; plane < planes; plane += plan.Channels)
        {
            var count = Math.Min(plan.Channels, planes - plane);
            var (image, output) = (x.From((long)plane * s.InPlane), positions.From((long)plane * s.OutPlane));
            if (s.InPlane > MostExact || !AreFinite(image, count * s.InPlane))
            {
                Pooling.PositionsOneByOne(s, image, output, count);
                continue;
            }

            padded.Fill(image, count);
            for (var i = 0; i < count; i++)
            {
                var from = padded.Start.From(i * windows.PlaneFloats);
                Positions(s, from, padded, steps, output.From(i * s.OutPlane));
            }
        }
    }

    /// <summary>Whole numbers up to this one are exact as floats, which places are while they are compared.</summary>
    internal const int MostExact = 1 << 24;

    /// <summary>How far each place of a window lies behind its first one in the image, and each window of a row behind the first.</summary>
    private static void FillSteps(in Pool2dShape s, Floats inWindow, Floats ofWindows)
    {
        for (var k = 0; k < s.KernelHeight * s.KernelWidth; k++)
        {
            inWindow[k] = (k / s.KernelWidth * s.DilationHeight * s.InWidth) + (k % s.KernelWidth * s.DilationWidth);
        }

        for (var column = 0; column < s.OutWidth; column++)
        {
            ofWindows[column] = column * s.StrideWidth;
        }
    }

    private static void OneByOne(in Pool2dShape s, Floats x, Floats y, int planes)
    {
        for (var i = 0; i < planes * s.OutPlane; i++)
        {
            var (plane, window) = Math.DivRem(i, s.OutPlane);
            var image = x.From((long)plane * s.InPlane);
            y[i] = image[Pooling.PositionUnder(s, image, window / s.OutWidth, window % s.OutWidth)];
        }
    }

    private static bool AreFinite(Floats x, int count) => Lanes.For(count) switch
    {
        16 => AreFinite<V16>(x, count),
        8 => AreFinite<V8>(x, count),
        4 => AreFinite<V4>(x, count),
        _ => AreFinite<V1>(x, count),
    };

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static bool AreFinite<V>(Floats x, int count)
        where V : struct, IVector<V>
    {
        // Zero times anything else is not a number. Four sums, since each waits for itself.
        var (a, b, c, d) = (V.Zero, V.Zero, V.Zero, V.Zero);
        var i = 0;
        for (; i <= count - (4 * V.Count); i += 4 * V.Count)
        {
            a = V.MultiplyAdd(V.Load(x, i), V.Zero, a);
            b = V.MultiplyAdd(V.Load(x, i + V.Count), V.Zero, b);
            c = V.MultiplyAdd(V.Load(x, i + (2 * V.Count)), V.Zero, c);
            d = V.MultiplyAdd(V.Load(x, i + (3 * V.Count)), V.Zero, d);
        }

        for (; i < count; i += V.Count)
        {
            a = V.MultiplyAdd(V.Load(x, Math.Min(i, count - V.Count)), V.Zero, a);
        }

        return V.Sum(a + b + c + d) == 0;
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Max(in Conv2dShape s, Floats from, Ints places, int pitch, Floats y)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                Max<V16>(s, from, places, pitch, y);
                break;
            case 8:
                Max<V8>(s, from, places, pitch, y);
                break;
            case 4:
                Max<V4>(s, from, places, pitch, y);
                break;
            default:
                Max<V1>(s, from, places, pitch, y);
                break;
        }
    }

    /// <summary>The last vector of a row reaches back to end where the row ends.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Max<V>(in Conv2dShape s, Floats from, Ints places, int pitch, Floats y)
        where V : struct, IVector<V>
    {
        var (width, taps) = (s.OutWidth, s.Depth);
        for (var row = 0; row < s.OutHeight; row++, from = from.From(pitch), y = y.From(width))
        {
            for (var next = 0; next < width; next += V.Count)
            {
                var column = Math.Min(next, width - V.Count);
                var best = V.Load(from, places[0] + column);
                for (var k = 1; k < taps; k++)
                {
                    best = V.Max(V.Load(from, places[k] + column), best);
                }

                best.Store(y, column);
            }
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Positions(in Pool2dShape s, Floats from, in PaddedImage padded, Floats steps, Ints positions)
    {
        switch (Lanes.For(s.OutWidth))
        {
            case 16:
                Positions<V16>(s, from, padded, steps, positions);
                break;
            case 8:
                Positions<V8>(s, from, padded, steps, positions);
                break;
            case 4:
                Positions<V4>(s, from, padded, steps, positions);
                break;
            default:
                Positions<V1>(s, from, padded, steps, positions);
                break;
        }
    }

    /// <summary>Places of the window in their order, and a later one only where it is greater: so the first of equals stays.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Positions<V>(in Pool2dShape s, Floats from, in PaddedImage padded, Floats steps, Ints positions)
        where V : struct, IVector<V>
    {
        var (places, inWindow, pitch) = (padded.Weights, padded.End, padded.Pitch);
        var (width, taps) = (s.OutWidth, s.KernelHeight * s.KernelWidth);
        for (var row = 0; row < s.OutHeight; row++, from = from.From(pitch), positions = positions.From(width))
        {
            var first = V.Broadcast((s.Row(row, 0) * s.InWidth) + s.Column(0, 0));
            for (var next = 0; next < width; next += V.Count)
            {
                var column = Math.Min(next, width - V.Count);
                var (best, place) = (V.Load(from, places[0] + column), V.Zero);
                for (var k = 1; k < taps; k++)
                {
                    var value = V.Load(from, places[k] + column);
                    place = V.WhereGreater(value, best, V.Broadcast(inWindow[k]), place);
                    best = V.Max(value, best);
                }

                (place + V.Load(steps, column) + first).StoreWhole(positions, column);
            }
        }
    }

    private readonly struct MaxPart(in Pool2dShape s, Floats x, Floats y) : IScratchPart
    {
        private readonly Pool2dShape _s = s;

        public void Run(int first, int count, Floats scratch) =>
            MaxOf(_s, x.From((long)first * _s.InPlane), y.From((long)first * _s.OutPlane), count, scratch);
    }

    private readonly struct PositionsPart(in Pool2dShape s, Floats x, Ints positions) : IScratchPart
    {
        private readonly Pool2dShape _s = s;

        public void Run(int first, int count, Floats scratch) =>
            PositionsOf(_s, x.From((long)first * _s.InPlane), positions.From((long)first * _s.OutPlane), count, scratch);
    }
}
