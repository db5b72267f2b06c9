using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// Takes neighbouring floats apart and puts them together again. 128 bits wide everywhere: what uses it waits for memory.
/// </summary>
internal static unsafe class Pairs
{
    /// <summary>How many pairs go at once.</summary>
    public const int Count = 4;

    /// <summary>The first and the second of each of the four pairs from <paramref name="source"/> on.</summary>
    [MethodImpl(AggressiveInlining)]
    public static (Vector128<float> First, Vector128<float> Second) Load(float* source)
    {
        var low = Vector128.Load(source).AsUInt64();
        var high = Vector128.Load(source + Count).AsUInt64();
        return (Vector128.Narrow(low, high).AsSingle(), Vector128.Narrow(low >>> 32, high >>> 32).AsSingle());
    }

    /// <summary>Writes four pairs.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Store(Vector128<float> first, Vector128<float> second, float* target)
    {
        var low = Vector128.WidenLower(first.AsUInt32()) | (Vector128.WidenLower(second.AsUInt32()) << 32);
        var high = Vector128.WidenUpper(first.AsUInt32()) | (Vector128.WidenUpper(second.AsUInt32()) << 32);
        Vector128.Store(low.AsSingle(), target);
        Vector128.Store(high.AsSingle(), target + Count);
    }

    /// <summary>Lanes in which a later value takes the place of the best: it is greater, or not a number.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Replaces(Vector128<float> value, Vector128<float> best) =>
        Vector128.GreaterThan(value, best) | ~Vector128.Equals(value, value);

    /// <summary>The best of those so far and a later one: the first of equals; not-a-number wins.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Vector128<float> Best(Vector128<float> best, Vector128<float> value) =>
        Vector128.ConditionalSelect(Replaces(value, best), value, best);

    /// <summary>As <see cref="Best(Vector128{float}, Vector128{float})"/>, for one number.</summary>
    [MethodImpl(AggressiveInlining)]
    public static float Best(float best, float value) => value > best || float.IsNaN(value) ? value : best;
}
