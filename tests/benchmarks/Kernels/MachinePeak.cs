using System.Diagnostics;
using System.Runtime.CompilerServices;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Kernels;

/// <summary>What one core of this machine can do, measured: the most multiply-adds, and bytes moved in memory.</summary>
internal static unsafe class MachinePeak
{
    private const int Rounds = 50;
    private const int Turns = 100_000;
    private const int Unrolled = 12;
    private const int CopiedBytes = 256 << 20;

    /// <summary>Billions of floating-point operations a second (a multiply-add is two), in registers alone.</summary>
    public static double GigaFlops { get; } = 2.0 * Turns * Unrolled * V16.Count / Best(MultiplyAdds);

    /// <summary>Billions of bytes read and written a second, copying from memory to memory.</summary>
    public static double GigaBytes { get; } = 2.0 * CopiedBytes / Copying();

    private static float Sink { get; set; }

    /// <summary>Nanoseconds of the fastest of many rounds.</summary>
    internal static double Best(Action work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return best;
    }

    private static double Copying()
    {
        var (from, to) = (new byte[CopiedBytes], new byte[CopiedBytes]);
        return Best(() => from.CopyTo(to, 0));
    }

    /// <summary>Twelve sums that do not wait for one another, so that none of the processor's multipliers is ever idle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MultiplyAdds()
    {
        var (x, y) = (V16.Broadcast(1.000001f), V16.Broadcast(1e-7f));
        V16 a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var turn = 0; turn < Turns; turn++)
        {
            a = V16.MultiplyAdd(a, x, y);
            b = V16.MultiplyAdd(b, x, y);
            c = V16.MultiplyAdd(c, x, y);
            d = V16.MultiplyAdd(d, x, y);
            e = V16.MultiplyAdd(e, x, y);
            f = V16.MultiplyAdd(f, x, y);
            g = V16.MultiplyAdd(g, x, y);
            h = V16.MultiplyAdd(h, x, y);
            i = V16.MultiplyAdd(i, x, y);
            j = V16.MultiplyAdd(j, x, y);
            k = V16.MultiplyAdd(k, x, y);
            l = V16.MultiplyAdd(l, x, y);
        }

        Sink = V16.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
