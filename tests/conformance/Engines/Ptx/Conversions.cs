namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// Conversions (PTX ISA 9.7.9, "cvt"), in arithmetic: the numbers that tensor cores multiply are those of fewer bits next to a float.
/// </summary>
internal static class Conversions
{
    public static void Add()
    {
        var (s32, u32, s64, u64) = (PtxType.Of("s32"), PtxType.Of("u32"), PtxType.Of("s64"), PtxType.Of("u64"));
        var (f32, b32) = (PtxType.Of("f32"), PtxType.Of("b32"));
        Forms.Unary("cvt.u64.u32", u64, u32, a => a);
        Forms.Unary("cvt.s64.s32", s64, s32, a => (ulong)(int)a);
        Forms.Unary("cvt.u64.s32", u64, s32, a => (ulong)(int)a);
        Forms.Unary("cvt.s32.s64", s32, s64, a => (uint)a);
        Forms.Unary("cvt.u32.u64", u32, u64, a => (uint)a);
        Forms.Unary("cvt.rn.f32.s32", f32, s32, a => Floating.Bits((int)a));
        Forms.Unary("cvt.rzi.s32.f32", s32, f32, a => (uint)ToInt(Floating.Of(a)));
        Forms.Unary("cvta.to.global.u64", u64, u64, a => a);

        // To the nearest number of 11 bits, halves away from zero.
        Forms.Unary("cvt.rna.tf32.f32", b32, f32, a => float.IsNaN(Floating.Of(a))
            ? 0x7FFFE000
            : Floating.Bits(Nearest(Floating.Of(a), 10, MidpointRounding.AwayFromZero)));

        // To the nearest of 8 bits, halves to even; the first number goes to the upper half.
        Forms.Binary("cvt.rn.bf16x2.f32", b32, f32, f32, (a, b) => (Half(a) << 16) | Half(b));
    }

    /// <summary>Towards zero; what is too large becomes the largest, and not-a-number zero.</summary>
    private static int ToInt(float value) => float.IsNaN(value) ? 0 : (int)Math.Clamp((double)value, int.MinValue, int.MaxValue);

    private static ulong Half(ulong bits) => float.IsNaN(Floating.Of(bits))
        ? 0x7FFF
        : Floating.Bits(Nearest(Floating.Of(bits), 7, MidpointRounding.ToEven)) >> 16;

    /// <summary>
    /// The nearest number with so many binary places behind the first; beyond the largest of them lies infinity. A double holds all that
    /// is in between exactly.
    /// </summary>
    private static float Nearest(float value, int places, MidpointRounding halves)
    {
        if (value == 0 || float.IsInfinity(value))
        {
            return value;
        }

        var unit = Math.ScaleB(1, Math.Max(Math.ILogB(value), -126) - places);
        return (float)(Math.Round(value / unit, halves) * unit);
    }
}
