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

    /// <summary>Writes one block to shared memory.</summary>
    /// <param name="block">Which one.</param>
    /// <param name="place">Where its first row and column lie, in floats.</param>
    /// <param name="down">From one of its rows to the next, which is eight of the tile's further on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int block, int place, int down)
    {
        if (block == 0)
        {
            CudaAsm.Emit(
                Fragments.At + "st.shared.v2.f32 [at1], {acc0,acc1}; st.shared.v2.f32 [at1+32], {acc4,acc5};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc2,acc3}; st.shared.v2.f32 [at1+32], {acc6,acc7};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc8,acc9}; st.shared.v2.f32 [at1+32], {acc12,acc13};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc10,acc11}; st.shared.v2.f32 [at1+32], {acc14,acc15};",
                place,
                down);
        }
        else if (block == 1)
        {
            CudaAsm.Emit(
                Fragments.At + "st.shared.v2.f32 [at1], {acc16,acc17}; st.shared.v2.f32 [at1+32], {acc20,acc21};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc18,acc19}; st.shared.v2.f32 [at1+32], {acc22,acc23};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc24,acc25}; st.shared.v2.f32 [at1+32], {acc28,acc29};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc26,acc27}; st.shared.v2.f32 [at1+32], {acc30,acc31};",
                place,
                down);
        }
        else if (block == 2)
        {
            CudaAsm.Emit(
                Fragments.At + "st.shared.v2.f32 [at1], {acc32,acc33}; st.shared.v2.f32 [at1+32], {acc36,acc37};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc34,acc35}; st.shared.v2.f32 [at1+32], {acc38,acc39};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc40,acc41}; st.shared.v2.f32 [at1+32], {acc44,acc45};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc42,acc43}; st.shared.v2.f32 [at1+32], {acc46,acc47};",
                place,
                down);
        }
        else
        {
            CudaAsm.Emit(
                Fragments.At + "st.shared.v2.f32 [at1], {acc48,acc49}; st.shared.v2.f32 [at1+32], {acc52,acc53};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc50,acc51}; st.shared.v2.f32 [at1+32], {acc54,acc55};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc56,acc57}; st.shared.v2.f32 [at1+32], {acc60,acc61};"
                    + Fragments.Down + "st.shared.v2.f32 [at1], {acc58,acc59}; st.shared.v2.f32 [at1+32], {acc62,acc63};",
                place,
                down);
        }
    }
}
