using NetGen.Operators;

namespace NetGen.Data;

/// <summary>Orders drawn from a counter generator: the same on every machine and in every version of .NET.</summary>
internal static class Shuffle
{
    /// <summary>Streams of their own, away from those of dropout layers, which count from 0.</summary>
    public const int EpochStream = -1, SplitStream = -2;

    /// <summary>Fisher and Yates's shuffle.</summary>
    public static void Apply(Span<int> items, uint key)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            // The upper half of bits · (i + 1) is a number of 0..i, uneven by at most (i + 1)/2³².
            var j = (int)((ulong)CounterRandom.Bits(key, (uint)i) * (uint)(i + 1) >> 32);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
