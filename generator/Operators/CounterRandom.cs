namespace NetGen.Operators;

/// <summary>
/// Random bits as a function of counters: the same seed, step, stream and element give the same draw on any number of
/// threads and in any order. Two rounds of the 32-bit finaliser of MurmurHash3 (Appleby, public domain), keyed per step.
/// </summary>
internal static class CounterRandom
{
    /// <summary>The key of one stream in one step, computed once and shared by all elements.</summary>
    public static uint Key(ulong seed, long step, int stream)
    {
        unchecked
        {
            var key = Mix((uint)seed ^ 0x9E3779B9u);
            key = Mix(key ^ (uint)(seed >> 32));
            key = Mix(key ^ (uint)step);
            key = Mix(key ^ (uint)(step >> 32));
            return Mix(key ^ (uint)stream);
        }
    }

    /// <summary>32 random bits for an element (its index in the batch, modulo 2³²).</summary>
    public static uint Bits(uint key, uint element) => unchecked(Mix(Mix(element + key) ^ key));

    /// <summary>The draws below this number are dropped.</summary>
    public static uint Threshold(double rate) => (uint)Math.Min(uint.MaxValue, Math.Round(rate * 4294967296.0));

    public static bool Keep(ulong seed, long step, int stream, long element, double rate) =>
        Bits(Key(seed, step, stream), unchecked((uint)element)) >= Threshold(rate);

    private static uint Mix(uint h)
    {
        unchecked
        {
            h ^= h >> 16;
            h = Times(h, 0x85EBCA6Bu);
            h ^= h >> 13;
            h = Times(h, 0xC2B2AE35u);
            return h ^ (h >> 16);
        }
    }

    /// <summary>
    /// The low half of a product. Not a product of halves: ILGPU words that for OpenCL as one of signed numbers, which may not overflow,
    /// and the sign of which the device's compiler then takes for known.
    /// </summary>
    private static uint Times(uint a, uint b) => unchecked((uint)((ulong)a * b));
}
