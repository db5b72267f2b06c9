using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>The innermost loops of weight gradients with one filter for each channel.</summary>
internal static class DepthwiseDots
{
    /// <summary>dw[k] += Σ dy[i] · x[places[k] + i] over <paramref name="length"/> places, a multiple of sixteen.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Add(Floats x, Ints places, int taps, Floats dy, int length, Floats dw)
    {
        switch (Cpu.VectorBits)
        {
            case 512:
                Add<V16>(x, places, taps, dy, length, dw);
                break;
            case 256:
                Add<V8>(x, places, taps, dy, length, dw);
                break;
            case 128:
                Add<V4>(x, places, taps, dy, length, dw);
                break;
            default:
                Add<V1>(x, places, taps, dy, length, dw);
                break;
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static unsafe void Add<V>(Floats x, Ints places, int taps, Floats dy, int length, Floats dw)
        where V : struct, IVector<V>
    {
        var k = 0;
        for (; k <= taps - 9; k += 9)
        {
            Nine<V>(x, new(places.Pointer + k), dy, length, dw.From(k));
        }

        for (; k <= taps - 3; k += 3)
        {
            Three<V>(x, new(places.Pointer + k), dy, length, dw.From(k));
        }

        for (; k < taps; k++)
        {
            dw[k] += Rows.Dot<V>(dy, x.From(places[k]), length);
        }
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Nine<V>(Floats x, Ints places, Floats dy, int length, Floats dw)
        where V : struct, IVector<V>
    {
        var (x0, x1, x2) = (x.From(places[0]), x.From(places[1]), x.From(places[2]));
        var (x3, x4, x5) = (x.From(places[3]), x.From(places[4]), x.From(places[5]));
        var (x6, x7, x8) = (x.From(places[6]), x.From(places[7]), x.From(places[8]));
        var (s0, s1, s2, s3, s4) = (V.Zero, V.Zero, V.Zero, V.Zero, V.Zero);
        var (s5, s6, s7, s8) = (V.Zero, V.Zero, V.Zero, V.Zero);
        for (var i = 0; i < length; i += V.Count)
        {
            var gradient = V.Load(dy, i);
            s0 = V.MultiplyAdd(gradient, V.Load(x0, i), s0);
            s1 = V.MultiplyAdd(gradient, V.Load(x1, i), s1);
            s2 = V.MultiplyAdd(gradient, V.Load(x2, i), s2);
            s3 = V.MultiplyAdd(gradient, V.Load(x3, i), s3);
            s4 = V.MultiplyAdd(gradient, V.Load(x4, i), s4);
            s5 = V.MultiplyAdd(gradient, V.Load(x5, i), s5);
            s6 = V.MultiplyAdd(gradient, V.Load(x6, i), s6);
            s7 = V.MultiplyAdd(gradient, V.Load(x7, i), s7);
            s8 = V.MultiplyAdd(gradient, V.Load(x8, i), s8);
        }

        (dw[0], dw[1], dw[2]) = (dw[0] + V.Sum(s0), dw[1] + V.Sum(s1), dw[2] + V.Sum(s2));
        (dw[3], dw[4], dw[5]) = (dw[3] + V.Sum(s3), dw[4] + V.Sum(s4), dw[5] + V.Sum(s5));
        (dw[6], dw[7], dw[8]) = (dw[6] + V.Sum(s6), dw[7] + V.Sum(s7), dw[8] + V.Sum(s8));
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Three<V>(Floats x, Ints places, Floats dy, int length, Floats dw)
        where V : struct, IVector<V>
    {
        var (x0, x1, x2) = (x.From(places[0]), x.From(places[1]), x.From(places[2]));
        var (s0, s1, s2) = (V.Zero, V.Zero, V.Zero);
        for (var i = 0; i < length; i += V.Count)
        {
            var gradient = V.Load(dy, i);
            s0 = V.MultiplyAdd(gradient, V.Load(x0, i), s0);
            s1 = V.MultiplyAdd(gradient, V.Load(x1, i), s1);
            s2 = V.MultiplyAdd(gradient, V.Load(x2, i), s2);
        }

        (dw[0], dw[1], dw[2]) = (dw[0] + V.Sum(s0), dw[1] + V.Sum(s1), dw[2] + V.Sum(s2));
    }
}
