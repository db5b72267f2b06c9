using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>Eight floats (AVX2).</summary>
public readonly unsafe struct V8 : IVector<V8>
{
    private readonly Vector256<float> _v;

    [MethodImpl(AggressiveInlining)]
    private V8(Vector256<float> v) => _v = v;

    /// <inheritdoc />
    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 8;
    }

    /// <inheritdoc />
    public static V8 Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => new(Vector256<float>.Zero);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Load(Floats source, int index) => new(Vector256.Load(source.Pointer + index));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void Store(Floats target, int index) => Vector256.Store(_v, target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 LoadWhole(Ints source, int index) => new(Vector256.ConvertToSingle(Vector256.Load(source.Pointer + index)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void StoreWhole(Ints target, int index) => Vector256.Store(Vector256.ConvertToInt32(_v), target.Pointer + index);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 operator +(V8 a, V8 b) => new(a._v + b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 operator -(V8 a, V8 b) => new(a._v - b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 operator *(V8 a, V8 b) => new(a._v * b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 operator /(V8 a, V8 b) => new(a._v / b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 operator -(V8 a) => new(-a._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 MultiplyAdd(V8 a, V8 b, V8 c) => new(Vector256.MultiplyAddEstimate(a._v, b._v, c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 MultiplyAdd(V8 a, Floats b, int index, V8 c) =>
        new(Vector256.MultiplyAddEstimate(a._v, Vector256.Load(b.Pointer + index), c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Max(V8 a, V8 b) => new(Vector256.MaxNative(b._v, a._v)); // x86 gives its second operand for NaN

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Greatest(V8 a, V8 b) => new(Vector256.Max(a._v, b._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Min(V8 a, V8 b) => new(Vector256.MinNative(b._v, a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Abs(V8 a) => new(Vector256.Abs(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Sqrt(V8 a) => new(Vector256.Sqrt(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Exp(V8 a) => VectorMath.Exp(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Log(V8 a) => VectorMath.Log(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Tanh(V8 a) => VectorMath.Tanh(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Sigmoid(V8 a) => VectorMath.Sigmoid(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Log1p(V8 a) => VectorMath.Log1p(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Erf(V8 a) => VectorMath.Erf(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 WhereGreater(V8 a, V8 b, V8 yes, V8 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._v, b._v), yes._v, no._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Keep(uint key, uint threshold, float scale, int index)
    {
        var element = Vector256.Create((uint)index) + Vector256<uint>.Indices;
        var bits = Mix(Mix(element + Vector256.Create(key)) ^ Vector256.Create(key));
        var kept = Vector256.GreaterThanOrEqual(bits, Vector256.Create(threshold)).AsSingle();
        return new(kept & Vector256.Create(scale));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 KeepLast(V8 a, int count) => new(a._v & Vector256.Load(LaneMasks.Start + 8 + count).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Follow(V8 before, V8 a)
    {
        if (Avx2.IsSupported)
        {
            var middle = Avx.Permute2x128(before._v, a._v, 0x21);
            return new(Avx2.AlignRight(a._v.AsByte(), middle.AsByte(), 12).AsSingle());
        }

        return new(Vector256.Shuffle(a._v, Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6)).WithElement(0, before._v.GetElement(7)));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 PowerOfTwo(V8 n) =>
        new((((n._v + Vector256.Create(VectorMath.Magic)).AsInt32() << 23) + Vector256.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Scale(V8 a, V8 n) =>
        Avx512F.VL.IsSupported ? new(Avx512F.VL.Scale(a._v, n._v)) : VectorMath.Scale(a, n);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Exponent(V8 a) => new(Vector256.ConvertToSingle((a._v.AsInt32() >> 23) - Vector256.Create(127)));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V8 Mantissa(V8 a) =>
        new(((a._v.AsInt32() & Vector256.Create(VectorMath.Fraction)) | Vector256.Create(VectorMath.One)).AsSingle());

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static float Sum(V8 a)
    {
        var four = a._v.GetLower() + a._v.GetUpper();
        var two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sums(V8 a, V8 b, V8 c, V8 d) => new(Quads.Sums(
        a._v.GetLower() + a._v.GetUpper(), b._v.GetLower() + b._v.GetUpper(),
        c._v.GetLower() + c._v.GetUpper(), d._v.GetLower() + d._v.GetUpper()));

    /// <summary>As <see cref="Operators.CounterRandom"/> mixes.</summary>
    [MethodImpl(AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> h)
    {
        h ^= h >>> 16;
        h *= 0x85EBCA6Bu;
        h ^= h >>> 13;
        h *= 0xC2B2AE35u;
        return h ^ (h >>> 16);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static (V8 First, V8 Second) LoadPairs(Floats source, int index)
    {
        var (first, second) = Pairs.Load256(source.Pointer + index);
        return (new(first), new(second));
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void StorePairs(V8 first, V8 second, Floats target, int index) =>
        Pairs.Store(first._v, second._v, target.Pointer + index);
}
