using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>One term of a loss, lane by lane.</summary>
internal interface ITerm
{
    /// <summary>The term of a prediction and its target.</summary>
    V Of<V>(V x, V target)
        where V : struct, IVector<V>;
}

/// <summary>Adds up the terms of a loss.</summary>
internal static class Terms
{
    /// <summary>Elements after which a sum in float goes into one in double.</summary>
    private const int Block = 512;

    /// <summary>Adds the terms of <paramref name="count"/> elements to <paramref name="sum"/>.</summary>
    public static void AddSum<T>(T term, Floats x, Floats target, long count, Floats sum)
        where T : struct, ITerm
    {
        var total = 0.0;
        for (var start = 0L; start < count; start += Block)
        {
            var (from, to, length) = (x.From(start), target.From(start), (int)Math.Min(Block, count - start));
            total += Lanes.For(length) switch
            {
                16 => SumOf<T, V16>(term, from, to, length),
                8 => SumOf<T, V8>(term, from, to, length),
                4 => SumOf<T, V4>(term, from, to, length),
                _ => SumOf<T, V1>(term, from, to, length),
            };
        }

        sum[0] += (float)total;
    }

    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static double SumOf<T, V>(T term, Floats x, Floats target, int length)
        where T : struct, ITerm
        where V : struct, IVector<V>
    {
        var (sum, i) = (V.Zero, 0);
        for (; i <= length - V.Count; i += V.Count)
        {
            sum += term.Of(V.Load(x, i), V.Load(target, i));
        }

        double total = V.Sum(sum);
        for (; i < length; i++)
        {
            total += V1.Sum(term.Of(V1.Load(x, i), V1.Load(target, i)));
        }

        return total;
    }
}
