using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen.Execution;

/// <summary>A 64-bit hash of weights, fast enough to be taken before each prediction (about 8 bytes a clock).</summary>
internal static class Fingerprint
{
    private const ulong Prime = 0x9E3779B185EBCA87;

    /// <summary>Hashes floats by their bits, on from <paramref name="seed"/>.</summary>
    public static ulong Of(ReadOnlySpan<float> values, ulong seed)
    {
        var words = MemoryMarshal.Cast<float, ulong>(values[..(values.Length & ~15)]);
        var (a, b, c, d) = (seed, seed ^ 1, seed ^ 2, seed ^ 3);
        var (e, f, g, h) = (seed ^ 4, seed ^ 5, seed ^ 6, seed ^ 7);

        // Eight chains, because one multiplication has to wait for the one before it.
        for (var i = 0; i + 8 <= words.Length; i += 8)
        {
            var block = words.Slice(i, 8);
            (a, b, c, d) = (Mix(a, block[0]), Mix(b, block[1]), Mix(c, block[2]), Mix(d, block[3]));
            (e, f, g, h) = (Mix(e, block[4]), Mix(f, block[5]), Mix(g, block[6]), Mix(h, block[7]));
        }

        var tail = Mix(Mix(Mix(a, b), Mix(c, d)), Mix(Mix(e, f), Mix(g, h)));
        foreach (var value in values[(values.Length & ~15)..])
        {
            tail = Mix(tail, BitConverter.SingleToUInt32Bits(value));
        }

        return Mix(tail, (ulong)values.Length);
    }

    // A product only carries upwards; the rotation brings sign bits down again, so that two of them do not cancel.
    private static ulong Mix(ulong state, ulong word) => BitOperations.RotateLeft(unchecked((state ^ word) * Prime), 31);
}
