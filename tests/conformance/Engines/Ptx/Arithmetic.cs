namespace NetGen.Conformance.Engines.Ptx;

/// <summary>
/// Integers (PTX ISA 9.7.1), floats (9.7.3) and bits (9.7.8). Products and sums of floats are rounded one by one: NVIDIA's assembler may
/// make one instruction of both, which rounds once.
/// </summary>
internal static class Arithmetic
{
    private static readonly PtxType F32 = PtxType.Of("f32");

    public static void Add()
    {
        Integers();
        Floats();
        Bitwise();
    }

    private static void Integers()
    {
        var (s32, u32, s64, u64) = (PtxType.Of("s32"), PtxType.Of("u32"), PtxType.Of("s64"), PtxType.Of("u64"));
        Forms.Binary("add.s32", s32, (a, b) => (uint)(a + b));
        Forms.Binary("sub.s32", s32, (a, b) => (uint)(a - b));
        Forms.Binary("mul.lo.s32", s32, (a, b) => (uint)(a * b));
        Forms.Binary("div.s32", s32, (a, b) => (uint)Quotient((int)a, (int)b));
        Forms.Binary("rem.s32", s32, (a, b) => (uint)Remainder((int)a, (int)b));
        Forms.Binary("min.s32", s32, (a, b) => (uint)Math.Min((int)a, (int)b));
        Forms.Binary("max.s32", s32, (a, b) => (uint)Math.Max((int)a, (int)b));
        Forms.Unary("neg.s32", s32, s32, a => (uint)-(int)a);
        Forms.Binary("mul.wide.u32", u64, u32, u32, (a, b) => a * b);
        Forms.Binary("add.u64", u64, (a, b) => a + b);
        Forms.Binary("add.s64", s64, (a, b) => a + b);
        Forms.Binary("mul.lo.s64", s64, (a, b) => a * b);
        MultiplyAdd("mad.lo.u64", u64, u64);
        MultiplyAdd("mad.wide.u32", u64, u32);
    }

    /// <summary>Subnormal numbers stay what they are; of two numbers, one of them none, the other is larger and smaller.</summary>
    private static void Floats()
    {
        Float("add.f32", (a, b) => a + b);
        Float("sub.f32", (a, b) => a - b);
        Float("mul.f32", (a, b) => a * b);
        Float("div.rn.f32", (a, b) => a / b);
        Float("min.f32", (a, b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : Math.Min(a, b));
        Float("max.f32", (a, b) => float.IsNaN(a) ? b : float.IsNaN(b) ? a : Math.Max(a, b));
        Forms.Unary("neg.f32", F32, F32, a => a ^ 0x80000000);
        Forms.Unary("abs.f32", F32, F32, a => a & 0x7FFFFFFF);
        Forms.Unary("sqrt.rn.f32", F32, F32, a => Floating.Bits(MathF.Sqrt(Floating.Of(a))));
        Forms.Unary("rcp.rn.f32", F32, F32, a => Floating.Bits(1 / Floating.Of(a)));
    }

    /// <summary>Shifts by the number of bits or more leave nothing but, of signed numbers, the sign.</summary>
    private static void Bitwise()
    {
        var (b32, s32, u32) = (PtxType.Of("b32"), PtxType.Of("s32"), PtxType.Of("u32"));
        var (b64, u64) = (PtxType.Of("b64"), PtxType.Of("u64"));
        Forms.Binary("and.b32", b32, (a, b) => a & b);
        Forms.Binary("or.b32", b32, (a, b) => a | b);
        Forms.Binary("xor.b32", b32, (a, b) => a ^ b);
        Forms.Binary("shl.b32", b32, b32, u32, (a, b) => b >= 32 ? 0 : (uint)(a << (int)b));
        Forms.Binary("shl.b64", b64, b64, u32, (a, b) => b >= 64 ? 0 : a << (int)b);
        Forms.Binary("shr.u32", u32, u32, u32, (a, b) => b >= 32 ? 0 : a >> (int)b);
        Forms.Binary("shr.s32", s32, s32, u32, (a, b) => (uint)((int)a >> (int)Math.Min(b, 31)));
        Forms.Binary("shr.u64", u64, u64, u32, (a, b) => b >= 64 ? 0 : a >> (int)b);
        Forms.Binary("and.pred", PtxType.Predicate, (a, b) => a & b);
        Forms.Binary("or.pred", PtxType.Predicate, (a, b) => a | b);
        Forms.Unary("not.pred", PtxType.Predicate, PtxType.Predicate, a => a ^ 1);
    }

    private static void Float(string name, Func<float, float, float> apply) =>
        Forms.Binary(name, F32, (a, b) => Floating.Bits(apply(Floating.Of(a), Floating.Of(b))));

    /// <summary>d = a · b + c.</summary>
    private static void MultiplyAdd(string name, PtxType sum, PtxType factor) => Forms.Add(name, binding =>
    {
        var (d, a, b, c) = (binding.Target(sum), binding.Source(factor), binding.Source(factor), binding.Source(sum));
        return (threads, lanes) =>
        {
            foreach (var lane in lanes)
            {
                threads.Row(d)[lane] = (threads.Row(a)[lane] * threads.Row(b)[lane]) + threads.Row(c)[lane];
            }
        };
    });

    /// <summary>What a division by zero gives is not said.</summary>
    private static int Quotient(int a, int b) => b == 0 ? throw new PtxFault("a division by zero") : b == -1 ? unchecked(-a) : a / b;

    private static int Remainder(int a, int b) => b == 0 ? throw new PtxFault("a division by zero") : b == -1 ? 0 : a % b;
}
