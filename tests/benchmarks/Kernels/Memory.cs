using NetGen.Kernels;

namespace NetGen.Benchmarks.Kernels;

/// <summary>Aligned memory full of small numbers, which lives as long as the process.</summary>
internal static class Memory
{
    private static readonly List<Arena> Kept = [];

    public static Floats Random(long count)
    {
        var arena = new Arena(count + V16.Count);
        Kept.Add(arena);
        var random = new Random(1);
        foreach (ref var value in arena.Start.Span((int)count))
        {
            value = random.NextSingle() - 0.5f;
        }

        return arena.Start;
    }
}
