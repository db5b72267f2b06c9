using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <inheritdoc />
internal struct Columns0<V> : IColumns<Columns0<V>, V>
    where V : struct, IVector<V>
{
    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 0;
    }

    public static Columns0<V> Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> Of(V value) => default;

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> Load(Floats source, int step) => default;

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> MultiplyAdd(V a, Columns0<V> b, Columns0<V> sum) => default;

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> MultiplyAdd(V a, Floats b, int step, Columns0<V> sum) => default;

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> Clamp(Columns0<V> a, V limit) => default;

    [MethodImpl(AggressiveInlining)]
    public static Columns0<V> KeepLast(Columns0<V> a, int count) => default;

    [MethodImpl(AggressiveInlining)]
    public readonly void Store(Floats target, int step)
    {
    }

    [MethodImpl(AggressiveInlining)]
    public readonly void StoreSums(Floats target)
    {
    }
}
