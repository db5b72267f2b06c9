using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// What tensor cores multiply: numbers of fewer bits, one or two in a word of 32. Sums stay floats. Rounding is the same on every device;
/// where there are no tensor cores, the words are multiplied one by one.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IWord<TSelf>
    where TSelf : struct, IWord<TSelf>
{
    /// <summary>Numbers in a word.</summary>
    static abstract int Numbers { get; }

    /// <summary>Rounds one number, or two that follow one another.</summary>
    static abstract float Of(float first, float second);

    /// <summary>Rounds them, and writes the word to a place in shared memory; on CUDA alone.</summary>
    static abstract void Put(float first, float second, int place);

    /// <summary>Four words that lie side by side.</summary>
    static abstract void PutFour(Four first, Four second, int place);

    /// <summary>The first number of a word, as a float.</summary>
    static abstract float First(float word);

    /// <summary>The second, where there is one.</summary>
    static abstract float Second(float word);

    /// <summary>
    /// Adds the products of 32 × 16 over eight words that a warp has in <see cref="Fragments"/> to a block of <see cref="Accumulators"/>;
    /// on CUDA alone.
    /// </summary>
    static abstract void Multiply(int block);
}

/// <summary>
/// 11 bits of precision, the exponents of a float. Halves are rounded away from zero, as <c>cvt.rna.tf32.f32</c> does.
/// </summary>
internal readonly struct TensorFloat32Word : IWord<TensorFloat32Word>
{
    private const string Op = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ";

    public static int Numbers => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float first, float second)
    {
        var bits = Interop.FloatAsInt(first);
        return Interop.IntAsFloat(WordBits.IsNaN(bits) ? WordBits.NaN : (bits + 0x1000u) & 0xFFFFE000u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(float word) => word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Second(float word) => 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(float first, float second, int place) =>
        CudaAsm.Emit("cvt.rna.tf32.f32 wrd0, %1; " + Fragments.At + "st.shared.b32 [at1], wrd0;", place, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutFour(Four first, Four second, int place) => CudaAsm.Emit(
        "cvt.rna.tf32.f32 wrd0, %1; cvt.rna.tf32.f32 wrd1, %2; cvt.rna.tf32.f32 wrd2, %3; cvt.rna.tf32.f32 wrd3, %4; "
            + Fragments.At + "st.shared.v4.b32 [at1], {wrd0,wrd1,wrd2,wrd3};",
        place,
        first.X,
        first.Y,
        first.Z,
        first.W);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int block)
    {
        if (block == 0)
        {
            CudaAsm.Emit(Op + Names.S0 + Names.Top + Names.First + Names.S0 + ";");
            CudaAsm.Emit(Op + Names.S1 + Names.Top + Names.Second + Names.S1 + ";");
            CudaAsm.Emit(Op + Names.S2 + Names.BelowTop + Names.First + Names.S2 + ";");
            CudaAsm.Emit(Op + Names.S3 + Names.BelowTop + Names.Second + Names.S3 + ";");
        }
        else if (block == 1)
        {
            CudaAsm.Emit(Op + Names.S4 + Names.Top + Names.Third + Names.S4 + ";");
            CudaAsm.Emit(Op + Names.S5 + Names.Top + Names.Fourth + Names.S5 + ";");
            CudaAsm.Emit(Op + Names.S6 + Names.BelowTop + Names.Third + Names.S6 + ";");
            CudaAsm.Emit(Op + Names.S7 + Names.BelowTop + Names.Fourth + Names.S7 + ";");
        }
        else if (block == 2)
        {
            CudaAsm.Emit(Op + Names.S8 + Names.Bottom + Names.First + Names.S8 + ";");
            CudaAsm.Emit(Op + Names.S9 + Names.Bottom + Names.Second + Names.S9 + ";");
            CudaAsm.Emit(Op + Names.S10 + Names.BelowBottom + Names.First + Names.S10 + ";");
            CudaAsm.Emit(Op + Names.S11 + Names.BelowBottom + Names.Second + Names.S11 + ";");
        }
        else
        {
            CudaAsm.Emit(Op + Names.S12 + Names.Bottom + Names.Third + Names.S12 + ";");
            CudaAsm.Emit(Op + Names.S13 + Names.Bottom + Names.Fourth + Names.S13 + ";");
            CudaAsm.Emit(Op + Names.S14 + Names.BelowBottom + Names.Third + Names.S14 + ";");
            CudaAsm.Emit(Op + Names.S15 + Names.BelowBottom + Names.Fourth + Names.S15 + ";");
        }
    }
}

/// <summary>
/// Two numbers of 8 bits of precision and the exponents of a float, rounded to nearest, halves to even, as <c>cvt.rn.bf16x2.f32</c> does;
/// the first in the lower half.
/// </summary>
internal readonly struct BFloat16Words : IWord<BFloat16Words>
{
    private const string Op = "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 ";

    public static int Numbers => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float first, float second)
    {
        return Interop.IntAsFloat(Half(first) | (Half(second) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(float word) => Interop.IntAsFloat(Interop.FloatAsInt(word) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Second(float word) => Interop.IntAsFloat(Interop.FloatAsInt(word) & 0xFFFF0000u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(float first, float second, int place) =>
        CudaAsm.Emit("cvt.rn.bf16x2.f32 wrd0, %2, %1; " + Fragments.At + "st.shared.b32 [at1], wrd0;", place, first, second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PutFour(Four first, Four second, int place) => CudaAsm.Emit(
        "cvt.rn.bf16x2.f32 wrd0, %5, %1; cvt.rn.bf16x2.f32 wrd1, %6, %2; cvt.rn.bf16x2.f32 wrd2, %7, %3; cvt.rn.bf16x2.f32 wrd3, %8, %4; "
            + Fragments.At + "st.shared.v4.b32 [at1], {wrd0,wrd1,wrd2,wrd3};",
        place,
        first.X,
        first.Y,
        first.Z,
        first.W,
        second.X,
        second.Y,
        second.Z,
        second.W);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int block)
    {
        if (block == 0)
        {
            CudaAsm.Emit(Op + Names.S0 + Names.Top + Names.First + Names.S0 + ";");
            CudaAsm.Emit(Op + Names.S1 + Names.Top + Names.Second + Names.S1 + ";");
            CudaAsm.Emit(Op + Names.S2 + Names.BelowTop + Names.First + Names.S2 + ";");
            CudaAsm.Emit(Op + Names.S3 + Names.BelowTop + Names.Second + Names.S3 + ";");
        }
        else if (block == 1)
        {
            CudaAsm.Emit(Op + Names.S4 + Names.Top + Names.Third + Names.S4 + ";");
            CudaAsm.Emit(Op + Names.S5 + Names.Top + Names.Fourth + Names.S5 + ";");
            CudaAsm.Emit(Op + Names.S6 + Names.BelowTop + Names.Third + Names.S6 + ";");
            CudaAsm.Emit(Op + Names.S7 + Names.BelowTop + Names.Fourth + Names.S7 + ";");
        }
        else if (block == 2)
        {
            CudaAsm.Emit(Op + Names.S8 + Names.Bottom + Names.First + Names.S8 + ";");
            CudaAsm.Emit(Op + Names.S9 + Names.Bottom + Names.Second + Names.S9 + ";");
            CudaAsm.Emit(Op + Names.S10 + Names.BelowBottom + Names.First + Names.S10 + ";");
            CudaAsm.Emit(Op + Names.S11 + Names.BelowBottom + Names.Second + Names.S11 + ";");
        }
        else
        {
            CudaAsm.Emit(Op + Names.S12 + Names.Bottom + Names.Third + Names.S12 + ";");
            CudaAsm.Emit(Op + Names.S13 + Names.Bottom + Names.Fourth + Names.S13 + ";");
            CudaAsm.Emit(Op + Names.S14 + Names.BelowBottom + Names.Third + Names.S14 + ";");
            CudaAsm.Emit(Op + Names.S15 + Names.BelowBottom + Names.Fourth + Names.S15 + ";");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Half(float value)
    {
        var bits = Interop.FloatAsInt(value);
        return (WordBits.IsNaN(bits) ? WordBits.NaN : bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
    }
}

/// <summary>What both formats have in common.</summary>
internal static class WordBits
{
    /// <summary>Not-a-number must not be rounded into infinity, nor around to zero.</summary>
    public const uint NaN = 0x7FFFE000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNaN(uint bits) => (bits & 0x7FFFFFFFu) > 0x7F800000u;
}
