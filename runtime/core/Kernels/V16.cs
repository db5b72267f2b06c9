using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Sixteen floats (AVX-512).</summary>
public readonly unsafe struct V16 : IVector<V16>
{
    private readonly Vector512<float> _v;

    [MethodImpl(AggressiveInlining)]
    private V16(Vector512<float> v) => _v = v;

    /// <inheritdoc />
    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 16;
    }

    /// <inheritdoc />
    public static V16 Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => new(Vector512<float>.Zero);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Load(Floats source, int index) => new(Vector512.Load(source.Pointer + index));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void Store(Floats target, int index) => Vector512.Store(_v, target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 LoadWhole(Ints source, int index) => new(Vector512.ConvertToSingle(Vector512.Load(source.Pointer + index)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void StoreWhole(Ints target, int index) => Vector512.Store(Vector512.ConvertToInt32(_v), target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 operator +(V16 a, V16 b) => new(a._v + b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 operator -(V16 a, V16 b) => new(a._v - b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 operator *(V16 a, V16 b) => new(a._v * b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 operator /(V16 a, V16 b) => new(a._v / b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 operator -(V16 a) => new(-a._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 MultiplyAdd(V16 a, V16 b, V16 c) => new(Vector512.MultiplyAddEstimate(a._v, b._v, c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 MultiplyAdd(V16 a, Floats b, int index, V16 c) =>
        new(Vector512.MultiplyAddEstimate(a._v, Vector512.Load(b.Pointer + index), c._v));

    /// <summary>
    /// a · b + c with the same b for all lanes, read by the instruction itself: where each number that is read is multiplied once, tiles
    /// that read them on their own took a quarter longer.
    /// </summary>
    [MethodImpl(AggressiveInlining)]
    internal static V16 MultiplyAddOne(V16 a, Floats b, long index, V16 c) =>
        new(Vector512.MultiplyAddEstimate(a._v, Vector512.Create(b.Pointer[index]), c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Max(V16 a, V16 b) => new(Vector512.MaxNative(b._v, a._v)); // x86 gives its second operand for NaN

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Greatest(V16 a, V16 b) => new(Vector512.Max(a._v, b._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Min(V16 a, V16 b) => new(Vector512.MinNative(b._v, a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Abs(V16 a) => new(Vector512.Abs(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Sqrt(V16 a) => new(Vector512.Sqrt(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Exp(V16 a) => VectorMath.Exp(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Log(V16 a) => VectorMath.Log(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Tanh(V16 a) => VectorMath.Tanh(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Sigmoid(V16 a) => VectorMath.Sigmoid(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Log1p(V16 a) => VectorMath.Log1p(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Erf(V16 a) => VectorMath.Erf(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 WhereGreater(V16 a, V16 b, V16 yes, V16 no) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a._v, b._v), yes._v, no._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Keep(uint key, uint threshold, float scale, int index)
    {
        var element = Vector512.Create((uint)index) + Vector512<uint>.Indices;
        var bits = Mix(Mix(element + Vector512.Create(key)) ^ Vector512.Create(key));
        var kept = Vector512.GreaterThanOrEqual(bits, Vector512.Create(threshold)).AsSingle();
        return new(kept & Vector512.Create(scale));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 KeepLast(V16 a, int count) => new(a._v & Vector512.Load(LaneMasks.Start + count).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Follow(V16 before, V16 a) => Avx512F.IsSupported
        ? new(Avx512F.AlignRight32(a._v.AsInt32(), before._v.AsInt32(), 15).AsSingle())
        : new(Vector512.Shuffle(a._v, Vector512<int>.Indices - Vector512.Create(1)).WithElement(0, before._v.GetElement(15)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 PowerOfTwo(V16 n) =>
        new((((n._v + Vector512.Create(VectorMath.Magic)).AsInt32() << 23) + Vector512.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Scale(V16 a, V16 n) =>
        Avx512F.IsSupported ? new(Avx512F.Scale(a._v, n._v)) : VectorMath.Scale(a, n);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Exponent(V16 a) => new(Vector512.ConvertToSingle((a._v.AsInt32() >> 23) - Vector512.Create(127)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V16 Mantissa(V16 a) =>
        new(((a._v.AsInt32() & Vector512.Create(VectorMath.Fraction)) | Vector512.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static float Sum(V16 a)
    {
        var eight = a._v.GetLower() + a._v.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sums(V16 a, V16 b, V16 c, V16 d) => new(Quads.Sums(a._v, b._v, c._v, d._v));

    /// <summary>As <see cref="Operators.CounterRandom"/> mixes.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Vector512<uint> Mix(Vector512<uint> h)
    {
        h ^= h >>> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >>> 13;
        h *= 0xC2B2AE35u;
        return h ^ (h >>> 16);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static (V16 First, V16 Second) LoadPairs(Floats source, int index)
    {
        var (first, second) = Pairs.Load512(source.Pointer + index);
        return (new(first), new(second));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void StorePairs(V16 first, V16 second, Floats target, int index) =>
        Pairs.Store(first._v, second._v, target.Pointer + index);
}
