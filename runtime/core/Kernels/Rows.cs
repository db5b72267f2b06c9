using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Sums and the like over elements that follow one another.</summary>
internal static unsafe class Rows
{
    /// <summary>Elements after which a sum in float goes into one in double.</summary>
    private const int Block = 4096;

    /// <summary>Σ x.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static float Sum<V>(Floats x, int length)
        where V : struct, IVector<V>
    {
        var total = 0.0;
        for (var start = 0; start < length; start += Block)
        {
            var (sum, end, i) = (V.Zero, Math.Min(length, start + Block), start);
            for (; i <= end - V.Count; i += V.Count)
            {
                sum += V.Load(x, i);
            }

            total += V.Sum(sum);
            for (; i < end; i++)
            {
                total += x[i];
            }
        }

        return (float)total;
    }

    /// <summary>Σ a · b.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static float Dot<V>(Floats a, Floats b, int length)
        where V : struct, IVector<V>
    {
        var (sum, i) = (V.Zero, 0);
        for (; i <= length - V.Count; i += V.Count)
        {
            sum = V.MultiplyAdd(V.Load(a, i), V.Load(b, i), sum);
        }

        var total = V.Sum(sum);
        for (; i < length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }

    /// <summary>The greatest element.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static float Max<V>(Floats x, int length)
        where V : struct, IVector<V>
    {
        var (greatest, i) = (V.Load(x, 0), V.Count);
        for (; i <= length - V.Count; i += V.Count)
        {
            greatest = V.Max(V.Load(x, i), greatest);
        }

        var lanes = stackalloc float[V.Count];
        greatest.Store(new Floats(lanes), 0);
        var max = lanes[0];
        for (var lane = 1; lane < V.Count; lane++)
        {
            max = Math.Max(max, lanes[lane]);
        }

        for (; i < length; i++)
        {
            max = Math.Max(max, x[i]);
        }

        return max;
    }

    /// <summary>y = e^(x − shift), and the sum of that.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static float Exp<V>(Floats x, int length, float shift, Floats y)
        where V : struct, IVector<V>
    {
        var (sum, shifts, i) = (V.Zero, V.Broadcast(shift), 0);
        for (; i <= length - V.Count; i += V.Count)
        {
            var exp = V.Exp(V.Load(x, i) - shifts);
            exp.Store(y, i);
            sum += exp;
        }

        var total = V.Sum(sum);
        for (; i < length; i++)
        {
            var exp = V1.Exp(V1.Load(x, i) - V1.Broadcast(shift));
            exp.Store(y, i);
            total += V1.Sum(exp);
        }

        return total;
    }

    /// <summary>x = x · factor.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void Scale<V>(Floats x, int length, float factor)
        where V : struct, IVector<V>
    {
        var (factors, i) = (V.Broadcast(factor), 0);
        for (; i <= length - V.Count; i += V.Count)
        {
            (V.Load(x, i) * factors).Store(x, i);
        }

        for (; i < length; i++)
        {
            x[i] *= factor;
        }
    }
}
