using System.Runtime.CompilerServices;
using NetGen.Benchmarks.Kernels;
using NetGen.Kernels;

namespace NetGen.Benchmarks.Scaling;

/// <summary>How fast threads together read memory that is in no cache, as they read weights for a single sample.</summary>
internal static class MemoryReads
{
    private const int Megabytes = 400;
    private const int FloatsOfUnit = 1 << 18;

    /// <summary>Billions of bytes a second, in the fastest of many rounds.</summary>
    public static double GigaBytes(int threads)
    {
        var arena = new Arena(Megabytes * (long)FloatsOfUnit);
        using var executor = new Executor(threads, 0);
        var time = MachinePeak.Best(() => executor.Run(new Sums(arena.Start), Megabytes, (Megabytes + threads - 1) / threads));
        GC.KeepAlive(arena);
        return arena.Length * sizeof(float) / time;
    }

    private readonly struct Sums(Floats source) : IKernel
    {
        public void Run(int first, int count, Floats scratch)
        {
            for (var unit = first; unit < first + count; unit++)
            {
                Keep(Add(source.From((long)unit * FloatsOfUnit)));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static V16 Add(Floats unit)
        {
            V16 a = V16.Zero, b = V16.Zero, c = V16.Zero, d = V16.Zero;
            for (var i = 0; i < FloatsOfUnit; i += 4 * V16.Count)
            {
                a += V16.Load(unit, i);
                b += V16.Load(unit, i + V16.Count);
                c += V16.Load(unit, i + (2 * V16.Count));
                d += V16.Load(unit, i + (3 * V16.Count));
            }

            return a + b + (c + d);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Keep(V16 sum)
        {
        }
    }
}
