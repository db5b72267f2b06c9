using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

public static partial class Reduction
{
    private const int Chunk = 64;

    /// <summary>Which of two numbers is wanted.</summary>
    private interface IOrder
    {
        static abstract V Better<V>(V a, V b)
            where V : struct, IVector<V>;

        static abstract bool Beats(float value, float best);
    }

    /// <summary>
    /// The greatest of each <paramref name="copies"/> runs of <paramref name="inner"/> elements, element by element; not-a-number
    /// where there is one.
    /// </summary>
    public static void Max(Floats x, int outer, int copies, int inner, Floats y) => Extreme<Greatest>(x, outer, copies, inner, y);

    /// <summary>
    /// The least of each <paramref name="copies"/> runs of <paramref name="inner"/> elements, element by element; not-a-number where
    /// there is one.
    /// </summary>
    public static void Min(Floats x, int outer, int copies, int inner, Floats y) => Extreme<Least>(x, outer, copies, inner, y);

    /// <summary>In which of its <paramref name="copies"/> runs each greatest element lies: the first of equals.</summary>
    public static void MaxPlaces(Floats x, int outer, int copies, int inner, Ints places) =>
        Places<Greatest>(x, outer, copies, inner, places);

    /// <summary>In which of its <paramref name="copies"/> runs each least element lies: the first of equals.</summary>
    public static void MinPlaces(Floats x, int outer, int copies, int inner, Ints places) => Places<Least>(x, outer, copies, inner, places);

    /// <summary>Puts each gradient at its element's place, and zeros elsewhere.</summary>
    public static void ExtremeGradient(Floats dy, Ints places, int outer, int copies, int inner, Floats dx)
    {
        for (var o = 0; o < outer; o++)
        {
            dx.Span(copies * inner).Clear();
            for (var i = 0; i < inner; i++)
            {
                dx[((long)places[i] * inner) + i] = dy[i];
            }

            (dy, places, dx) = (dy.From(inner), places.From(inner), dx.From((long)copies * inner));
        }
    }

    private static void Extreme<O>(Floats x, int outer, int copies, int inner, Floats y)
        where O : struct, IOrder
    {
        switch (Lanes.For(inner == 1 ? copies : inner))
        {
            case 16:
                Extreme<V16, O>(x, outer, copies, inner, y);
                break;
            case 8:
                Extreme<V8, O>(x, outer, copies, inner, y);
                break;
            case 4:
                Extreme<V4, O>(x, outer, copies, inner, y);
                break;
            default:
                Extreme<V1, O>(x, outer, copies, inner, y);
                break;
        }
    }

    private static void Extreme<V, O>(Floats x, int outer, int copies, int inner, Floats y)
        where V : struct, IVector<V>
        where O : struct, IOrder
    {
        for (var o = 0; o < outer; o++)
        {
            if (inner == 1)
            {
                y[o] = OfRow<V, O>(x, copies);
            }
            else
            {
                var (target, i) = (y.From((long)o * inner), 0);
                for (; i <= inner - V.Count; i += V.Count)
                {
                    OfColumns<V, O>(x, copies, inner, i).Store(target, i);
                }

                for (; i < inner; i++)
                {
                    OfColumns<V1, O>(x, copies, inner, i).Store(target, i);
                }
            }

            x = x.From((long)copies * inner);
        }
    }

    /// <summary>
    /// The vectors' own maximum forgets numbers that are missing, so they are looked for apart: a sum of numbers from 0 to 1 is one
    /// only if all of them are.
    /// </summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static V OfColumns<V, O>(Floats x, int copies, int inner, int i)
        where V : struct, IVector<V>
        where O : struct, IOrder
    {
        var (best, one) = (V.Load(x, i), V.Broadcast(1));
        var seen = V.Min(V.Abs(best), one);
        for (var copy = 1; copy < copies; copy++)
        {
            var value = V.Load(x.From((long)copy * inner), i);
            best = O.Better(value, best);
            seen += V.Min(V.Abs(value), one);
        }

        return best + (seen - seen);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static unsafe float OfRow<V, O>(Floats x, int length)
        where V : struct, IVector<V>
        where O : struct, IOrder
    {
        var (best, one, i) = (V.Load(x, 0), V.Broadcast(1), V.Count);
        var seen = V.Min(V.Abs(best), one);
        for (; i <= length - V.Count; i += V.Count)
        {
            var value = V.Load(x, i);
            best = O.Better(value, best);
            seen += V.Min(V.Abs(value), one);
        }

        var lanes = stackalloc float[V.Count];
        best.Store(new Floats(lanes), 0);
        var (extreme, missing) = (lanes[0], V.Sum(seen));
        for (var lane = 1; lane < V.Count; lane++)
        {
            extreme = O.Beats(lanes[lane], extreme) ? lanes[lane] : extreme;
        }

        for (; i < length; i++)
        {
            extreme = O.Beats(x[i], extreme) ? x[i] : extreme;
            missing += Math.Min(Math.Abs(x[i]), 1);
        }

        return extreme + (missing - missing);
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void Places<O>(Floats x, int outer, int copies, int inner, Ints places)
        where O : struct, IOrder
    {
        Span<float> best = stackalloc float[Chunk];
        for (var o = 0; o < outer; o++)
        {
            for (var start = 0; start < inner; start += Chunk)
            {
                var count = Math.Min(Chunk, inner - start);
                x.From(start).Span(count).CopyTo(best);
                places.From(start).Span(count).Clear();
                for (var copy = 1; copy < copies; copy++)
                {
                    var row = x.From(((long)copy * inner) + start);
                    for (var i = 0; i < count; i++)
                    {
                        if (O.Beats(row[i], best[i]) || (float.IsNaN(row[i]) && !float.IsNaN(best[i])))
                        {
                            (best[i], places[start + i]) = (row[i], copy);
                        }
                    }
                }
            }

            (x, places) = (x.From((long)copies * inner), places.From(inner));
        }
    }

    private readonly struct Greatest : IOrder
    {
        [MethodImpl(AggressiveInlining)]
        public static V Better<V>(V a, V b)
            where V : struct, IVector<V> => V.Max(a, b);

        public static bool Beats(float value, float best) => value > best;
    }

    private readonly struct Least : IOrder
    {
        [MethodImpl(AggressiveInlining)]
        public static V Better<V>(V a, V b)
            where V : struct, IVector<V> => V.Min(a, b);

        public static bool Beats(float value, float best) => value < best;
    }
}
