using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// None to four vectors that a register tile holds side by side: accumulators of one row, or the operand that all rows share.
/// </summary>
internal interface IColumns<TSelf, V>
    where TSelf : struct, IColumns<TSelf, V>
    where V : struct, IVector<V>
{
    static abstract int Count { get; }

    static abstract TSelf Zero { get; }

    /// <summary>The same vector everywhere.</summary>
    static abstract TSelf Of(V value);

    /// <summary>The vectors at <paramref name="source"/>, <paramref name="source"/> + <paramref name="step"/>, and so on.</summary>
    static abstract TSelf Load(Floats source, int step);

    /// <summary>sum + a · b for each vector.</summary>
    static abstract TSelf MultiplyAdd(V a, TSelf b, TSelf sum);

    /// <summary>The same with b in memory, where <see cref="Load"/> finds it.</summary>
    static abstract TSelf MultiplyAdd(V a, Floats b, int step, TSelf sum);

    /// <summary>Writes the vectors, so that the next one begins <paramref name="step"/> floats behind the one before.</summary>
    void Store(Floats target, int step);

    /// <summary>Lane by lane min(max(a, 0), limit).</summary>
    static abstract TSelf Clamp(TSelf a, V limit);

    /// <summary>Keeps the last lanes of each vector; see <see cref="IVector{TSelf}.KeepLast"/>.</summary>
    static abstract TSelf KeepLast(TSelf a, int count);

    /// <summary>Writes the sum of each vector's lanes.</summary>
    void StoreSums(Floats target);
}

/// <inheritdoc />
internal struct Columns1<V> : IColumns<Columns1<V>, V>
    where V : struct, IVector<V>
{
    private V _a;

    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 1;
    }

    public static Columns1<V> Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> Of(V value) => new()
    {
        _a = value,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> Load(Floats source, int step) => new()
    {
        _a = V.Load(source, 0),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> MultiplyAdd(V a, Columns1<V> b, Columns1<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b._a, sum._a),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> MultiplyAdd(V a, Floats b, int step, Columns1<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b, 0, sum._a),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> Clamp(Columns1<V> a, V limit) => new()
    {
        _a = V.Min(V.Max(a._a, V.Zero), limit),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns1<V> KeepLast(Columns1<V> a, int count) => new()
    {
        _a = V.KeepLast(a._a, count),
    };

    [MethodImpl(AggressiveInlining)]
    public readonly void Store(Floats target, int step)
    {
        _a.Store(target, 0);
    }

    [MethodImpl(AggressiveInlining)]
    public readonly void StoreSums(Floats target)
    {
        target[0] = V.Sum(_a);
    }
}

/// <inheritdoc />
internal struct Columns2<V> : IColumns<Columns2<V>, V>
    where V : struct, IVector<V>
{
    private V _a;
    private V _b;

    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 2;
    }

    public static Columns2<V> Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> Of(V value) => new()
    {
        _a = value,
        _b = value,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> Load(Floats source, int step) => new()
    {
        _a = V.Load(source, 0),
        _b = V.Load(source, step),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> operator +(Columns2<V> a, Columns2<V> b) => new()
    {
        _a = a._a + b._a,
        _b = a._b + b._b,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> operator -(Columns2<V> a, Columns2<V> b) => new()
    {
        _a = a._a - b._a,
        _b = a._b - b._b,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> MultiplyAdd(V a, Columns2<V> b, Columns2<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b._a, sum._a),
        _b = V.MultiplyAdd(a, b._b, sum._b),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> MultiplyAdd(V a, Floats b, int step, Columns2<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b, 0, sum._a),
        _b = V.MultiplyAdd(a, b, step, sum._b),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> Clamp(Columns2<V> a, V limit) => new()
    {
        _a = V.Min(V.Max(a._a, V.Zero), limit),
        _b = V.Min(V.Max(a._b, V.Zero), limit),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns2<V> KeepLast(Columns2<V> a, int count) => new()
    {
        _a = V.KeepLast(a._a, count),
        _b = V.KeepLast(a._b, count),
    };

    [MethodImpl(AggressiveInlining)]
    public readonly void Store(Floats target, int step)
    {
        _a.Store(target, 0);
        _b.Store(target, step);
    }

    [MethodImpl(AggressiveInlining)]
    public readonly void StoreSums(Floats target)
    {
        target[0] = V.Sum(_a);
        target[1] = V.Sum(_b);
    }
}

/// <inheritdoc />
internal struct Columns3<V> : IColumns<Columns3<V>, V>
    where V : struct, IVector<V>
{
    private V _a;
    private V _b;
    private V _c;

    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 3;
    }

    public static Columns3<V> Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> Of(V value) => new()
    {
        _a = value,
        _b = value,
        _c = value,
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> Load(Floats source, int step) => new()
    {
        _a = V.Load(source, 0),
        _b = V.Load(source, step),
        _c = V.Load(source, 2 * step),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> MultiplyAdd(V a, Columns3<V> b, Columns3<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b._a, sum._a),
        _b = V.MultiplyAdd(a, b._b, sum._b),
        _c = V.MultiplyAdd(a, b._c, sum._c),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> MultiplyAdd(V a, Floats b, int step, Columns3<V> sum) => new()
    {
        _a = V.MultiplyAdd(a, b, 0, sum._a),
        _b = V.MultiplyAdd(a, b, step, sum._b),
        _c = V.MultiplyAdd(a, b, 2 * step, sum._c),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> Clamp(Columns3<V> a, V limit) => new()
    {
        _a = V.Min(V.Max(a._a, V.Zero), limit),
        _b = V.Min(V.Max(a._b, V.Zero), limit),
        _c = V.Min(V.Max(a._c, V.Zero), limit),
    };

    [MethodImpl(AggressiveInlining)]
    public static Columns3<V> KeepLast(Columns3<V> a, int count) => new()
    {
        _a = V.KeepLast(a._a, count),
        _b = V.KeepLast(a._b, count),
        _c = V.KeepLast(a._c, count),
    };

    [MethodImpl(AggressiveInlining)]
    public readonly void Store(Floats target, int step)
    {
        _a.Store(target, 0);
        _b.Store(target, step);
        _c.Store(target, 2 * step);
    }

    [MethodImpl(AggressiveInlining)]
    public readonly void StoreSums(Floats target)
    {
        target[0] = V.Sum(_a);
        target[1] = V.Sum(_b);
        target[2] = V.Sum(_c);
    }
}
