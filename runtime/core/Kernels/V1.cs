using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetGen.Operators;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>One float: for tails, and for processors without vectors.</summary>
public readonly struct V1 : IVector<V1>
{
    private readonly float _v;

    [MethodImpl(AggressiveInlining)]
    private V1(float v) => _v = v;

    /// <inheritdoc />
    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc />
    public static V1 Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => new(0f);
    }

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Broadcast(float value) => new(value);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Load(Floats source, int index) => new(source[index]);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void Store(Floats target, int index) => target[index] = _v;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 LoadWhole(Ints source, int index) => new(source[index]);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public void StoreWhole(Ints target, int index) => target[index] = (int)_v;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 operator +(V1 a, V1 b) => new(a._v + b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 operator -(V1 a, V1 b) => new(a._v - b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 operator *(V1 a, V1 b) => new(a._v * b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 operator /(V1 a, V1 b) => new(a._v / b._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 operator -(V1 a) => new(-a._v);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 MultiplyAdd(V1 a, V1 b, V1 c) => new(float.MultiplyAddEstimate(a._v, b._v, c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 MultiplyAdd(V1 a, Floats b, int index, V1 c) => new(float.MultiplyAddEstimate(a._v, b[index], c._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Max(V1 a, V1 b) => a._v < b._v ? b : a;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Greatest(V1 a, V1 b) => new(MathF.Max(a._v, b._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Min(V1 a, V1 b) => a._v > b._v ? b : a;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Abs(V1 a) => new(MathF.Abs(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Sqrt(V1 a) => new(MathF.Sqrt(a._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Exp(V1 a) => VectorMath.Exp(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Log(V1 a) => VectorMath.Log(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Tanh(V1 a) => VectorMath.Tanh(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Sigmoid(V1 a) => VectorMath.Sigmoid(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Log1p(V1 a) => VectorMath.Log1p(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Erf(V1 a) => VectorMath.Erf(a);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 WhereGreater(V1 a, V1 b, V1 yes, V1 no) => a._v > b._v ? yes : no;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Keep(uint key, uint threshold, float scale, int index) =>
        new(CounterRandom.Bits(key, (uint)index) >= threshold ? scale : 0f);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 KeepLast(V1 a, int count) => count > 0 ? a : Zero;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Follow(V1 before, V1 a) => before;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 PowerOfTwo(V1 n) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(n._v + VectorMath.Magic) << 23) + VectorMath.One));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Scale(V1 a, V1 n) =>
        VectorMath.Scale(a, n);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Exponent(V1 a) => new((BitConverter.SingleToInt32Bits(a._v) >> 23) - 127);

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V1 Mantissa(V1 a) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a._v) & VectorMath.Fraction) | VectorMath.One));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static float Sum(V1 a) => a._v;

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static V4 Sums(V1 a, V1 b, V1 c, V1 d) => new(Vector128.Create(a._v, b._v, c._v, d._v));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static (V1 First, V1 Second) LoadPairs(Floats source, int index) => (new(source[index]), new(source[index + 1]));

    /// <inheritdoc />
    [MethodImpl(AggressiveInlining)]
    public static void StorePairs(V1 first, V1 second, Floats target, int index) =>
        (target[index], target[index + 1]) = (first._v, second._v);
}
