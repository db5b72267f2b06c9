using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <inheritdoc />
internal struct Columns4<V> : IColumns<Columns4<V>, V>
    where V : struct, IVector<V>
{
    private V _a;
    private V _b;
    private V _c;
    private V _d;

    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 4;
    }

    public static Columns4<V> Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> Of(V value) => new()
    {
        _a = value,
        _b = value,
        _c = value,
        _d = value,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> Load(Floats source, int step) => new()
    {
        _a = V.Load(source, 0),
        _b = V.Load(source, step),
        _c = V.Load(source, 2 * step),
        _d = V.Load(source, 3 * step),
    };

    /// <summary>The vectors at four places.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> Load(Floats source, Ints places) => new()
    {
        _a = V.Load(source, places[0]),
        _b = V.Load(source, places[1]),
        _c = V.Load(source, places[2]),
        _d = V.Load(source, places[3]),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> MultiplyAdd(V a, Columns4<V> b, Columns4<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b._a, sum._a),
        _b = V.MultiplyAdd(a, b._b, sum._b),
        _c = V.MultiplyAdd(a, b._c, sum._c),
        _d = V.MultiplyAdd(a, b._d, sum._d),
    };

    /// <summary>Hands the vectors to an epilogue, one behind the other.</summary>
    [MethodImpl(AggressiveInlining)]
    public readonly void Hand<T>(in T epilogue, int channel, int index)
        where T : struct, IEpilogue
    {
        epilogue.Apply(_a, channel, index);
        epilogue.Apply(_b, channel, index + V.Count);
        epilogue.Apply(_c, channel, index + (2 * V.Count));
        epilogue.Apply(_d, channel, index + (3 * V.Count));
    }

    /// <summary>The greatest of the four, lane by lane; not-a-number where one is.</summary>
    [MethodImpl(AggressiveInlining)]
    public readonly V Greatest() => V.Greatest(V.Greatest(_a, _b), V.Greatest(_c, _d));

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> MultiplyAdd(V a, Floats b, int step, Columns4<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b, 0, sum._a),
        _b = V.MultiplyAdd(a, b, step, sum._b),
        _c = V.MultiplyAdd(a, b, 2 * step, sum._c),
        _d = V.MultiplyAdd(a, b, 3 * step, sum._d),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> Clamp(Columns4<V> a, V limit) => new()
    {
        _a = V.Min(V.Max(a._a, V.Zero), limit),
        _b = V.Min(V.Max(a._b, V.Zero), limit),
        _c = V.Min(V.Max(a._c, V.Zero), limit),
        _d = V.Min(V.Max(a._d, V.Zero), limit),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns4<V> KeepLast(Columns4<V> a, int count) => new()
    {
        _a = V.KeepLast(a._a, count),
        _b = V.KeepLast(a._b, count),
        _c = V.KeepLast(a._c, count),
        _d = V.KeepLast(a._d, count),
    };

    [MethodImpl(AggressiveInlining)]
    public readonly void Store(Floats target, int step)
    {
        _a.Store(target, 0);
        _b.Store(target, step);
        _c.Store(target, 2 * step);
        _d.Store(target, 3 * step);
    }

    [MethodImpl(AggressiveInlining)]
    public readonly void StoreSums(Floats target)
    {
        V.Sums(_a, _b, _c, _d).Store(target, 0);
    }
}
