using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// What a thread holds of both factors while NVIDIA's tensor cores multiply, in registers with names of their own, like
/// <see cref="Accumulators"/>; and how shared memory is reached from there: ILGPU calls it <c>__shared_alloca0</c>, since a kernel of
/// products allocates it once.
/// </summary>
internal static class Fragments
{
    /// <summary>Goes to a place, in floats.</summary>
    public const string At = "mad.wide.u32 at1, %0, 4, at0; ";

    /// <summary>Goes so many floats further.</summary>
    public const string Down = "mad.wide.u32 at1, %1, 4, at1; ";

    private const string Load = "ldmatrix.sync.aligned.m8n8.x4.shared.b16 ";

    /// <summary>Declares them; once in a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin()
    {
        CudaAsm.Emit(".reg .b32 lft<16>; .reg .b32 rgt<8>; .reg .b32 wrd<4>; .reg .b64 at<3>;");
        CudaAsm.Emit("mov.b64 at0, __shared_alloca0;");
    }

    /// <summary>Begins to copy four floats to a place.</summary>
    /// <param name="place">The place, in floats.</param>
    /// <param name="source">An address in the device's memory.</param>
    /// <param name="offset">Floats from there to the first that is copied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(int place, long source, int offset) => CudaAsm.Emit(
        At + "cvta.to.global.u64 at2, %1; mad.wide.u32 at2, %2, 4, at2; cp.async.cg.shared.global [at1], [at2], 16;",
        place,
        source,
        offset);

    /// <summary>Until all is there that the thread began to copy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WaitForCopies() => CudaAsm.Emit("cp.async.wait_all;");

    /// <summary>Reads eight words of 32 rows, which lie side by side, and of 16 columns.</summary>
    /// <param name="left">Where the thread's part of the rows lies, in floats.</param>
    /// <param name="right">Where its part of the columns lies.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(int left, int right)
    {
        CudaAsm.Emit(At + Load + "{lft0,lft1,lft2,lft3}, [at1]; " + Load + "{lft4,lft5,lft6,lft7}, [at1+512];", left);
        CudaAsm.Emit(At + Load + "{rgt0,rgt1,rgt2,rgt3}, [at1];", right);
    }

    /// <summary>The same of the rows and columns 64 further on.</summary>
    /// <inheritdoc cref="Read"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ReadFar(int left, int right)
    {
        CudaAsm.Emit(At + Load + "{lft8,lft9,lft10,lft11}, [at1+2048]; " + Load + "{lft12,lft13,lft14,lft15}, [at1+2560];", left);
        CudaAsm.Emit(At + Load + "{rgt4,rgt5,rgt6,rgt7}, [at1+2048];", right);
    }
}

/// <summary>The names of what one product of 16 × 8 takes and gives.</summary>
internal static class Names
{
    public const string Top = ", {lft0,lft1,lft2,lft3}, ";
    public const string BelowTop = ", {lft4,lft5,lft6,lft7}, ";
    public const string Bottom = ", {lft8,lft9,lft10,lft11}, ";
    public const string BelowBottom = ", {lft12,lft13,lft14,lft15}, ";

    public const string First = "{rgt0,rgt1}, ";
    public const string Second = "{rgt2,rgt3}, ";
    public const string Third = "{rgt4,rgt5}, ";
    public const string Fourth = "{rgt6,rgt7}, ";

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
