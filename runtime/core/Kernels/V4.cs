using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Four floats (SSE, Arm64).</summary>
public readonly unsafe struct V4 : IVector<V4>
{
    private readonly Vector128<float> _v;

    [MethodImpl(AggressiveInlining)]
    internal V4(Vector128<float> v) => _v = v;

    /// <inheritdoc />
    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 4;
    }

    /// <inheritdoc />
    public static V4 Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => new(Vector128<float>.Zero);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Broadcast(float value) => new(Vector128.Create(value));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Load(Floats source, int index) => new(Vector128.Load(source.Pointer + index));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void Store(Floats target, int index) => Vector128.Store(_v, target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 LoadWhole(Ints source, int index) => new(Vector128.ConvertToSingle(Vector128.Load(source.Pointer + index)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void StoreWhole(Ints target, int index) => Vector128.Store(Vector128.ConvertToInt32(_v), target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 operator +(V4 a, V4 b) => new(a._v + b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 operator -(V4 a, V4 b) => new(a._v - b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 operator *(V4 a, V4 b) => new(a._v * b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 operator /(V4 a, V4 b) => new(a._v / b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 operator -(V4 a) => new(-a._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 MultiplyAdd(V4 a, V4 b, V4 c) => new(Vector128.MultiplyAddEstimate(a._v, b._v, c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 MultiplyAdd(V4 a, Floats b, int index, V4 c) =>
        new(Vector128.MultiplyAddEstimate(a._v, Vector128.Load(b.Pointer + index), c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Max(V4 a, V4 b) => new(Vector128.MaxNative(b._v, a._v)); // x86 gives its second operand for NaN

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Greatest(V4 a, V4 b) => new(Vector128.Max(a._v, b._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Min(V4 a, V4 b) => new(Vector128.MinNative(b._v, a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Abs(V4 a) => new(Vector128.Abs(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sqrt(V4 a) => new(Vector128.Sqrt(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Exp(V4 a) => VectorMath.Exp(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Log(V4 a) => VectorMath.Log(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Tanh(V4 a) => VectorMath.Tanh(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sigmoid(V4 a) => VectorMath.Sigmoid(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Log1p(V4 a) => VectorMath.Log1p(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Erf(V4 a) => VectorMath.Erf(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 WhereGreater(V4 a, V4 b, V4 yes, V4 no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._v, b._v), yes._v, no._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Keep(uint key, uint threshold, float scale, int index)
    {
        var element = Vector128.Create((uint)index) + Vector128<uint>.Indices;
        var bits = Mix(Mix(element + Vector128.Create(key)) ^ Vector128.Create(key));
        var kept = Vector128.GreaterThanOrEqual(bits, Vector128.Create(threshold)).AsSingle();
        return new(kept & Vector128.Create(scale));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 KeepLast(V4 a, int count) => new(a._v & Vector128.Load(LaneMasks.Start + 12 + count).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Follow(V4 before, V4 a) =>
        new(Vector128.Shuffle(a._v, Vector128.Create(0, 0, 1, 2)).WithElement(0, before._v.GetElement(3)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 PowerOfTwo(V4 n) =>
        new((((n._v + Vector128.Create(VectorMath.Magic)).AsInt32() << 23) + Vector128.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Scale(V4 a, V4 n) =>
        Avx512F.VL.IsSupported ? new(Avx512F.VL.Scale(a._v, n._v)) : VectorMath.Scale(a, n);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Exponent(V4 a) => new(Vector128.ConvertToSingle((a._v.AsInt32() >> 23) - Vector128.Create(127)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Mantissa(V4 a) =>
        new(((a._v.AsInt32() & Vector128.Create(VectorMath.Fraction)) | Vector128.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static float Sum(V4 a)
    {
        var two = a._v + Vector128.Shuffle(a._v, Vector128.Create(2, 3, 0, 1));
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sums(V4 a, V4 b, V4 c, V4 d) => new(Quads.Sums(a._v, b._v, c._v, d._v));

    /// <summary>As <see cref="Operators.CounterRandom"/> mixes.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Vector128<uint> Mix(Vector128<uint> h)
    {
        h ^= h >>> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >>> 13;
        h *= 0xC2B2AE35u;
        return h ^ (h >>> 16);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static (V4 First, V4 Second) LoadPairs(Floats source, int index)
    {
        var (first, second) = Pairs.Load(source.Pointer + index);
        return (new(first), new(second));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void StorePairs(V4 first, V4 second, Floats target, int index) =>
        Pairs.Store(first._v, second._v, target.Pointer + index);
}
