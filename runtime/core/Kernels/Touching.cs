using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace NetGen.Kernels;

/// <summary>
/// In the place of a vector it computes nothing, but notes where it would be read and written: an epilogue that is given this one says
/// which memory it is about to touch.
/// </summary>
internal readonly unsafe struct Touching : IVector<Touching>
{
    [ThreadStatic]
    private static Places _last;

    private readonly float* _read;

    [MethodImpl(AggressiveInlining)]
    private Touching(float* read) => _read = read;

    /// <summary>Where an epilogue reads and writes the result of an index and those behind it.</summary>
    [MethodImpl(AggressiveInlining)]
    public static Places Of<T>(in T epilogue, int channel, int index)
        where T : struct, IEpilogue
    {
        _last = default;
        epilogue.Apply(default(Touching), channel, index);
        return _last;
    }

    public static int Count
    {
        [MethodImpl(AggressiveInlining)]
        get => 16;
    }

    public static Touching Zero
    {
        [MethodImpl(AggressiveInlining)]
        get => default;
    }

    [MethodImpl(AggressiveInlining)]
    public static Touching Load(Floats source, int index) => new(source.Pointer + index);

    [MethodImpl(AggressiveInlining)]
    public void Store(Floats target, int index) => _last = new(_read, target.Pointer + index);

    [MethodImpl(AggressiveInlining)]
    public static Touching LoadWhole(Ints source, int index) => Load(source.AsFloats(), index);

    [MethodImpl(AggressiveInlining)]
    public void StoreWhole(Ints target, int index) => Store(target.AsFloats(), index);

    [MethodImpl(AggressiveInlining)]
    public static Touching MultiplyAdd(Touching a, Floats b, int index, Touching c) => Load(b, index) + (a + c);

    [MethodImpl(AggressiveInlining)]
    public static (Touching First, Touching Second) LoadPairs(Floats source, int index) =>
        (Load(source, index), Load(source, index));

    [MethodImpl(AggressiveInlining)]
    public static void StorePairs(Touching first, Touching second, Floats target, int index) =>
        (first + second).Store(target, index);

    [MethodImpl(AggressiveInlining)]
    public static Touching Broadcast(float value) => default;

    [MethodImpl(AggressiveInlining)]
    public static Touching operator +(Touching a, Touching b) => a._read == null ? b : a;

    [MethodImpl(AggressiveInlining)]
    public static Touching operator -(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching operator *(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching operator /(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching operator -(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching MultiplyAdd(Touching a, Touching b, Touching c) => a + b + c;

    [MethodImpl(AggressiveInlining)]
    public static Touching Max(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching Min(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching Greatest(Touching a, Touching b) => a + b;

    [MethodImpl(AggressiveInlining)]
    public static Touching Abs(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Sqrt(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Exp(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Log(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Tanh(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Sigmoid(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Log1p(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Erf(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching WhereGreater(Touching a, Touching b, Touching yes, Touching no) => a + b + yes + no;

    [MethodImpl(AggressiveInlining)]
    public static Touching PowerOfTwo(Touching n) => n;

    [MethodImpl(AggressiveInlining)]
    public static Touching Scale(Touching a, Touching n) => a + n;

    [MethodImpl(AggressiveInlining)]
    public static Touching Exponent(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Mantissa(Touching a) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Keep(uint key, uint threshold, float scale, int index) => default;

    [MethodImpl(AggressiveInlining)]
    public static Touching KeepLast(Touching a, int count) => a;

    [MethodImpl(AggressiveInlining)]
    public static Touching Follow(Touching before, Touching a) => before + a;

    [MethodImpl(AggressiveInlining)]
    public static float Sum(Touching a) => default;

    [MethodImpl(AggressiveInlining)]
    public static V4 Sums(Touching a, Touching b, Touching c, Touching d) => default;

    /// <summary>Where one result is written, and the first other value that it is made of, if there is one.</summary>
    public readonly struct Places(float* read, float* written)
    {
        private readonly float* _read = read;
        private readonly float* _written = written;

        /// <summary>Whether results are made of other values than the sums.</summary>
        public bool AreRead => _read != null;

        /// <summary>Has 64 floats of some rows brought to the first cache, from some place on.</summary>
        [MethodImpl(AggressiveInlining)]
        public void Fetch(int column, int rows, int pitch)
        {
            Fetch(_written, column, rows, pitch);
            Fetch(_read, column, rows, pitch);
        }

        [MethodImpl(AggressiveInlining)]
        private static void Fetch(float* start, int column, int rows, int pitch)
        {
            if (!Sse.IsSupported || start == null)
            {
                return;
            }

            for (start += column; rows > 0; rows--, start += pitch)
            {
                Sse.Prefetch0(start);
                Sse.Prefetch0(start + 16);
                Sse.Prefetch0(start + 32);
                Sse.Prefetch0(start + 48);
                Sse.Prefetch0(start + 63);
            }
        }
    }
}
