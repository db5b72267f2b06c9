using System.Runtime.CompilerServices;
using ILGPU.Runtime.Cuda;

namespace NetGen.Ilgpu;

/// <summary>
/// The sums of a thread while NVIDIA's tensor cores add to them: registers with names of their own, because what ILGPU hands to inline
/// PTX and back would pass through memory. Four blocks of 4 × 4: two products of 16 × 8 down, two across, four sums of a thread in each.
/// </summary>
internal static class Accumulators
{
    /// <summary>Declares them and sets them to zero; once in a kernel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin(int blocks)
    {
        CudaAsm.Emit(".reg .f32 acc<64>;");
        CudaAsm.Emit("mov.f32 acc0, 0f00000000; mov.f32 acc1, 0f00000000; mov.f32 acc2, 0f00000000; mov.f32 acc3, 0f00000000;");
        CudaAsm.Emit("mov.f32 acc4, 0f00000000; mov.f32 acc5, 0f00000000; mov.f32 acc6, 0f00000000; mov.f32 acc7, 0f00000000;");
        CudaAsm.Emit("mov.f32 acc8, 0f00000000; mov.f32 acc9, 0f00000000; mov.f32 acc10, 0f00000000; mov.f32 acc11, 0f00000000;");
        CudaAsm.Emit("mov.f32 acc12, 0f00000000; mov.f32 acc13, 0f00000000; mov.f32 acc14, 0f00000000; mov.f32 acc15, 0f00000000;");
        if (blocks > 1)
        {
            CudaAsm.Emit("mov.f32 acc16, 0f00000000; mov.f32 acc17, 0f00000000; mov.f32 acc18, 0f00000000; mov.f32 acc19, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc20, 0f00000000; mov.f32 acc21, 0f00000000; mov.f32 acc22, 0f00000000; mov.f32 acc23, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc24, 0f00000000; mov.f32 acc25, 0f00000000; mov.f32 acc26, 0f00000000; mov.f32 acc27, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc28, 0f00000000; mov.f32 acc29, 0f00000000; mov.f32 acc30, 0f00000000; mov.f32 acc31, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc32, 0f00000000; mov.f32 acc33, 0f00000000; mov.f32 acc34, 0f00000000; mov.f32 acc35, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc36, 0f00000000; mov.f32 acc37, 0f00000000; mov.f32 acc38, 0f00000000; mov.f32 acc39, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc40, 0f00000000; mov.f32 acc41, 0f00000000; mov.f32 acc42, 0f00000000; mov.f32 acc43, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc44, 0f00000000; mov.f32 acc45, 0f00000000; mov.f32 acc46, 0f00000000; mov.f32 acc47, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc48, 0f00000000; mov.f32 acc49, 0f00000000; mov.f32 acc50, 0f00000000; mov.f32 acc51, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc52, 0f00000000; mov.f32 acc53, 0f00000000; mov.f32 acc54, 0f00000000; mov.f32 acc55, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc56, 0f00000000; mov.f32 acc57, 0f00000000; mov.f32 acc58, 0f00000000; mov.f32 acc59, 0f00000000;");
            CudaAsm.Emit("mov.f32 acc60, 0f00000000; mov.f32 acc61, 0f00000000; mov.f32 acc62, 0f00000000; mov.f32 acc63, 0f00000000;");
        }
    }

    /// <summary>One block of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block End(int block)
    {
        if (block == 0)
        {
            return First();
        }

        return block == 1 ? Second() : block == 2 ? Third() : Fourth();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block First()
    {
        CudaAsm.Emit("mov.f32 %0, acc0;", out float s00);
        CudaAsm.Emit("mov.f32 %0, acc1;", out float s01);
        CudaAsm.Emit("mov.f32 %0, acc4;", out float s02);
        CudaAsm.Emit("mov.f32 %0, acc5;", out float s03);
        CudaAsm.Emit("mov.f32 %0, acc2;", out float s10);
        CudaAsm.Emit("mov.f32 %0, acc3;", out float s11);
        CudaAsm.Emit("mov.f32 %0, acc6;", out float s12);
        CudaAsm.Emit("mov.f32 %0, acc7;", out float s13);
        CudaAsm.Emit("mov.f32 %0, acc8;", out float s20);
        CudaAsm.Emit("mov.f32 %0, acc9;", out float s21);
        CudaAsm.Emit("mov.f32 %0, acc12;", out float s22);
        CudaAsm.Emit("mov.f32 %0, acc13;", out float s23);
        CudaAsm.Emit("mov.f32 %0, acc10;", out float s30);
        CudaAsm.Emit("mov.f32 %0, acc11;", out float s31);
        CudaAsm.Emit("mov.f32 %0, acc14;", out float s32);
        CudaAsm.Emit("mov.f32 %0, acc15;", out float s33);
        return new(
            new(s00, s01, s02, s03),
            new(s10, s11, s12, s13),
            new(s20, s21, s22, s23),
            new(s30, s31, s32, s33));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block Second()
    {
        CudaAsm.Emit("mov.f32 %0, acc16;", out float s00);
        CudaAsm.Emit("mov.f32 %0, acc17;", out float s01);
        CudaAsm.Emit("mov.f32 %0, acc20;", out float s02);
        CudaAsm.Emit("mov.f32 %0, acc21;", out float s03);
        CudaAsm.Emit("mov.f32 %0, acc18;", out float s10);
        CudaAsm.Emit("mov.f32 %0, acc19;", out float s11);
        CudaAsm.Emit("mov.f32 %0, acc22;", out float s12);
        CudaAsm.Emit("mov.f32 %0, acc23;", out float s13);
        CudaAsm.Emit("mov.f32 %0, acc24;", out float s20);
        CudaAsm.Emit("mov.f32 %0, acc25;", out float s21);
        CudaAsm.Emit("mov.f32 %0, acc28;", out float s22);
        CudaAsm.Emit("mov.f32 %0, acc29;", out float s23);
        CudaAsm.Emit("mov.f32 %0, acc26;", out float s30);
        CudaAsm.Emit("mov.f32 %0, acc27;", out float s31);
        CudaAsm.Emit("mov.f32 %0, acc30;", out float s32);
        CudaAsm.Emit("mov.f32 %0, acc31;", out float s33);
        return new(
            new(s00, s01, s02, s03),
            new(s10, s11, s12, s13),
            new(s20, s21, s22, s23),
            new(s30, s31, s32, s33));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block Third()
    {
        CudaAsm.Emit("mov.f32 %0, acc32;", out float s00);
        CudaAsm.Emit("mov.f32 %0, acc33;", out float s01);
        CudaAsm.Emit("mov.f32 %0, acc36;", out float s02);
        CudaAsm.Emit("mov.f32 %0, acc37;", out float s03);
        CudaAsm.Emit("mov.f32 %0, acc34;", out float s10);
        CudaAsm.Emit("mov.f32 %0, acc35;", out float s11);
        CudaAsm.Emit("mov.f32 %0, acc38;", out float s12);
        CudaAsm.Emit("mov.f32 %0, acc39;", out float s13);
        CudaAsm.Emit("mov.f32 %0, acc40;", out float s20);
        CudaAsm.Emit("mov.f32 %0, acc41;", out float s21);
        CudaAsm.Emit("mov.f32 %0, acc44;", out float s22);
        CudaAsm.Emit("mov.f32 %0, acc45;", out float s23);
        CudaAsm.Emit("mov.f32 %0, acc42;", out float s30);
        CudaAsm.Emit("mov.f32 %0, acc43;", out float s31);
        CudaAsm.Emit("mov.f32 %0, acc46;", out float s32);
        CudaAsm.Emit("mov.f32 %0, acc47;", out float s33);
        return new(
            new(s00, s01, s02, s03),
            new(s10, s11, s12, s13),
            new(s20, s21, s22, s23),
            new(s30, s31, s32, s33));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block Fourth()
    {
        CudaAsm.Emit("mov.f32 %0, acc48;", out float s00);
        CudaAsm.Emit("mov.f32 %0, acc49;", out float s01);
        CudaAsm.Emit("mov.f32 %0, acc52;", out float s02);
        CudaAsm.Emit("mov.f32 %0, acc53;", out float s03);
        CudaAsm.Emit("mov.f32 %0, acc50;", out float s10);
        CudaAsm.Emit("mov.f32 %0, acc51;", out float s11);
        CudaAsm.Emit("mov.f32 %0, acc54;", out float s12);
        CudaAsm.Emit("mov.f32 %0, acc55;", out float s13);
        CudaAsm.Emit("mov.f32 %0, acc56;", out float s20);
        CudaAsm.Emit("mov.f32 %0, acc57;", out float s21);
        CudaAsm.Emit("mov.f32 %0, acc60;", out float s22);
        CudaAsm.Emit("mov.f32 %0, acc61;", out float s23);
        CudaAsm.Emit("mov.f32 %0, acc58;", out float s30);
        CudaAsm.Emit("mov.f32 %0, acc59;", out float s31);
        CudaAsm.Emit("mov.f32 %0, acc62;", out float s32);
        CudaAsm.Emit("mov.f32 %0, acc63;", out float s33);
        return new(
            new(s00, s01, s02, s03),
            new(s10, s11, s12, s13),
            new(s20, s21, s22, s23),
            new(s30, s31, s32, s33));
    }
}
