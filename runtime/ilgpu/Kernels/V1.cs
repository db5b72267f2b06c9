using ILGPU;
using NetGen.Kernels;
using NetGen.Operators;

namespace NetGen.Ilgpu;

/// <summary>
/// One float. Functions are the polynomials of the processor's kernels (<see cref="VectorMath"/>), which need nothing of the
/// device but additions and products.
/// </summary>
public readonly struct V1 : IVector<V1>
{
    private readonly float _v;

    private V1(float v) => _v = v;

    /// <inheritdoc />
    public static int Count => 1;

    /// <inheritdoc />
    public static V1 Zero => new(0f);

    internal float Value => _v;

    /// <inheritdoc />
    public static V1 Broadcast(float value) => new(value);

    /// <inheritdoc />
    public static V1 Load(Floats source, int index) => new(source[index]);

    /// <inheritdoc />
    public void Store(Floats target, int index) => target[index] = _v;

    /// <inheritdoc />
    public static V1 operator +(V1 a, V1 b) => new(a._v + b._v);

    /// <inheritdoc />
    public static V1 operator -(V1 a, V1 b) => new(a._v - b._v);

    /// <inheritdoc />
    public static V1 operator *(V1 a, V1 b) => new(a._v * b._v);

    /// <inheritdoc />
    public static V1 operator /(V1 a, V1 b) => new(a._v / b._v);

    /// <inheritdoc />
    public static V1 operator -(V1 a) => new(-a._v);

    /// <summary>a · b + c; the device's compiler makes one rounding of it where it can.</summary>
    public static V1 MultiplyAdd(V1 a, V1 b, V1 c) => new((a._v * b._v) + c._v);

    /// <inheritdoc />
    public static V1 Max(V1 a, V1 b) => new(a._v < b._v ? b._v : a._v);

    /// <inheritdoc />
    public static V1 Min(V1 a, V1 b) => new(a._v > b._v ? b._v : a._v);

    /// <inheritdoc />
    public static V1 Abs(V1 a) => new(IntrinsicMath.Abs(a._v));

    /// <inheritdoc />
    public static V1 Sqrt(V1 a) => new(MathF.Sqrt(a._v));

    /// <inheritdoc />
    public static V1 Exp(V1 a) => VectorMath.Exp(a);

    /// <inheritdoc />
    public static V1 Log(V1 a) => VectorMath.Log(a);

    /// <inheritdoc />
    public static V1 Tanh(V1 a) => VectorMath.Tanh(a);

    /// <inheritdoc />
    public static V1 Sigmoid(V1 a) => VectorMath.Sigmoid(a);

    /// <inheritdoc />
    public static V1 Log1p(V1 a) => VectorMath.Log1p(a);

    /// <inheritdoc />
    public static V1 Erf(V1 a) => VectorMath.Erf(a);

    /// <inheritdoc />
    public static V1 WhereGreater(V1 a, V1 b, V1 yes, V1 no) => new(a._v > b._v ? yes._v : no._v);

    /// <inheritdoc />
    public static V1 Keep(RandomKey key, uint threshold, float scale, int index) =>
        new(CounterRandom.Bits(key.Value, (uint)index) >= threshold ? scale : 0f);

    /// <inheritdoc />
    public static V1 PowerOfTwo(V1 n) => new(Float((Bits(n._v + VectorMath.Magic) << 23) + VectorMath.One));

    /// <inheritdoc />
    public static V1 Scale(V1 a, V1 n) => VectorMath.Scale(a, n);

    /// <inheritdoc />
    public static V1 Exponent(V1 a) => new((Bits(a._v) >> 23) - 127);

    /// <inheritdoc />
    public static V1 Mantissa(V1 a) => new(Float((Bits(a._v) & VectorMath.Fraction) | VectorMath.One));

    private static int Bits(float value) => (int)Interop.FloatAsInt(value);

    private static float Float(int bits) => Interop.IntAsFloat((uint)bits);
}
