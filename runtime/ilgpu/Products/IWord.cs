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

    /// <summary>The first number of a word, as a float.</summary>
    static abstract float First(float word);

    /// <summary>The second, where there is one.</summary>
    static abstract float Second(float word);

    /// <summary>Adds a warp's products of 32 × 16 over eight words to a block of <see cref="Accumulators"/>; on CUDA alone.</summary>
    static abstract void Multiply(int block, in Left a, in Right b);
}

/// <summary>
/// 11 bits of precision, the exponents of a float. Halves are rounded away from zero, as <c>cvt.rna.tf32.f32</c> does.
/// </summary>
internal readonly struct TensorFloat32Word : IWord<TensorFloat32Word>
{
    private const string Op = "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 ";
    private const string In = ", {%0,%1,%2,%3}, {%4,%5}, ";

    public static int Numbers => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float first, float second)
    {
        if (CudaAsm.IsSupported)
        {
            CudaAsm.Emit("cvt.rna.tf32.f32 %0, %1;", out uint rounded, first);
            return Interop.IntAsFloat(rounded);
        }

        var bits = Interop.FloatAsInt(first);
        return Interop.IntAsFloat(WordBits.IsNaN(bits) ? WordBits.NaN : (bits + 0x1000u) & 0xFFFFE000u);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(float word) => word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Second(float word) => 0f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int block, in Left a, in Right b)
    {
        if (block == 0)
        {
            CudaAsm.Emit(Op + Sums.S0 + In + Sums.S0 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S1 + In + Sums.S1 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S2 + In + Sums.S2 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S3 + In + Sums.S3 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else if (block == 1)
        {
            CudaAsm.Emit(Op + Sums.S4 + In + Sums.S4 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S5 + In + Sums.S5 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S6 + In + Sums.S6 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S7 + In + Sums.S7 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else if (block == 2)
        {
            CudaAsm.Emit(Op + Sums.S8 + In + Sums.S8 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S9 + In + Sums.S9 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S10 + In + Sums.S10 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S11 + In + Sums.S11 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else
        {
            CudaAsm.Emit(Op + Sums.S12 + In + Sums.S12 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S13 + In + Sums.S13 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S14 + In + Sums.S14 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S15 + In + Sums.S15 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
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
    private const string In = ", {%0,%1,%2,%3}, {%4,%5}, ";

    public static int Numbers => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float first, float second)
    {
        if (CudaAsm.IsSupported)
        {
            CudaAsm.Emit("cvt.rn.bf16x2.f32 %0, %1, %2;", out uint rounded, second, first);
            return Interop.IntAsFloat(rounded);
        }

        return Interop.IntAsFloat(Half(first) | (Half(second) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float First(float word) => Interop.IntAsFloat(Interop.FloatAsInt(word) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Second(float word) => Interop.IntAsFloat(Interop.FloatAsInt(word) & 0xFFFF0000u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(int block, in Left a, in Right b)
    {
        if (block == 0)
        {
            CudaAsm.Emit(Op + Sums.S0 + In + Sums.S0 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S1 + In + Sums.S1 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S2 + In + Sums.S2 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S3 + In + Sums.S3 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else if (block == 1)
        {
            CudaAsm.Emit(Op + Sums.S4 + In + Sums.S4 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S5 + In + Sums.S5 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S6 + In + Sums.S6 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S7 + In + Sums.S7 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else if (block == 2)
        {
            CudaAsm.Emit(Op + Sums.S8 + In + Sums.S8 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S9 + In + Sums.S9 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S10 + In + Sums.S10 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S11 + In + Sums.S11 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
        }
        else
        {
            CudaAsm.Emit(Op + Sums.S12 + In + Sums.S12 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S13 + In + Sums.S13 + ";", a.Upper0, a.Upper1, a.Upper2, a.Upper3, b.Second0, b.Second1);
            CudaAsm.Emit(Op + Sums.S14 + In + Sums.S14 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.First0, b.First1);
            CudaAsm.Emit(Op + Sums.S15 + In + Sums.S15 + ";", a.Lower0, a.Lower1, a.Lower2, a.Lower3, b.Second0, b.Second1);
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

/// <summary>The names of the sums of one product of 16 × 8.</summary>
internal static class Sums
{
    public const string S0 = "{acc0,acc1,acc2,acc3}";
    public const string S1 = "{acc4,acc5,acc6,acc7}";
    public const string S2 = "{acc8,acc9,acc10,acc11}";
    public const string S3 = "{acc12,acc13,acc14,acc15}";
    public const string S4 = "{acc16,acc17,acc18,acc19}";
    public const string S5 = "{acc20,acc21,acc22,acc23}";
    public const string S6 = "{acc24,acc25,acc26,acc27}";
    public const string S7 = "{acc28,acc29,acc30,acc31}";
    public const string S8 = "{acc32,acc33,acc34,acc35}";
    public const string S9 = "{acc36,acc37,acc38,acc39}";
    public const string S10 = "{acc40,acc41,acc42,acc43}";
    public const string S11 = "{acc44,acc45,acc46,acc47}";
    public const string S12 = "{acc48,acc49,acc50,acc51}";
    public const string S13 = "{acc52,acc53,acc54,acc55}";
    public const string S14 = "{acc56,acc57,acc58,acc59}";
    public const string S15 = "{acc60,acc61,acc62,acc63}";
}
